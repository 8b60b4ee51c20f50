package dev.whimbrel.migration;

import java.sql.Connection;

/** What a migration does that is written in Java. */
@FunctionalInterface
public interface Code {
  /**
   * Does it, in the transaction of the migration and of its row in the journal.
   *
   * <p>It may be called again after its transaction was rolled back, for a lock, a deadlock or a serialisation failure; what it does
   * outside the database is not rolled back.
   *
   * @param connection in that transaction, and only for the time of this call. It refuses to commit, to roll back as a whole and to be
   *     closed; savepoints are its own
   * @throws Exception if it did not succeed; everything is rolled back then
   */
  void run(Connection connection) throws Exception;
}
