package dev.whimbrel.run;

import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session that builds an index on a table right now. */
record Worker(int pid, String application, QualifiedName table) {
  /** Visible to every role: who holds the lock of a concurrent build, and does build. */
  static String query(String table) {
    return """
        SELECT l.pid, a.application_name
        FROM pg_catalog.pg_locks l
          JOIN pg_catalog.pg_stat_progress_create_index p ON p.pid OPERATOR(pg_catalog.=) l.pid
          LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
        WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
          AND l.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock' AND l.relation OPERATOR(pg_catalog.=) %s
          AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
          AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
        LIMIT 1""".formatted(table);
  }

  static Worker of(List<@Nullable String> row, QualifiedName table) {
    return new Worker(Integer.parseInt(Objects.requireNonNull(row.get(0))),
        Objects.requireNonNullElse(row.get(1), ""), table);
  }

  String describe() {
    return "pid " + pid + (application.isEmpty() ? "" : " (" + application + ")") + ", which builds an index on "
        + table.quoted();
  }
}
