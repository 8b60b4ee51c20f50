package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Something between us and the server that hands sessions out. It shows in the number of the server process: what the protocol said at
 * the start is the pooler's invention, what the server says itself is the truth.
 *
 * <p>One that gives a session to a client for good does no harm. One that gives it for a transaction or a statement takes the migration
 * lock from us and gives it to others, and what we set reaches other people's sessions.
 */
final class Pooler {
  /** A busy pooler may pass the sign over once or twice. */
  private static final int ROUNDS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final String WAY_OUT = "name the server itself in the URL, past the pooler; or a pool in session mode "
      + "(PgBouncer: pool_mode = session for this database or user)";
  private static final String PID = "SELECT pg_catalog.pg_backend_pid()";

  private final BaseConnection connection;
  private final SessionSettings settings;
  private final String label;
  private final Set<String> ours = new HashSet<>();

  private Pooler(BaseConnection connection, SessionSettings settings, String label, int pid) {
    this.connection = connection;
    this.settings = settings;
    this.label = label;
    this.ours.add(String.valueOf(pid));
  }

  /**
   * Why migrations cannot run through what is in between, if anything is and they cannot.
   *
   * @param pid what the server says
   * @param url where a second session is to be had, or null if nobody knows
   */
  static Optional<Problem> inTheWay(BaseConnection connection, int pid, SessionSettings settings, String label,
      @Nullable DatabaseUrl url) {
    if (connection.getBackendPID() == pid) {
      return Optional.empty();
    }
    Pooler pooler = new Pooler(connection, settings, label, pid);
    return url == null
        ? Optional
            .of(unknown("the connection handed in leads through a connection pooler, and whether that keeps a session "
                + "for one client cannot be told from one connection alone"))
        : pooler.sign(url);
  }

  private static Problem unknown(String fact) {
    return Problem.of(ProblemCode.POOLER, fact).state("nothing was changed").remedy(WAY_OUT);
  }

  /** What a second client sees that it could not see if our session were ours alone. */
  private Optional<Problem> sign(DatabaseUrl url) {
    try (BaseConnection second = Connecting.connect(patient(url), asking(), waiting -> {})) {
      for (int round = 0; round < ROUNDS; round++) {
        Optional<String> sign = round(second);
        if (sign.isPresent()) {
          return sign.map(this::problem);
        }
      }
      return Optional.empty();
    } catch (WhimbrelException e) {
      return Optional
          .of(unknown("between here and the server at " + label + " is a connection pooler, and whether that keeps "
              + "a session for one client cannot be told without a second connection: "
              + e.problems().getFirst().message()));
    } catch (SQLException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR, "the connection did not close"), e);
    }
  }

  private Optional<String> round(BaseConnection second) throws SQLException {
    Answer theirs = SimpleProtocol.send(second, "BEGIN;\n" + PID);
    ServerFailure failure = theirs.failure();
    if (failure != null && isSilence(failure)) {
      return Optional.empty(); // no session is left for a second client: ours is kept
    }
    if (failure != null) {
      return Optional.of("it refuses a transaction: " + failure.error().message());
    }
    String pid = pid(theirs, 1);
    Optional<String> sign = ours.contains(pid)
        ? Optional.of("it gave server process " + pid + " to two clients at once")
        : moved();
    SimpleProtocol.send(second, "ROLLBACK");
    return sign;
  }

  private static boolean isSilence(ServerFailure failure) {
    return failure.connection() == ServerFailure.Link.LOST && failure.error().sqlState().startsWith("08")
        && !"08P01".equals(failure.error().sqlState());
  }

  /** Where the second client has got the last process, the first one waits for as long as that one works. */
  private Optional<String> moved() throws SQLException {
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
    Answer answer = SimpleProtocol.send(connection, PID);
    if (answer.failure() != null) {
      return Optional.of("it did not serve the first client while a second one was at work");
    }
    connection.setNetworkTimeout(Runnable::run, before);
    String pid = pid(answer, 0);
    return ours.contains(pid)
        ? Optional.empty()
        : Optional.of("it moved this client from server process " + ours.iterator().next() + " to " + pid);
  }

  private static String pid(Answer answer, int command) {
    return Objects.requireNonNull(answer.rows(command).get(0).get(0));
  }

  /** A pool that has no session left lets a client wait without a word. */
  private static DatabaseUrl patient(DatabaseUrl url) {
    Map<String, String> properties = new HashMap<>(url.properties());
    properties.put("socketTimeout", String.valueOf(PATIENCE.toSeconds()));
    return new DatabaseUrl(url.hosts(), url.database(), url.user(), url.password(), properties);
  }

  private SessionSettings asking() {
    return new SessionSettings(PATIENCE, settings.lockTimeout(), settings.statementTimeout(),
        settings.applicationName() + " (asking the pooler)");
  }

  /** What we have set may by now be another client's, so it is taken back, as far as that is still in our power. */
  private Problem problem(String sign) {
    SimpleProtocol.send(connection, "RESET ALL"); // a connection that is closed by now stays so
    return Problem.of(ProblemCode.POOLER,
        "between here and the server at " + label
            + " is a connection pooler that does not keep a session for one client: "
            + sign)
        .state("nothing was changed")
        .remedy(WAY_OUT);
  }
}
