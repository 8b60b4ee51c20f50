package dev.whimbrel.peer;

import dev.whimbrel.history.History;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.peer.Claim.Progress;
import dev.whimbrel.peer.Claim.Status;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the rows of Flyway's table say, taken together. */
final class FlywayReading {
  private static final String REMEDY = "restore the file from version control; or, if the database agrees with the file as it is "
      + "now: flyway repair, and this again";

  private final Sources sources;
  private final History history;
  private final Map<FlywayKey, FlywayRow> last = new LinkedHashMap<>();
  private final Map<FlywayKey, FlywayRow> takenBack = new LinkedHashMap<>();
  private @Nullable FlywayRow baseline;

  private FlywayReading(Sources sources, History history) {
    this.sources = sources;
    this.history = history;
  }

  /**
   * The claims.
   *
   * @param rows by their ranks
   */
  static Claims of(List<FlywayRow> rows, Sources sources, History history) {
    FlywayReading reading = new FlywayReading(sources, history);
    rows.forEach(reading::take);
    return reading.claims();
  }

  private void take(FlywayRow row) {
    if (row.isSchema()) {
      return;
    }
    if (row.isBaseline()) {
      baseline = row;
      return;
    }
    FlywayKey key = row.key();
    last.remove(key); // what was done again stands at its last place
    takenBack.remove(key);
    if (row.takesBack()) {
      key.step().ifPresent(version -> last.remove(new FlywayKey.Sum(version)));
      takenBack.put(key, row);
    } else {
      last.put(key, row);
    }
  }

  private Claims claims() {
    Map<FlywayKey, Migration> files = new LinkedHashMap<>();
    sources.set().migrations().forEach(migration -> files.put(FlywayKey.of(migration), migration));
    List<Claim> claims = new ArrayList<>(baselined(files));
    Set<String> unknown = new LinkedHashSet<>();
    last.forEach((key, row) -> {
      Migration migration = files.get(key);
      if (migration == null) {
        unknown.add(row.script());
      } else {
        claims.add(claim(migration, row));
      }
    });
    takenBack.forEach((key, row) -> {
      Migration migration = files.get(key);
      if (migration != null) {
        claims.add(known(migration, row).with(Status.REVERTED));
      }
    });
    return new Claims(claims, List.copyOf(unknown));
  }

  /** What Flyway never runs, since somebody said that it is there. */
  private List<Claim> baselined(Map<FlywayKey, Migration> files) {
    FlywayRow row = baseline;
    if (row == null) {
      return List.of();
    }
    FlywayVersion upTo = FlywayVersion.of(Objects.requireNonNull(row.version()));
    List<Claim> claims = new ArrayList<>();
    files.forEach((key, migration) -> key.step()
        .filter(version -> version.isUpTo(upTo) && !last.containsKey(key))
        .ifPresent(version -> {
          takenBack.remove(key);
          claims.add(known(migration, row).with(Status.BASELINED));
        }));
    return claims;
  }

  private static Claim known(Migration migration, FlywayRow row) {
    return Claim.applied(migration, row.json()).at(row.began(), row.installed()).by(row.by());
  }

  private Claim claim(Migration migration, FlywayRow row) {
    Claim claim = known(migration, row);
    if (row.isFailed()) {
      return claim.with(Status.PARTIAL)
          .with(new Progress(0, migration.up().statements().size(), "flyway calls it failed"))
          .with(failed(migration, row));
    }
    Integer checksum = row.checksum();
    Standing standing = history.standing(migration.id());
    boolean isRepeatable = migration.id() instanceof MigrationId.Repeatable;
    if (checksum == null) {
      return isRepeatable ? claim.ofContent(standing, "flyway: of unknown content") : claim;
    }
    if (FlywayChecksum.fits(checksum, migration, sources)) {
      return claim;
    }
    return isRepeatable
        ? claim.ofContent(standing, "flyway: checksum " + checksum)
        : claim.with(mismatch(migration, checksum)).differing();
  }

  private Problem mismatch(Migration migration, int applied) {
    return Problem.of(ProblemCode.EDITED, "Migration checksum mismatch for migration version " + migration.id()
        + ": applied to database " + applied + ", resolved locally " + FlywayChecksum.of(migration, sources))
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy(REMEDY);
  }

  private static Problem failed(Migration migration, FlywayRow row) {
    return Problem.of(ProblemCode.PARTLY_APPLIED, "Detected failed migration to version " + migration.id() + " ("
        + row.description() + "): flyway ran it outside a transaction on "
        + row.installed().toString().substring(0, "2026-11-21".length())
        + ", and does not know which of its statements are in effect")
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("undo by hand what is in effect and take the row away with: flyway repair; and this again");
  }
}
