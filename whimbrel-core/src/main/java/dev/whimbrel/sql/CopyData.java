package dev.whimbrel.sql;

import org.jspecify.annotations.Nullable;

/**
 * The data that follows {@code COPY … FROM STDIN;} in a script, found as psql finds it: it begins on the next line and ends
 * before the line {@code \.}.
 *
 * @param start the offset of the first data byte
 * @param end the offset of the line {@code \.}
 * @param next the offset after that line
 */
record CopyData(int start, int end, int next) {
  /** The offset of what stands on the line of the semicolon behind it, other than a line comment; the line end if nothing does. */
  static int restOfLine(byte[] bytes, int from, int limit) {
    int offset = from;
    while (offset < limit && Chars.space(bytes[offset]) && !Chars.newline(bytes[offset])) {
      offset++;
    }
    return Comments.lineBegins(bytes, offset, limit) ? Comments.lineEnd(bytes, offset, limit) : offset;
  }

  /** The data behind an offset, or null if the line {@code \.} is missing. */
  static @Nullable CopyData find(byte[] bytes, int from, int limit) {
    int lineEnd = Comments.lineEnd(bytes, from, limit);
    if (lineEnd == limit) {
      return null;
    }
    byte separator = separator(bytes, lineEnd, limit);
    int start = lineEnd + (bytes[lineEnd] != separator ? 2 : 1);
    for (int line = start; line < limit; line = after(bytes, line, limit, separator)) {
      if (endsHere(bytes, line, limit, separator)) {
        return new CopyData(start, line, after(bytes, line, limit, separator));
      }
    }
    return null;
  }

  /** The data's lines end as the statement's own does: in a file of lone carriage returns at these, otherwise at line feeds. */
  private static byte separator(byte[] bytes, int lineEnd, int limit) {
    boolean loneReturn = bytes[lineEnd] == '\r' && (lineEnd + 1 == limit || bytes[lineEnd + 1] != '\n');
    return (byte) (loneReturn ? '\r' : '\n');
  }

  private static int after(byte[] bytes, int from, int limit, byte separator) {
    int offset = from;
    while (offset < limit && bytes[offset] != separator) {
      offset++;
    }
    return Math.min(offset + 1, limit);
  }

  /** Whether the line is {@code \.} alone; where lines end in line feeds a carriage return may stand before that. */
  private static boolean endsHere(byte[] bytes, int line, int limit, byte separator) {
    if (line + 1 >= limit || bytes[line] != '\\' || bytes[line + 1] != '.') {
      return false;
    }
    int end = line + 2;
    if (separator == '\n' && end < limit && bytes[end] == '\r') {
      end++;
    }
    return end == limit || bytes[end] == separator;
  }
}
