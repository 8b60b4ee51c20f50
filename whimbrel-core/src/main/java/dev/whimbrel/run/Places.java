package dev.whimbrel.run;

import dev.whimbrel.problem.Position;
import dev.whimbrel.sql.Statement;

/** Places inside statements. */
final class Places {
  private Places() {}

  /** The position of a character of a statement, counted from 0 in code points; its last one if there are fewer. */
  static Position inside(Statement statement, int offset) {
    String text = statement.text();
    int line = statement.line();
    int column = statement.column();
    int index = 0;
    for (int i = 0; i < offset && index < text.length(); i++) {
      int character = text.codePointAt(index);
      index += Character.charCount(character);
      if (character == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Position(statement.source().name(), line, column);
  }
}
