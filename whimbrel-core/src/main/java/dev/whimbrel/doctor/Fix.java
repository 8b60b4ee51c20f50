package dev.whimbrel.doctor;

import dev.whimbrel.sql.Literal;
import java.util.Objects;

/** A change that is safe to offer: to what is ours or clearly dead. */
public sealed interface Fix {
  /**
   * A statement on an object of the database, carried out under the migration lock.
   *
   * @param consequence what it means for others while it runs
   */
  record Statement(String sql, String consequence) implements Fix {
    public Statement {
      Objects.requireNonNull(sql);
      Objects.requireNonNull(consequence);
    }

    @Override
    public String command() {
      return sql;
    }
  }

  /**
   * Ends a run of ours that does nothing any more. It may hold the migration lock, so this one is carried out without it.
   *
   * @param pid the server process
   * @param since when its session began, as the server writes it: a process that took the number over is not meant
   */
  record EndSession(int pid, String since) implements Fix {
    private static final int MOST_MILLISECONDS = 5000;

    /** Waits until the session is gone; NULL in the first column if it is not one that may be ended. */
    @Override
    public String sql() {
      return """
          SELECT CASE WHEN a.state OPERATOR(pg_catalog.~) '^idle' AND a.application_name OPERATOR(pg_catalog.~) %s
              THEN pg_catalog.pg_terminate_backend(a.pid, %s) END, a.state, a.application_name
          FROM pg_catalog.pg_stat_activity a
          WHERE a.pid OPERATOR(pg_catalog.=) %s AND %s OPERATOR(pg_catalog.=) %s""".formatted(Literal.of(Sql.OURS),
          MOST_MILLISECONDS, pid, Sql.time("a.backend_start"), Literal.of(since));
    }

    @Override
    public String command() {
      return "SELECT pg_terminate_backend(" + pid + ")";
    }

    @Override
    public String consequence() {
      return "an open transaction of it is rolled back";
    }
  }

  /** What is sent. */
  String sql();

  /** What is shown. */
  String command();

  String consequence();
}
