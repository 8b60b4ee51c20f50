package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Statement;

/** Reads a statement by its words. */
final class CommandReader {
  private CommandReader() {}

  static SqlCommand read(Statement statement) {
    return new SqlCommand.Other(statement.brief(8));
  }
}
