package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What golang-migrate's one row says, whatever that means: for those who answer in that tool's place.
 *
 * @param version -1 before the first one
 * @param mark whether the tool would refuse to work
 */
public record GolangPosition(BigInteger version, Mark mark) {
  /** Whether the tool would refuse to work. */
  public enum Mark {
    CLEAN, DIRTY
  }

  public GolangPosition {
    Objects.requireNonNull(version);
    Objects.requireNonNull(mark);
  }

  /**
   * The row as it is.
   *
   * @return nothing if there is no row
   */
  public static Optional<GolangPosition> read(Database database, PeerTable table) {
    List<List<@Nullable String>> rows = database
        .query("SELECT version, dirty FROM " + table.quoted() + " ORDER BY version LIMIT 1");
    return rows.stream().findFirst()
        .map(row -> new GolangPosition(new BigInteger(Objects.requireNonNull(row.get(0))),
            "t".equals(row.get(1)) ? Mark.DIRTY : Mark.CLEAN));
  }

  /** Says that the database is at a version, and that somebody has seen to it; -1 for none. The caller holds the locks. */
  public static void force(Database database, PeerTable table, BigInteger version) {
    String insert = version.signum() < 0
        ? ""
        : "INSERT INTO " + table.quoted() + " (version, dirty) VALUES (" + version + ", false);";
    ServerFailure failure = database.send("BEGIN; DELETE FROM " + table.quoted() + "; " + insert + " COMMIT").failure();
    if (failure != null) {
      database.send("ROLLBACK");
      throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL, "the table " + table + " of "
          + table.tool().label() + " cannot be written as " + database.identity().user())
          .server(failure.error())
          .state("nothing was changed")
          .remedy("mend what the server says and run it again"), null);
    }
  }
}
