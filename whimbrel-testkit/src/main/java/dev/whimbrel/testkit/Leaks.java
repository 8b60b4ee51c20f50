package dev.whimbrel.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a test left behind in its database, one row each. */
record Leaks(List<List<@Nullable String>> rows) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration STEP = Duration.ofMillis(2);

  private static final String SQL = """
    select 'session ' || pid || ' of ' || usename || ', ' || coalesce(state, 'no state') || ', application "'
             || application_name || '", last statement: ' || left(query, 200)
      from pg_catalog.pg_stat_activity
     where datname = '{database}' and backend_type = 'client backend'
    union all
    select 'advisory lock (' || classid || ', ' || objid || ', ' || objsubid || ') of session ' || coalesce(pid, 0)
      from pg_catalog.pg_locks l join pg_catalog.pg_database d on d.oid = l.database
     where d.datname = '{database}' and locktype = 'advisory'
    union all
    select 'prepared transaction ' || gid from pg_catalog.pg_prepared_xacts where database = '{database}'
    """;

  /** A session that was closed goes on for a moment on the server, so what is there has time to vanish. */
  static Leaks of(Connection admin, String database) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<List<@Nullable String>> rows = Sql.rows(admin, SQL.replace("{database}", database));
      if (rows.isEmpty() || System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        return new Leaks(rows);
      }
      pause();
    }
  }

  void check(String database) {
    if (!rows.isEmpty()) {
      throw new AssertionError(rows.stream()
          .map(List::getFirst)
          .collect(Collectors.joining("\n  ", "the test left behind in " + database + ":\n  ", "")));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
