package dev.whimbrel.database;

import dev.whimbrel.sql.Identifier;
import java.util.List;
import java.util.Objects;

/** The lock of another migration tool, which a run takes beside its own while it keeps up that tool's table. */
public sealed interface ForeignLock {
  /** Whose lock it is, for messages. */
  String tool();

  /**
   * A session advisory lock.
   *
   * @param key what that tool passes to {@code pg_advisory_lock(bigint)}
   */
  record Key(String tool, long key) implements ForeignLock {
    public Key {
      Objects.requireNonNull(tool);
    }
  }

  /**
   * A row with {@code id} 1 that says, committed, whether somebody is at work: {@code locked}, {@code lockgranted}, {@code lockedby}.
   * It outlives a process that dies.
   *
   * @param schema where its table lies
   * @param table in that schema
   * @param making the commands that make the table where it is not
   * @param opening the tool's own command that takes the lock away from whoever has it
   */
  record Row(String tool, Identifier schema, Identifier table, List<String> making,
      String opening) implements ForeignLock {
    public Row {
      Objects.requireNonNull(tool);
      Objects.requireNonNull(schema);
      Objects.requireNonNull(table);
      Objects.requireNonNull(opening);
      making = List.copyOf(making);
    }
  }
}
