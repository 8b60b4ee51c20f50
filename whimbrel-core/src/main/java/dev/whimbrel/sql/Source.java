package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one text file, known to be UTF-8 without NUL. Immutable; safe to share.
 *
 * <p>All offsets are byte offsets into the file as it lies on disk. A byte order mark is skipped: {@link #begin} is behind it.
 */
public final class Source {
  private static final int LONGEST_EXCERPT = 2000;

  private final String name;
  private final byte[] bytes;
  private final int begin;

  private Source(String name, byte[] bytes, int begin) {
    this.name = name;
    this.bytes = bytes;
    this.begin = begin;
  }

  /**
   * Checks the bytes of a file. The array must not be changed afterwards.
   *
   * @param name how the file is called in messages
   */
  public static Result<Source> of(String name, byte[] bytes) {
    Problem problem = Encoding.check(name, bytes);
    return problem == null ? Result.ok(new Source(name, bytes, Encoding.begin(bytes))) : Result.rejected(problem);
  }

  /** Text that is known to be good, such as a test's. */
  public static Source ofText(String name, String text) {
    return of(name, text.getBytes(StandardCharsets.UTF_8)).orThrow();
  }

  public String name() {
    return name;
  }

  /** The offset of the first byte of text. */
  public int begin() {
    return begin;
  }

  /** The offset after the last byte. */
  public int end() {
    return bytes.length;
  }

  /** The byte at an offset. */
  public byte at(int offset) {
    return bytes[offset];
  }

  /** The bytes themselves, as read; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** The position of a byte offset; takes time linear in the offset. */
  public Position position(int offset) {
    return new LineCounter(bytes, begin).to(offset).in(name);
  }

  /** The text of a line, counted from 1, without its line end; empty if there is no such line. */
  public String line(int number) {
    int start = begin;
    for (int line = 1; line < number && start < bytes.length; line++) {
      start = afterLineEnd(lineEnd(start));
    }
    return text(start, lineEnd(start));
  }

  /** The line around an offset, for a message; null where a line is so long that showing it would help nobody. */
  @Nullable
  String excerpt(int offset) {
    int first = Math.max(begin, offset - LONGEST_EXCERPT);
    int last = Math.min(bytes.length, offset + LONGEST_EXCERPT);
    int start = offset;
    while (start > first && !Chars.newline(bytes[start - 1])) {
      start--;
    }
    int end = offset;
    while (end < last && !Chars.newline(bytes[end])) {
      end++;
    }
    boolean cut = (start == first && first > begin) || (end == last && last < bytes.length);
    return cut ? null : text(start, end);
  }

  private int lineEnd(int from) {
    int offset = from;
    while (offset < bytes.length && !Chars.newline(bytes[offset])) {
      offset++;
    }
    return offset;
  }

  private int afterLineEnd(int lineEnd) {
    boolean pair = lineEnd + 1 < bytes.length && bytes[lineEnd] == '\r' && bytes[lineEnd + 1] == '\n';
    return Math.min(lineEnd + (pair ? 2 : 1), bytes.length);
  }
}
