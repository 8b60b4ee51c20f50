package dev.whimbrel.schema.inspect;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.LockHolder;
import dev.whimbrel.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whose locks keep us from reading what a table is like. */
final class LockedOut {
  private static final String HOLDERS = """
      SELECT l.pid, l.relation::pg_catalog.regclass::pg_catalog.text,
          CASE WHEN a.application_name OPERATOR(pg_catalog.=) '' THEN 'no name' ELSE a.application_name END
      FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
      WHERE l.granted AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock'
          AND l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
          AND l.database OPERATOR(pg_catalog.=)
              (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
          AND (SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) l.relation)
              OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f', 'S'])
      ORDER BY 1, 2""";

  private LockedOut() {}

  static Problem of(Database database, Problem refused) {
    List<List<@Nullable String>> holders = database.query(HOLDERS);
    if (holders.isEmpty()) {
      return refused.state("the lock that it waited for is gone by now").remedy("try again");
    }
    String who = holders.stream()
        .map(row -> row.get(1) + " is locked by pid " + row.getFirst() + " (" + row.get(2) + ")")
        .collect(Collectors.joining(", "));
    String ending = holders.stream().map(row -> Integer.parseInt(String.valueOf(row.getFirst()))).distinct()
        .map(LockHolder::terminating).collect(Collectors.joining("; "));
    return refused.state(who)
        .remedy("try again when it is done, or with a longer --lock-timeout; or end that session: " + ending);
  }
}
