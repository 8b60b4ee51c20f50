package dev.whimbrel.database;

import dev.whimbrel.database.Database.Writability;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Waiting for a database that others are about to bring up. More may pass here than when a session is opened: the database may still
 * be about to be created, a standby to be promoted, a server to go down before it comes up again.
 *
 * @param label host, port and database
 * @param server its product and version
 * @param writability whether it takes changes
 * @param waited how long it took
 */
public record Arrival(String label, String server, Writability writability, Duration waited) {
  /** What is waited for. */
  public enum Enough {
    /** It lets us in and answers a query. */
    ANSWERS,
    /** It takes changes, too. */
    WRITABLE
  }

  /** A server that is silent may be another one at the next attempt. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

  public Arrival {
    Objects.requireNonNull(label);
    Objects.requireNonNull(server);
    Objects.requireNonNull(writability);
    Objects.requireNonNull(waited);
  }

  /**
   * Waits.
   *
   * @param settings of the session that tries; its connect timeout is how long to wait
   * @param waiting is given the reason at first and whenever it is another one
   * @throws WhimbrelException if it did not come in time, or what keeps us out does not pass by itself: a login that is refused, an
   *     encryption that cannot be had, a server that is not supported, a pooler
   */
  public static Arrival await(DatabaseUrl url, SessionSettings settings, Enough enough, Consumer<String> waiting) {
    return new Waiting(url, settings, enough, waiting).await();
  }

  private static final class Waiting {
    private final DatabaseUrl url;
    private final SessionSettings settings;
    private final Enough enough;
    private final Consumer<String> waiting;
    private final long start = System.nanoTime();
    private String said = "";

    Waiting(DatabaseUrl url, SessionSettings settings, Enough enough, Consumer<String> waiting) {
      this.url = url;
      this.settings = settings;
      this.enough = enough;
      this.waiting = waiting;
    }

    Arrival await() {
      while (true) {
        try {
          Arrival found = look();
          if (enough == Enough.ANSWERS || found.writability() == Writability.WRITABLE) {
            return found;
          }
          goOn(readOnly(found), null);
        } catch (SQLException e) {
          Connecting.refuseHopeless(url, e);
          Problem problem = Connecting.problem(url, waited(), e);
          if (!mayPass(e)) {
            throw new WhimbrelException(problem, null);
          }
          goOn(problem, reason(e));
        } catch (WhimbrelException e) {
          Problem problem = e.problems().getFirst();
          if (!broke(problem)) {
            throw e;
          }
          goOn(problem, null);
        }
        Connecting.pause();
      }
    }

    private Arrival look() throws SQLException {
      SessionSettings attempt = settings.withConnectTimeout(bounded());
      Session session = Session.on(Connecting.once(url, attempt, bounded()), url, attempt);
      try {
        return new Arrival(url.label(), session.dialect().label(), session.writability(), waited());
      } finally {
        session.connection().getQueryExecutor().close();
      }
    }

    private Duration bounded() {
      Duration left = settings.connectTimeout().minus(waited());
      return left.compareTo(LONGEST_ATTEMPT) < 0 ? left : LONGEST_ATTEMPT;
    }

    private Duration waited() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Says why, unless that is known, or gives up. */
    private void goOn(Problem problem, @Nullable String why) {
      if (waited().plus(Connecting.PAUSE).compareTo(settings.connectTimeout()) > 0) {
        throw new WhimbrelException(problem.state("waited " + waited().toSeconds() + " s"), null);
      }
      String reason = why == null ? problem.message() : why;
      if (!reason.equals(said)) {
        said = reason;
        waiting.accept(reason);
      }
    }

    /** Beside what passes for everybody: the database is not there yet, or takes no sessions yet, or the server goes down. */
    private static boolean mayPass(SQLException e) {
      String state = Objects.requireNonNullElse(e.getSQLState(), "");
      return Connecting.mayPass(e) || List.of("3D000", "55000", "57P01", "57P02").contains(state);
    }

    /** It let us in, and then the connection or the server was gone. */
    private static boolean broke(Problem problem) {
      ServerError error = problem.server();
      return problem.code() == ProblemCode.UNREACHABLE && error != null
          && (error.sqlState().startsWith("08") || error.sqlState().startsWith("57P"));
    }

    private String reason(SQLException e) {
      boolean words = e instanceof PSQLException p && p.getServerErrorMessage() != null;
      String said = ServerFailure.of(e, ServerFailure.Link.LOST).error().message();
      return words ? "the server at " + url.label() + " says: " + said : Connecting.reason(url, e);
    }

    private static Problem readOnly(Arrival found) {
      return found.writability() == Writability.STANDBY
          ? Problem
              .of(ProblemCode.READ_ONLY,
                  "the server at " + found.label() + " is a standby (in recovery) and takes no writes")
              .remedy("name the primary, or all hosts: "
                  + "postgres://host1,host2/database?target_session_attrs=read-write; to wait for an answer alone: "
                  + "whimbrel wait --read-only")
          : Problem.of(ProblemCode.READ_ONLY, "the database at " + found.label() + " is read-only")
              .remedy(
                  "see: show default_transaction_read_only; to wait for an answer alone: whimbrel wait --read-only");
    }
  }
}
