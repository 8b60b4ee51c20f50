package dev.whimbrel.database;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a lock is taken, looked at and given back. */
sealed interface Lock permits Advisory, RowLock {
  static Lock of(ForeignLock lock) {
    return switch (lock) {
      case ForeignLock.Key key -> Advisory.of(key);
      case ForeignLock.Row row -> new RowLock(row);
    };
  }

  /** As it is called in sentences. */
  String name();

  /** Tries once; false if somebody else has it. */
  boolean take(Database database);

  /** The query that gives it back; its one value is false if it was not ours any more. */
  String giving();

  /** Who has it. */
  Optional<LockHolder> holder(Database database);

  /** What usually takes it away from whoever has it, to begin a sentence. */
  String thief();

  /** Whether it may be taken within work that holds it already, as often as it is given back. */
  boolean isCounted();

  /** The condition under which a row of pg_locks, by its alias, is of this lock. */
  String isThatOf(String row);

  /** Of a query with one value. */
  static boolean isTrue(List<List<@Nullable String>> rows) {
    return "t".equals(rows.get(0).get(0));
  }
}
