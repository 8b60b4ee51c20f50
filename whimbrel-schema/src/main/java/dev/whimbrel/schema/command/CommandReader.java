package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Other;
import dev.whimbrel.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Reads a statement by its words: each reader beside this one knows some commands. A text that no server would take comes out
 * as {@link Other}, as far as that shows.
 */
final class CommandReader {
  private CommandReader() {}

  static SqlCommand read(Statement statement) {
    Cursor cursor = Cursor.over(statement);
    String verb = verb(cursor);
    cursor.accept(verb);
    SqlCommand command = command(verb, cursor);
    return command == null || cursor.isOdd() ? new Other(verb) : command;
  }

  /** The first word; a query may stand in parentheses. */
  private static String verb(Cursor cursor) {
    int from = cursor.position();
    while (cursor.accept('(')) {
      // the word is behind all of them
    }
    String verb = cursor.keyword();
    cursor.backTo(from);
    return verb;
  }

  private static @Nullable SqlCommand command(String verb, Cursor cursor) {
    return switch (verb) {
      case "CREATE" -> CreateReader.read(cursor);
      case "ALTER" -> AlterReader.read(cursor);
      case "DROP" -> DropReader.read(cursor);
      case "REINDEX", "REFRESH", "TRUNCATE", "CLUSTER", "VACUUM", "LOCK" -> UpkeepReader.read(verb, cursor);
      case "INSERT", "UPDATE", "DELETE", "MERGE", "WITH" -> RowsReader.read(verb, cursor);
      case "SET", "RESET", "SELECT" -> SettingReader.read(verb, cursor);
      case "DO" -> RoutineReader.block(cursor);
      case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" ->
        new SqlCommand.TransactionControl(verb);
      case "PREPARE" -> cursor.at("TRANSACTION") ? new SqlCommand.TransactionControl(verb) : null;
      default -> null;
    };
  }
}
