package dev.whimbrel.cli.development;

import dev.whimbrel.cli.screen.Sizes;
import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Listing;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database, which may or may not exist, as seen from another one of the same server. */
public final class DatabaseOnServer {
  private static final String DUPLICATE = "42P04";
  private static final String NO_SUCH = "3D000";
  private static final String IN_USE = "55006";
  private static final String NOT_ALLOWED = "42501";
  private static final int MOST_SHOWN = 5;

  /** What becomes of the sessions that are connected to a database that is dropped. */
  public enum Sessions {
    /** They keep it from being dropped. */
    RESPECT,
    /** The server ends them. */
    END
  }

  private final Database server;
  private final Identifier name;
  private final String label;

  /**
   * A view of it.
   *
   * @param server a session in another database
   * @param name its name
   * @param label how it is called in sentences
   */
  public DatabaseOnServer(Database server, Identifier name, String label) {
    this.server = server;
    this.name = name;
    this.label = label;
  }

  /** Whether it is there. */
  public boolean exists() {
    return size().isPresent();
  }

  /** How large it is, as people read it; empty if it does not exist. */
  public Optional<String> size() {
    List<List<@Nullable String>> rows = server.query("""
        SELECT CASE WHEN pg_catalog.has_database_privilege(d.datname, 'CONNECT')
          THEN pg_catalog.pg_database_size(d.oid) END
        FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) %s""".formatted(literal()));
    return rows.stream().findFirst()
        .map(row -> row.get(0) == null ? "unknown size" : Sizes.brief(Long.parseLong(row.get(0))));
  }

  /** Who is connected to it, in words; empty if nobody is. */
  public List<String> sessions() {
    return server.query("""
        SELECT a.pid::pg_catalog.text,
          CASE WHEN a.application_name IS NULL OR a.application_name OPERATOR(pg_catalog.=) '' THEN 'no name' ELSE a.application_name END,
          CASE WHEN a.usename IS NULL THEN 'nobody' ELSE a.usename::pg_catalog.text END,
          CASE WHEN a.client_addr IS NOT NULL THEN pg_catalog.host(a.client_addr)
            WHEN a.client_port IS NULL THEN 'a hidden place' ELSE 'local' END
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datname OPERATOR(pg_catalog.=) %s AND a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
        ORDER BY a.backend_start, a.pid""".formatted(literal())).stream()
        .map(row -> "pid " + row.get(0) + " (" + row.get(1) + " as " + row.get(2) + " from " + row.get(3) + ")")
        .toList();
  }

  /** The first of them, and how many more. */
  public static String shown(List<String> sessions) {
    return Listing.of(sessions, MOST_SHOWN);
  }

  /**
   * Makes it.
   *
   * @param otherwise how things are if that fails
   * @throws WhimbrelException if the server does not
   */
  public void create(String otherwise) {
    run("CREATE DATABASE " + name.quoted(), "created", otherwise);
  }

  /**
   * Drops it with all that is in it.
   *
   * @throws WhimbrelException if the server does not
   */
  public void drop(Sessions sessions) {
    run("DROP DATABASE " + name.quoted() + (sessions == Sessions.END ? " WITH (FORCE)" : ""), "dropped",
        "nothing was changed");
  }

  private void run(String sql, String done, String otherwise) {
    Answer answer = server.send(sql);
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return;
    }
    boolean creating = done.equals("created");
    Problem problem = switch (failure.sqlState()) {
      case DUPLICATE -> Problem.of(ProblemCode.DATABASE_ERROR, label + " exists already")
          .remedy("bring it up to date with: whimbrel up, or begin anew with: whimbrel db reset");
      case NO_SUCH -> missing(label);
      case IN_USE -> creating ? templateInUse() : inUse();
      case NOT_ALLOWED -> notAllowed(creating);
      default -> Problem.of(ProblemCode.DATABASE_ERROR, label + " could not be " + done);
    };
    throw new WhimbrelException(problem.server(failure.error()).state(otherwise), null);
  }

  /** What to say of a database that is to be dropped. */
  public static Problem missing(String label) {
    return Problem.of(ProblemCode.DATABASE_ERROR, label + " does not exist")
        .state("nothing was changed")
        .remedy("make it with: whimbrel db create");
  }

  private Problem templateInUse() {
    return Problem.of(ProblemCode.DATABASE_ERROR, label + " could not be created: somebody is connected to template1, "
        + "of which a new database is a copy")
        .remedy("let that session end, and run the same command again; who it is shows: "
            + "psql -c \"select * from pg_stat_activity where datname = 'template1'\"");
  }

  private Problem inUse() {
    List<String> sessions = sessions();
    return Problem.of(ProblemCode.DATABASE_ERROR, label + " is in use"
        + (sessions.isEmpty() ? "" : " by " + shown(sessions)))
        .remedy("end " + (sessions.size() == 1 ? "that session" : "those sessions")
            + ", or let the server do it: run the same command with --force");
  }

  private Problem notAllowed(boolean creating) {
    String user = server.identity().user();
    return creating
        ? Problem.of(ProblemCode.DATABASE_ERROR, "the role \"" + user + "\" may not create databases")
            .remedy("let a superuser give it that right: ALTER ROLE " + new Identifier(user).quoted() + " CREATEDB")
        : Problem.of(ProblemCode.DATABASE_ERROR, "the role \"" + user + "\" may not drop " + label)
            .remedy("only its owner and superusers may; name such a role in the URL");
  }

  private String literal() {
    return Literal.of(name.name());
  }
}
