package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;

/** Getting a connection, from a server that may still be starting. */
final class Connecting {
  private static final Pattern STARTUP_PARAMETER = Pattern.compile("unsupported startup parameter: (\\w+)");
  static final Duration PAUSE = Duration.ofMillis(250);

  private Connecting() {}

  static BaseConnection connect(DatabaseUrl url, SessionSettings settings, Consumer<String> waiting) {
    long start = System.nanoTime();
    long deadline = start + settings.connectTimeout().toNanos();
    while (true) {
      try {
        return once(url, settings, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      } catch (SQLException e) {
        refuseHopeless(url, e);
        if (!mayPass(e) || System.nanoTime() + PAUSE.toNanos() > deadline) {
          Duration waited = Duration.ofNanos(System.nanoTime() - start);
          throw new WhimbrelException(problem(url, waited, e), null);
        }
        waiting.accept(reason(url, e));
        pause();
      }
    }
  }

  /** What is no matter of the server, whatever the driver calls it. */
  static void refuseHopeless(DatabaseUrl url, SQLException e) {
    if (e.getCause() instanceof OutOfMemoryError) {
      throw new WhimbrelException(endless(url), e); // the driver would call it a mistake of its own
    }
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(e); // the driver reports an interrupt in words of its own, as a mistake
    }
  }

