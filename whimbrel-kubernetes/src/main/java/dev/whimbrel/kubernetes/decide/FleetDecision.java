package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.sql.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What to do about a {@code MigrationFleet}. A database whose wave has not come keeps what it has: its migration is not written, and the
 * annotation {@link Meta#DIRECTORY} on it holds the files back that came under the name of the old ones. What has begun is not called
 * back by a pause or a failure; nothing more is begun.
 *
 * @param status the whole of the new one
 * @param puts which children to write, by server-side apply; the others are as they are to be
 * @param removals which children to delete: their database is no longer one of the fleet's
 * @param checks the targets whose soak check is to be asked: whoever has no answer yet is asked, and it is decided again with the answers
 * @param again when to look again at the latest
 * @param events what people are told of
 */
public record FleetDecision(FleetStatus status, List<Put> puts, List<String> removals, List<String> checks,
    Duration again, List<Told> events) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int LONGEST = 253;
  private static final int HASH = 8;

  public FleetDecision {
    puts = List.copyOf(puts);
    removals = List.copyOf(removals);
    checks = List.copyOf(checks);
    events = List.copyOf(events);
  }

  /**
   * A child to be written.
   *
   * @param name of the {@code Migration}
   * @param target the database that it is of
   * @param annotations that it has to have
   */
  public record Put(String name, String target, MigrationSpec spec, Map<String, String> annotations) {
    public Put {
      annotations = Map.copyOf(annotations);
    }
  }

  public static FleetDecision of(FleetSituation situation) {
    return new FleetDeciding(situation).decide();
  }

  /**
   * The name of a target's {@code Migration}: the fleet's, and the target's. What cannot be in a name of the cluster, as in that of a
   * schema, is left out, and a digest keeps such names apart.
   */
  public static String childName(String fleet, String target) {
    String plain = fleet + "-" + target;
    if (LABEL.matcher(target).matches() && plain.length() <= LONGEST) {
      return plain;
    }
    return hashed(fleet, target, target);
  }

  /** Another one, for where a fleet and a target whose names run together have it: {@code a} and {@code b-c}, {@code a-b} and {@code c}. */
  public static String otherChildName(String fleet, String target) {
    return hashed(fleet, target, fleet + "/" + target);
  }

  private static String hashed(String fleet, String target, String apart) {
    String hash = Sha256.of(apart.getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
    String readable = (fleet + "-" + target.toLowerCase(Locale.ROOT)).replaceAll("[^a-z0-9.]+", "-");
    String cut = readable.substring(0, Math.min(readable.length(), LONGEST - HASH - 1)).replaceAll("[-.]+$", "");
    return cut + "-" + hash;
  }
}
