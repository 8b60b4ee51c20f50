package dev.whimbrel.database;

import dev.whimbrel.sql.Redaction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who holds what we wait for. */
public sealed interface LockHolder {
  /** In a sentence. */
  String describe();

  /** The command that makes an end of it. */
  String ending();

  /** The command that ends the session of a server process. */
  static String terminating(int pid) {
    return "psql -c 'select pg_terminate_backend(" + pid + ")'";
  }

  /**
   * Whoever wrote a name into a row.
   *
   * @param name as it stands there
   * @param since when, as it stands there
   * @param ending the command that takes the lock away
   */
  record Named(String name, String since, String ending) implements LockHolder {
    public Named {
      Objects.requireNonNull(name);
      Objects.requireNonNull(since);
      Objects.requireNonNull(ending);
    }

    @Override
    public String describe() {
      return name + ", since " + since;
    }
  }

  /**
   * A session.
   *
   * @param pid its server process
   * @param application its application_name
   * @param client where it comes from: an address, or {@code local}
   * @param since when that session began, as the server writes a time
   * @param doing its state and for how long, and the beginning of its query, without literals
   */
  record Session(int pid, String application, String client, String since, String doing) implements LockHolder {
    private static final int LONGEST_QUERY = 80;

    /** What {@link #of} needs beside the pid, of {@code pg_stat_activity a}. */
    static final String COLUMNS = """
        CASE WHEN a.application_name OPERATOR(pg_catalog.=) '' THEN 'no name' ELSE a.application_name END,
            CASE WHEN a.client_addr IS NULL THEN 'local' ELSE pg_catalog.host(a.client_addr) END,
            pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ'),
            CASE WHEN a.state IS NULL THEN 'state unknown' ELSE a.state END,
            pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)::pg_catalog.int8,
            pg_catalog.left(a.query, 1000)""";

    static Session of(List<@Nullable String> row) {
      String seconds = Objects.requireNonNullElse(row.get(5), "?");
      String doing = text(row, 4) + " for " + seconds + " s: " + Redaction.ofOthers(text(row, 6), LONGEST_QUERY);
      return new Session(Integer.parseInt(text(row, 0)), text(row, 1), text(row, 2), text(row, 3), doing);
    }

    private static String text(List<@Nullable String> row, int column) {
      return Objects.requireNonNullElse(row.get(column), "unknown");
    }

    @Override
    public String describe() {
      return "pid " + pid + " (" + application + " from " + client + ", connected since " + since + ", " + doing + ")";
    }

    @Override
    public String ending() {
      return terminating(pid);
    }
  }
}
