package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.CreateRoutine;
import dev.whimbrel.schema.command.SqlCommand.Do;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.TokenKind;
import java.util.Set;

/** Reads what holds code: functions, procedures and {@code DO}. */
final class RoutineReader {
  private static final String USUAL_LANGUAGE = "plpgsql";

  private RoutineReader() {}

  static CreateRoutine create(String kind, Cursor cursor, Set<Option> options) {
    QualifiedName name = cursor.qualifiedName();
    String arguments = cursor.inside().whole();
    return new CreateRoutine(kind, name, Options.of(options), arguments, cursor.rest());
  }

  /** From the word {@code DO} on. */
  static Do block(Cursor cursor) {
    String language = language(cursor, USUAL_LANGUAGE);
    String body = cursor.literal();
    language = language(cursor, language);
    cursor.end();
    return new Do(language, body);
  }

  private static String language(Cursor cursor, String otherwise) {
    if (!cursor.accept("LANGUAGE")) {
      return otherwise;
    }
    return cursor.at(TokenKind.STRING) ? cursor.literal() : cursor.name().name();
  }
}
