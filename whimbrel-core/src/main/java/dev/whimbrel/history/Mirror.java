package dev.whimbrel.history;

import java.util.List;

/** What is to be written beside a row of the journal, in the same transaction: the table of another tool. */
@FunctionalInterface
public interface Mirror {
  /** Where no other tool looks on. */
  Mirror NONE = entry -> List.of();

  /**
   * The commands that go with a row, each one statement. They name every schema, function and operator. The same row may be asked for
   * more than once, since a transaction may be tried again; the rows of a run are asked for in the order in which they take effect.
   */
  List<String> beside(NewEntry entry);

  /**
   * Remembers what was asked for so far.
   *
   * @return forgets what is asked for after this, since it did not take effect
   */
  default Runnable mark() {
    return () -> {};
  }
}
