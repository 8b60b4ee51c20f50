package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;

/** Knows line and column of an offset that only ever moves forward, so that a whole file costs one pass. */
final class LineCounter {
  private final byte[] bytes;
  private int offset;
  private int line = 1;
  private int column = 1;

  LineCounter(byte[] bytes, int begin) {
    this.bytes = bytes;
    this.offset = begin;
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
