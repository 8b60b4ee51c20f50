package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.problem.Position;
import java.util.Optional;

/** A place in a text that moves forward. */
final class Cursor {
  private final String label;
  private final String text;
  private int at;
  private int line = 1;
  private int column = 1;

  Cursor(String label, String text) {
    this.label = label;
    this.text = text;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** The character here, or 0 at the end. */
  char here() {
    return ahead(0);
  }

  char ahead(int distance) {
    return at + distance < text.length() ? text.charAt(at + distance) : 0;
  }

  boolean looksAt(String word) {
    return text.startsWith(word, at);
  }

  Position position() {
    return new Position(label, line, column);
  }

  /** Moves over one character and gives it. */
  char next() {
    char c = text.charAt(at++);
    if (c == '\n') {
      line++;
      column = 1;
    } else if (!Character.isLowSurrogate(c)) {
      column++;
    }
    return c;
  }

  void skip(int characters) {
    for (int i = 0; i < characters && !isAtEnd(); i++) {
      next();
    }
  }

  /** The rest of this line, without its end and without moving. */
  String restOfLine() {
    int end = text.indexOf('\n', at);
    return text.substring(at, end < 0 ? text.length() : end);
  }

  /** The lines from here on up to one that holds nothing but a word, if there is one. */
  Optional<String> upToLine(String word) {
    for (int begin = at; begin < text.length();) {
      int end = text.indexOf('\n', begin);
      int stop = end < 0 ? text.length() : end;
      if (text.substring(begin, stop).strip().equals(word)) {
        return Optional.of(text.substring(at, begin));
      }
      begin = stop + 1;
    }
    return Optional.empty();
  }
}
