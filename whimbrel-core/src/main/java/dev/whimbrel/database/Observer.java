package dev.whimbrel.database;

import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a working session from a session of its own: what it waits for and how far an index has got. Never holds a transaction open.
 * Where no second session is to be had there is simply no news. Used by one thread.
 */
public final class Observer implements AutoCloseable {
  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final int pid;
  private @Nullable Database database;

  private Observer(DatabaseUrl url, SessionSettings settings, int pid) {
    this.url = url;
    this.settings = settings;
    this.pid = pid;
  }

  /**
   * An observer of a server process; connects when it is first asked.
   *
   * @param pid see {@link Database#pid}
   */
  public static Observer of(DatabaseUrl url, SessionSettings settings, int pid) {
    return new Observer(url, settings.withApplicationName(settings.applicationName() + " (watching)"), pid);
  }

  /** What is to be said now, or an empty text. */
  public String news() {
    try {
      Database open = database == null ? Database.open(url, settings) : database;
      database = open;
      List<List<@Nullable String>> rows = open.query(question());
      return String.join("; ", rows.get(0).stream().filter(Objects::nonNull).map(String::valueOf).toList());
    } catch (WhimbrelException e) {
      return "";
    }
  }

  private String question() {
    return """
        SELECT
          (SELECT pg_catalog.concat_ws(' ', 'waits for pid', b.pid, '(' OPERATOR(pg_catalog.||) pg_catalog.concat_ws(', ',
              CASE WHEN b.application_name OPERATOR(pg_catalog.<>) '' THEN b.application_name END, b.state,
              pg_catalog.left(pg_catalog.regexp_replace(b.query, '\\s+', ' ', 'g'), 60)) OPERATOR(pg_catalog.||) ')')
            FROM pg_catalog.pg_stat_activity b
            WHERE b.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(%1$d)) ORDER BY b.pid LIMIT 1),
          (SELECT pg_catalog.concat_ws(' ', p.command, p.phase,
              CASE WHEN p.blocks_total OPERATOR(pg_catalog.>) 0
                THEN (100 OPERATOR(pg_catalog.*) p.blocks_done OPERATOR(pg_catalog./) p.blocks_total)::pg_catalog.text
                  OPERATOR(pg_catalog.||) '%%' END,
              CASE WHEN p.current_locker_pid OPERATOR(pg_catalog.>) 0
                THEN 'waits for pid ' OPERATOR(pg_catalog.||) p.current_locker_pid::pg_catalog.text END)
            FROM pg_catalog.pg_stat_progress_create_index p WHERE p.pid OPERATOR(pg_catalog.=) %1$d)""".formatted(pid);
  }

  @Override
  public void close() {
    Database open = database;
    if (open != null) {
      open.close();
    }
  }
}
