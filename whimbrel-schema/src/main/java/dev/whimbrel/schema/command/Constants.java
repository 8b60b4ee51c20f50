package dev.whimbrel.schema.command;

import dev.whimbrel.sql.TokenKind;
import java.util.Locale;

/** Reads values that stand for themselves. */
final class Constants {
  private Constants() {}

  /** Whether what comes next switches something off. */
  static boolean saysNo(Cursor cursor) {
    return switch (value(cursor).toUpperCase(Locale.ROOT)) {
      case "FALSE", "OFF", "0", "F", "NO", "N" -> true;
      default -> false;
    };
  }

  /** What is left: a literal or a name without its quotes, all else as it is written. */
  static String value(Cursor cursor) {
    String text = cursor.whole();
    String plain = text;
    if (isLiteral(cursor)) {
      plain = cursor.literal();
    } else if (cursor.at(TokenKind.QUOTED_NAME)) {
      plain = cursor.name().name();
    }
    return cursor.atEnd() ? plain : text;
  }

  private static boolean isLiteral(Cursor cursor) {
    return cursor.at(TokenKind.STRING) || cursor.at(TokenKind.DOLLAR_STRING);
  }
}
