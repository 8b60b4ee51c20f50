package dev.whimbrel.database;

import java.util.Optional;

/**
 * A session advisory lock as the server knows it.
 *
 * @param name how it is called in sentences
 * @param arguments of the functions that take it and give it back
 * @param high the column {@code classid} of pg_locks
 * @param low the column {@code objid}
 * @param arity the column {@code objsubid}: 1 for a key of one number, 2 for one of two
 */
record Advisory(String name, String arguments, long high, long low, int arity) implements Lock {
  static Advisory of(LockKey key) {
    return new Advisory("the migration lock", LockKey.NAMESPACE + ", " + key.object(),
        Integer.toUnsignedLong(LockKey.NAMESPACE), Integer.toUnsignedLong(key.object()), 2);
  }

  static Advisory of(ForeignLock.Key lock) {
    return new Advisory("the lock of " + lock.tool(), lock.key() + "::pg_catalog.int8", lock.key() >>> Integer.SIZE,
        lock.key() & 0xFFFF_FFFFL, 1);
  }

  @Override
  public boolean take(Database database) {
    return Lock.isTrue(database.query("SELECT pg_catalog.pg_try_advisory_lock(" + arguments + ")"));
  }

  @Override
  public String giving() {
    return "SELECT pg_catalog.pg_advisory_unlock(" + arguments + ")";
  }

  @Override
  public Optional<LockHolder> holder(Database database) {
    return database.query(holderQuery()).stream().findFirst().map(LockHolder.Session::of);
  }

  private String holderQuery() {
    return """
        SELECT l.pid, %1$s
        FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
        WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted
          AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
          AND %2$s"""
        .formatted(LockHolder.Session.COLUMNS, isThatOf("l"));
  }

  @Override
  public String thief() {
    return "a migration that unlocks all advisory locks, or a pooler,";
  }

  @Override
  public boolean isCounted() {
    return true;
  }

  @Override
  public String isThatOf(String row) {
    return """
        (%1$s.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) %2$d AND %1$s.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) %3$d
          AND %1$s.objsubid OPERATOR(pg_catalog.=) %4$d)"""
        .formatted(row, high, low, arity);
  }
}
