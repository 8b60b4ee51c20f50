package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.FleetSpec;
import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision about a fleet is made of.
 *
 * @param before the status as it stands in the API server, null before the first one is written
 * @param sources of the directory of the template; the digest of Secrets does not count
 */
public record FleetSituation(FleetSpec spec, Meta meta, @Nullable FleetStatus before, Sources sources,
    Members members, Instant now) {

  /** Which databases there are. */
  public sealed interface Members {
    /**
     * These, in the order in which they were said.
     *
     * @param orphans names of child migrations whose database is no longer one of the fleet's
     */
    record Found(List<Member> members, List<String> orphans) implements Members {
      public Found {
        members = List.copyOf(members);
        orphans = List.copyOf(orphans);
      }
    }

    /** The query that lists them gave no answer this time, or what it takes to ask is not there. */
    record Unknown(String why) implements Members {}

    /** They cannot be listed until somebody changes something; never empty. */
    record Refused(List<Problem> problems) implements Members {
      public Refused {
        problems = List.copyOf(problems);
        if (problems.isEmpty()) {
          throw new IllegalArgumentException("refused without a reason");
        }
      }
    }
  }

  /**
   * A database of the fleet.
   *
   * @param name of the target
   * @param child its migration, null if there is none yet
   * @param check what the soak check said of it; asked of those for whom {@link FleetDecision#checks} says so
   * @param refusal what the API server said when its migration was to be written, null if it was not refused in this look
   */
  public record Member(String name, DatabaseSource database, @Nullable Child child, Check check,
      @Nullable String refusal) {}

  /** A migration as it stands in the API server. */
  public record Child(MigrationSpec spec, long generation, Map<String, String> annotations,
      @Nullable MigrationStatus status) {
    public Child {
      annotations = Map.copyOf(annotations);
    }
  }

  /** What the soak check said. */
  public enum Check {
    NOT_ASKED,
    /** It is true. */
    HOLDS,
    /** It is not true, or it is not a query that can be asked. */
    FAILS,
    /** There was no answer. */
    NO_ANSWER
  }
}