  static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static WhimbrelException interrupted(Exception e) {
    return new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, "interrupted while waiting for the server")
        .state("nothing was changed"), e);
  }

  /** One attempt. */
  static BaseConnection once(DatabaseUrl url, SessionSettings settings, Duration left) throws SQLException {
    Properties properties = url.driverProperties();
    properties.setProperty("ApplicationName", name(settings, properties.getProperty("ApplicationName")));
    // With this the driver sends the name at the start of the session, where RESET ALL does not take it away.
    properties.setProperty("assumeMinServerVersion", "12");
    Duration reaching = wholeSeconds(left);
    Duration login = wholeSeconds(settings.loginTimeout());
    Duration longer = reaching.compareTo(login) > 0 ? reaching : login;
    Duration all = longer.multipliedBy(url.hosts().size()).plusSeconds(1);
    properties.putIfAbsent("connectTimeout", String.valueOf(reaching.toSeconds()));
    // Somebody may listen and never say a word; greetings over, a server may take as long as it likes.
    properties.putIfAbsent("socketTimeout", String.valueOf(login.toSeconds()));
    // Before the login the driver asks for encryption, and waits for that answer by limits of its own.
    properties.putIfAbsent("sslResponseTimeout", String.valueOf(login.toMillis()));
    properties.putIfAbsent("gssResponseTimeout", String.valueOf(login.toMillis()));
    // Some say a little now and then, and where encryption gets no answer the driver asks again without it.
    properties.putIfAbsent("loginTimeout", String.valueOf(all.toSeconds()));
    properties.putIfAbsent("tcpKeepAlive", "true");
    properties.putIfAbsent("socketFactory", AttentiveSockets.class.getName());
    long start = System.nanoTime();
    try {
      return Objects.requireNonNull(new Driver().connect(url.driverUrl(), properties)).unwrap(BaseConnection.class);
    } catch (PSQLException e) {
      boolean tooLong = System.nanoTime() - start >= all.toNanos() && e.getCause() == null;
      throw tooLong ? new SQLTimeoutException(e.getMessage(), e.getSQLState(), e) : e;
    }
  }

  /** The driver counts in seconds, and its zero is no limit. */
  private static Duration wholeSeconds(Duration time) {
    return Duration.ofSeconds(Math.max(1, time.plusMillis(999).toSeconds()));
  }

  /** Ours comes first: by it, runs are found in the server's list of sessions. */
  private static String name(SessionSettings settings, @Nullable String theirs) {
    return theirs == null || theirs.isEmpty()
        ? settings.applicationName()
        : settings.applicationName() + " (" + theirs + ")";
  }

  /** Ends the limit on how long an answer may take, which held while the session was made; what the URL says stays. */
  static void greeted(BaseConnection connection, DatabaseUrl url) {
    if (url.properties().containsKey("socketTimeout")) {
      return;
    }
    try {
      connection.setNetworkTimeout(Runnable::run, 0);
    } catch (SQLException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE, "the connection to " + url.label() + " broke"),
          e);
    }
  }

  /**
   * Refused connections, a server that starts up or has no free slot, a name that is not known yet: these pass. A wrong password does
   * not.
   */
  static boolean mayPass(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return switch (state) {
      case "57P03", "53300", "08001", "08006" -> !aboutTls(e);
      default -> false;
    };
  }

  /** The certificate is good and made out to another name: the one failure of a connection that the driver makes up by itself. */
  private static boolean isWrongName(SQLException e) {
    return "08006".equals(e.getSQLState()) && e.getCause() == null && e instanceof PSQLException p
        && p.getServerErrorMessage() == null && e.getNextException() == null;
  }

  private static boolean aboutTls(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof javax.net.ssl.SSLException) {
        return true;
      }
    }
    // these words are the driver's own, which it says in the language of this process
    return isWrongName(e) || GT.tr("The server does not support SSL.").equals(e.getMessage());
  }

  /** What is encrypted is not cut before the driver holds it. */
  private static Problem endless(DatabaseUrl url) {
    return Problem
        .of(ProblemCode.UNREACHABLE, "the server at " + url.label() + " says more at the login than fits into memory")
        .state("nothing was changed")
        .remedy("check that host and port are those of a PostgreSQL server");
  }

  static Problem problem(DatabaseUrl url, Duration waited, SQLException e) {
    ServerError error = ServerFailure.of(e, ServerFailure.Link.LOST).error();
    if (aboutTls(e)) {
      return Problem.of(ProblemCode.UNREACHABLE, "no encrypted connection to the server at " + url.label())
          .server(error)
          .remedy("sslmode says what is wanted: disable, prefer, require, verify-ca or verify-full; "
              + "sslrootcert names the file of the authority that vouches for the server");
    }
    return switch (error.sqlState()) {
      case "28P01", "28000" -> Problem.of(ProblemCode.REFUSED_LOGIN,
          "the server at " + url.label() + " refused the user " + quoted(url.user()))
          .server(error)
          .remedy("check the user and the password: PGPASSWORD, ~/.pgpass, --password-file or the URL");
      case "3D000" -> Problem.of(ProblemCode.UNREACHABLE, "the database does not exist on the server at " + url.label())
          .server(error)
          .remedy("create it with: whimbrel db create");
      case "08001", "08004", "08006" -> unreachable(url, waited, e, error);
      case "53300" ->
        Problem.of(ProblemCode.UNREACHABLE, "the server at " + url.label() + " has no connection left to give")
            .server(error)
            .remedy("end sessions that are not needed, or wait longer with --connect-timeout 60s");
      case "08P01" -> startup(url, waited, e, error);
      case "57P03", "" -> waitedInVain(url, waited, e, error);
      default -> refused(url, error);
    };
  }

  /** The words are PgBouncer's own, in one language. */
  private static Problem startup(DatabaseUrl url, Duration waited, SQLException e, ServerError error) {
    Matcher matcher = STARTUP_PARAMETER.matcher(error.message());
    if (!matcher.find()) {
      return e instanceof PSQLException p && p.getServerErrorMessage() != null
          ? refused(url, error)
          : waitedInVain(url, waited, e, error);
    }
    return Problem.of(ProblemCode.POOLER,
        "the connection pooler at " + url.label() + " does not let the setting \"" + matcher.group(1) + "\" pass")
        .server(error)
        .state("nothing was changed")
        .remedy(
            "name the server itself in the URL, past the pooler; or leave the setting out of the URL and give it to the "
                + "role: ALTER ROLE … SET " + matcher.group(1) + " = …");
  }

  /** It answers, and what it says is all there is to know. */
  private static Problem refused(DatabaseUrl url, ServerError error) {
    return Problem.of(ProblemCode.UNREACHABLE, "the server at " + url.label() + " refuses the session")
        .server(error)
        .state("nothing was changed")
        .remedy("mend what the server says: the name of the database, or a setting that the URL gives");
  }

  private static Problem unreachable(DatabaseUrl url, Duration waited, SQLException e, ServerError error) {
    if (e.getCause() instanceof UnknownHostException) {
      return Problem.of(ProblemCode.UNREACHABLE, reason(url, e))
          .state("nothing was changed; waited " + waited.toSeconds() + " s")
          .remedy("check how the host is written, and that this machine can look it up");
    }
    if (error.sqlState().equals("08004")) {
      return login(url, error);
    }
    return isSilence(e) ? silent(url, waited, e) : waitedInVain(url, waited, e, error);
  }

  /** It took the connection, so it is there, or something in its place; what the driver says of that says less. */
  private static Problem silent(DatabaseUrl url, Duration waited, SQLException e) {
    return Problem.of(ProblemCode.UNREACHABLE, reason(url, e))
        .state("nothing was changed; waited " + waited.toSeconds() + " s for the login")
        .remedy("check that it is a server of PostgreSQL, that it is not overloaded, and that no firewall or proxy "
            + "swallows what is sent; --connect-timeout 60s waits longer");
  }

  private static boolean isSilence(SQLException e) {
    return e instanceof SQLTimeoutException || (e.getCause() instanceof SocketTimeoutException timeout
        && "Read timed out".equals(timeout.getMessage()));
  }

  private static Problem waitedInVain(DatabaseUrl url, Duration waited, SQLException e, ServerError error) {
    return Problem.of(ProblemCode.UNREACHABLE, reason(url, e))
        .server(error.sqlState().isEmpty() ? null : error)
        .state("nothing was changed; waited " + waited.toSeconds() + " s")
        .remedy("check that the server runs and that host and port are right; --connect-timeout 60s waits longer");
  }

  /** Without a password the driver gives up by itself, in words of its own. */
  private static Problem login(DatabaseUrl url, ServerError error) {
    return url.password() == null
        ? Problem
            .of(ProblemCode.REFUSED_LOGIN, "the server at " + url.label() + " asks for a password, and there is none")
            .remedy("give it with PGPASSWORD, ~/.pgpass, --password-file or the URL")
        : Problem.of(ProblemCode.REFUSED_LOGIN, "the server at " + url.label() + " refused the login")
            .server(error)
            .remedy("check the user and the password: PGPASSWORD, ~/.pgpass, --password-file or the URL");
  }

  static String reason(DatabaseUrl url, SQLException e) {
    if (e.getCause() instanceof UnknownHostException) {
      return "the host of " + url.label() + " is not known";
    }
    return isSilence(e)
        ? "the server at " + url.label() + " takes the connection and does not answer"
        : "the server at " + url.label() + " cannot be reached";
  }

  private static String quoted(@Nullable String user) {
    return user == null ? "of the operating system" : "\"" + user + "\"";
  }
}
