package dev.whimbrel.database;

/**
 * A session advisory lock as the server knows it.
 *
 * @param name how it is called in sentences
 * @param arguments of the functions that take it and give it back
 * @param high the column {@code classid} of pg_locks
 * @param low the column {@code objid}
 * @param arity the column {@code objsubid}: 1 for a key of one number, 2 for one of two
 */
record Advisory(String name, String arguments, long high, long low, int arity) {
  static Advisory of(LockKey key) {
    return new Advisory("the migration lock", LockKey.NAMESPACE + ", " + key.object(),
        Integer.toUnsignedLong(LockKey.NAMESPACE), Integer.toUnsignedLong(key.object()), 2);
  }

  static Advisory of(ForeignLock lock) {
    return new Advisory("the lock of " + lock.tool(), lock.key() + "::pg_catalog.int8", lock.key() >>> Integer.SIZE,
        lock.key() & 0xFFFF_FFFFL, 1);
  }

  /** The condition under which a row of pg_locks, by its alias, is of this lock. */
  String isThatOf(String row) {
    return """
        (%1$s.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) %2$d AND %1$s.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) %3$d
          AND %1$s.objsubid OPERATOR(pg_catalog.=) %4$d)"""
        .formatted(row, high, low, arity);
  }
}
