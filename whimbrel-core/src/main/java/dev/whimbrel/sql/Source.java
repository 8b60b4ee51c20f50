package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Result;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of one text file, known to be UTF-8 without NUL. Immutable; safe to share.
 *
 * <p>All offsets are byte offsets into the file as it lies on disk. A byte order mark is skipped: {@link #begin} is behind it.
 */
public final class Source {
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
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /** The text of a line, counted from 1, without its line end; empty if there is no such line. */
  public String line(int number) {
    throw new UnsupportedOperationException();
  }
}
