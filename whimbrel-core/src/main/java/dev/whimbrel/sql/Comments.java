package dev.whimbrel.sql;

/** The extent of comments. */
final class Comments {
  private Comments() {}

  static boolean lineBegins(byte[] bytes, int offset, int limit) {
    return offset + 1 < limit && bytes[offset] == '-' && bytes[offset + 1] == '-';
  }

  static boolean blockBegins(byte[] bytes, int offset, int limit) {
    return offset + 1 < limit && bytes[offset] == '/' && bytes[offset + 1] == '*';
  }

  /** The offset of the line end that is next from an offset on, or the limit. */
  static int lineEnd(byte[] bytes, int from, int limit) {
    int offset = from;
    while (offset < limit && !Chars.newline(bytes[offset])) {
      offset++;
    }
    return offset;
  }

  /**
   * The offset after the block comment that begins at an offset, or -1 if it is not closed. Such comments nest, so what counts is
   * the depth; it is counted and not recursed into.
   */
  static int blockEnd(byte[] bytes, int from, int limit) {
    int depth = 1;
    int offset = from + 2;
    while (offset + 1 < limit) {
      if (bytes[offset] == '*' && bytes[offset + 1] == '/') {
        depth--;
        offset += 2;
        if (depth == 0) {
          return offset;
        }
      } else if (blockBegins(bytes, offset, limit)) {
        depth++;
        offset += 2;
      } else {
        offset++;
      }
    }
    return -1;
  }
}
