package dev.whimbrel.database;

import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is a row, committed. What we write into it names our session: so the next run sees whether the one that holds it is still
 * there, and takes it over if it died.
 *
 * @param row the tool's
 */
record RowLock(ForeignLock.Row row) implements Lock {
  private static final String NO_SUCH_TABLE = "42P01";

  /** Where transactions are serializable by default. */
  private static final String SOMEBODY_WAS_FASTER = "40001";

  /** Somebody else made the table, or its row, at the same time. */
  private static final Set<String> MADE = Set.of("42P07", "23505", "42710");

  /** What a session that may not see when it began writes in the place of that. */
  private static final String UNKNOWN = "unknown";

  private static final String OURS = "^whimbrel \\(server process ([0-9]{1,9}) since .*\\)$";

  /** What the session of the row {@code a} of pg_stat_activity writes. */
  private static final String MARK = """
      pg_catalog.concat('whimbrel (server process ', a.pid, ' since ', COALESCE(pg_catalog.to_char(
          pg_catalog.timezone('UTC', a.backend_start), 'YYYY-MM-DD HH24:MI:SS.US "UTC"'), '%s'), ')')"""
      .formatted(UNKNOWN);

  private static final String OUR_MARK = "(SELECT " + MARK
      + "\n    FROM pg_catalog.pg_stat_activity a WHERE a.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid())";

  /** A session that may not see when another began takes it for that one: better to wait than to work at the same time. */
  private static final String LIVES = """
      EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
          WHERE a.pid::pg_catalog.text OPERATOR(pg_catalog.=) pg_catalog."substring"(l.lockedby, %1$s)
            AND (a.backend_start IS NULL OR l.lockedby OPERATOR(pg_catalog.~) ' since %2$s\\)$'
              OR l.lockedby OPERATOR(pg_catalog.=) %3$s))""".formatted(Literal.of(OURS), UNKNOWN, MARK);

  RowLock {
    Objects.requireNonNull(row);
  }

  @Override
  public String name() {
    return "the lock of " + row.tool();
  }

  private String table() {
    return row.schema().quoted() + "." + row.table().quoted();
  }

  @Override
  public boolean take(Database database) {
    Answer answer = database.send(taking());
    ServerFailure failure = answer.failure();
    if (failure != null && failure.sqlState().equals(NO_SUCH_TABLE)) {
      make(database, row.making());
      return Lock.isTrue(database.query(taking()));
    }
    if (failure != null && failure.sqlState().equals(SOMEBODY_WAS_FASTER)) {
      return false;
    }
    if (failure != null) {
      throw Database.failed(failure);
    }
    if (Lock.isTrue(answer.rows(0))) {
      return true;
    }
    if ("f".equals(answer.rows(0).getFirst().get(1))) {
      make(database, List.of("INSERT INTO " + table() + " (id, locked) VALUES (1, false)"));
      return Lock.isTrue(database.query(taking()));
    }
    return false;
  }

  private static void make(Database database, List<String> commands) {
    for (String command : commands) {
      ServerFailure failure = database.send(command).failure();
      if (failure != null && !MADE.contains(failure.sqlState())) {
        throw Database.failed(failure);
      }
    }
  }

  /** Whether it is ours now, and whether there is a row at all. A row that somebody else is about to change is not waited for. */
  private String taking() {
    return """
        WITH taken AS (UPDATE %1$s t SET locked = true, lockgranted = pg_catalog.clock_timestamp()::pg_catalog.timestamp,
            lockedby = %2$s
          FROM (SELECT l.id FROM %1$s l WHERE l.id OPERATOR(pg_catalog.=) 1
              AND (NOT l.locked OR l.lockedby OPERATOR(pg_catalog.=) %2$s
                OR (l.lockedby OPERATOR(pg_catalog.~) %3$s AND NOT %4$s)) FOR UPDATE SKIP LOCKED) free
          WHERE t.id OPERATOR(pg_catalog.=) free.id RETURNING t.id)
        SELECT EXISTS (SELECT FROM taken), EXISTS (SELECT FROM %1$s l WHERE l.id OPERATOR(pg_catalog.=) 1)"""
        .formatted(table(), OUR_MARK, Literal.of(OURS), LIVES);
  }

  @Override
  public String giving() {
    return """
        WITH given AS (UPDATE %1$s SET locked = false, lockgranted = NULL, lockedby = NULL
          WHERE id OPERATOR(pg_catalog.=) 1 AND locked AND lockedby OPERATOR(pg_catalog.=) %2$s RETURNING id)
        SELECT EXISTS (SELECT FROM given)""".formatted(table(), OUR_MARK);
  }

  @Override
  public Optional<LockHolder> holder(Database database) {
    return database.query("""
        SELECT l.lockedby, pg_catalog.to_char(l.lockgranted, 'YYYY-MM-DD HH24:MI:SS'),
          pg_catalog."substring"(l.lockedby, %s)
        FROM %s l WHERE l.id OPERATOR(pg_catalog.=) 1 AND l.locked""".formatted(Literal.of(OURS), table())).stream()
        .findFirst().map(this::holder);
  }

  private LockHolder holder(List<@Nullable String> found) {
    String pid = found.get(2);
    return new LockHolder.Named(Objects.requireNonNullElse(found.get(0), "somebody unknown"),
        Objects.requireNonNullElse(found.get(1), "an unknown time"),
        pid == null ? row.opening() : LockHolder.terminating(Integer.parseInt(pid)));
  }

  @Override
  public String thief() {
    return row.opening() + " at the same time";
  }

  @Override
  public boolean isCounted() {
    return false;
  }

  @Override
  public String isThatOf(String alias) {
    return "false";
  }
}
