package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;

/** Knows line and column of an offset that only ever moves forward, so that a whole file costs one pass. */
final class LineCounter {
  private final byte[] bytes;
  private int offset;
  private int line;
  private int column;

  /** Begins at the first line and column. */
  LineCounter(byte[] bytes, int begin) {
    this(bytes, begin, 1, 1);
  }

  LineCounter(byte[] bytes, int offset, int line, int column) {
    this.bytes = bytes;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }

  /** Moves to an offset that is not before the present one. */
  LineCounter to(int target) {
    while (offset < target) {
      byte b = bytes[offset++];
      if (b == '\n' || (b == '\r' && !lineFeedFollows())) {
        line++;
        column = 1;
      } else if ((b & 0xC0) != 0x80) {
        column++;
      }
    }
    return this;
  }

  /** Moves over a number of characters, or to the end of the bytes. */
  LineCounter over(int characters) {
    for (int left = characters; left > 0 && offset < bytes.length; left--) {
      to(next(offset));
    }
    return this;
  }

  private int next(int character) {
    int next = character + 1;
    while (next < bytes.length && (bytes[next] & 0xC0) == 0x80) {
      next++;
    }
    return next;
  }

  int offset() {
    return offset;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  Position in(String file) {
    return new Position(file, line, column);
  }

  private boolean lineFeedFollows() {
    return offset < bytes.length && bytes[offset] == '\n';
  }
}
