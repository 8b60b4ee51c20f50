package dev.whimbrel.source;

import dev.whimbrel.sql.Source;

/** Finds the semicolon behind a statement, with nothing but comments and white space between them. */
final class Terminator {
  private final Source source;

  private Terminator(Source source) {
    this.source = source;
  }

  /**
   * The offset of the semicolon, or -1 if there is none.
   *
   * @param from the end of the statement
   * @param to where to stop looking
   */
  static int after(Source source, int from, int to) {
    return new Terminator(source).find(from, to);
  }

  private int find(int from, int to) {
    int at = from;
    while (at < to) {
      if (source.at(at) == ';') {
        return at;
      }
      if (!blank(at)) {
        return -1;
      }
      at = afterBlank(at);
    }
    return -1;
  }

  private boolean blank(int at) {
    return Character.isWhitespace(source.at(at)) || starts(at, '-', '-') || starts(at, '/', '*');
  }

  private int afterBlank(int at) {
    if (starts(at, '-', '-')) {
      return lineEnd(at);
    }
    return starts(at, '/', '*') ? blockEnd(at) : at + 1;
  }

  private boolean starts(int at, char first, char second) {
    return at + 1 < source.end() && source.at(at) == first && source.at(at + 1) == second;
  }

  private int lineEnd(int from) {
    int at = from;
    while (at < source.end() && source.at(at) != '\n') {
      at++;
    }
    return at;
  }

  /** Comments nest. */
  private int blockEnd(int from) {
    int depth = 0;
    int at = from;
    do {
      if (starts(at, '/', '*')) {
        depth++;
        at += 2;
      } else if (starts(at, '*', '/')) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < source.end());
    return at;
  }
}
