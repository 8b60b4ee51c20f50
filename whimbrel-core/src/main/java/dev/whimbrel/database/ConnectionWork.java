package dev.whimbrel.database;

import java.sql.Connection;

/** What is done with a connection that is lent. */
@FunctionalInterface
public interface ConnectionWork {
  /** Does it; the connection is of no use afterwards. */
  void with(Connection connection) throws Exception;
}
