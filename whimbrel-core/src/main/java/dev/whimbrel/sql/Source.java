package dev.whimbrel.sql;

import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one text file, known to be UTF-8 without NUL. Immutable; safe to share.
 *
 * <p>All offsets are byte offsets into the file as it lies on disk. A byte order mark is skipped: {@link #begin} is behind it.
 */
public final class Source {
  /** Of a line that is longer only this much on both sides of a place is looked at. */
  private static final int AROUND = 2000;

  private final String name;
  private final byte[] bytes;
  private final int begin;
  private final @Nullable Written written;
  private volatile @Nullable Redaction redaction;

  private Source(String name, byte[] bytes, int begin, @Nullable Written written) {
    this.name = name;
    this.bytes = bytes;
    this.begin = begin;
    this.written = written;
  }

  /**
   * A part of a text that was put in place of something else. All offsets count bytes.
   *
   * @param from where the other thing begins in the text as it was written
   * @param to where it ends there
   * @param start where the part begins
   * @param end where it ends
   */
  public record Replacement(int from, int to, int start, int end) {}

  /** What a text was made from, and how. */
  private record Written(Source source, List<Replacement> replacements) {
    Written {
      replacements = List.copyOf(replacements);
    }

    /** The offset in the text as written of what stands at an offset now; of a replacement its beginning. */
    int offset(int offset) {
      Replacement last = before(offset);
      if (last == null) {
        return offset;
      }
      return offset < last.end() ? last.from() : last.to() + offset - last.end();
    }

    /** The same of an end: that of a replacement, if it lies inside one. */
    int end(int offset) {
      Replacement last = before(offset);
      if (last == null || offset == last.start()) {
        return offset(offset);
      }
      return offset < last.end() ? last.to() : last.to() + offset - last.end();
    }

    private @Nullable Replacement before(int offset) {
      int low = 0;
      int high = replacements.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (replacements.get(middle).start() <= offset) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == 0 ? null : replacements.get(low - 1);
    }
  }

  /**
   * Checks the bytes of a file. The array must not be changed afterwards.
   *
   * @param name how the file is called in messages
   */
  public static Result<Source> of(String name, byte[] bytes) {
    Problem problem = Encoding.check(name, bytes);
    return problem == null ? Result.ok(new Source(name, bytes, Encoding.begin(bytes), null)) : Result.rejected(problem);
  }

  /**
   * The same file with some of its text replaced. Positions and excerpts stay those of the file as it was written: what was put in may
   * be a secret.
   *
   * @param newBytes the new text
   * @param replacements in order, none inside another
   */
  public Result<Source> replacedBy(byte[] newBytes, List<Replacement> replacements) {
    return of(name, newBytes)
        .then(made -> Result.ok(new Source(name, newBytes, made.begin, new Written(this, replacements))));
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

  /** Where an offset stands in the file as it was written; takes time linear in the offset. */
  public Position position(int offset) {
    return written == null
        ? new LineCounter(bytes, begin).to(offset).in(name)
        : written.source().position(written.offset(offset));
  }

  /** Where a place in this text, given by line and column, stands in the file as it was written. */
  Position position(int line, int column) {
    return written == null ? new Position(name, line, column) : position(offset(line, column));
  }

  /** The line around an offset as it was written, fit to be shown; null where it is blank. */
  public @Nullable Excerpt excerpt(int offset) {
    return written == null ? shown(offset) : written.source().excerpt(written.offset(offset));
  }

  /** The same around a position in the file. */
  public @Nullable Excerpt excerpt(Position at) {
    Source file = written == null ? this : written.source();
    return file.excerpt(file.offset(at.line(), at.column()));
  }

  /** A part as it was written, without its secrets. */
  public String shown(int start, int end) {
    return written == null
        ? redaction().of(start, end)
        : written.source().shown(written.offset(start), written.end(end));
  }

  /** What must not be shown of this text, and of what a server says of it. */
  public Redaction redaction() {
    Redaction known = redaction;
    if (known == null) {
      known = Redaction.of(this);
      redaction = known;
    }
    return known;
  }

  /** What was put in place of something else. */
  List<Replacement> replacements() {
    return written == null ? List.of() : written.replacements();
  }

  /** The text from which this was made by replacing parts of it; this itself if nothing was. */
  public Source asWritten() {
    return written == null ? this : written.source();
  }

  private @Nullable Excerpt shown(int offset) {
    int first = Math.max(begin, offset - AROUND);
    int last = Math.min(bytes.length, offset + AROUND);
    int start = offset;
    while (start > first && !Chars.newline(bytes[start - 1])) {
      start--;
    }
    while (start > begin && start < offset && (bytes[start] & 0xC0) == 0x80) {
      start++;
    }
    int end = offset;
    while (end < last && !Chars.newline(bytes[end])) {
      end++;
    }
    while (end > offset && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    String line = redaction().of(start, end);
    String before = redaction().of(start, Math.max(start, redaction().visible(offset)));
    return line.isBlank() ? null : Excerpt.of(line, before.codePointCount(0, before.length()));
  }

  private int offset(int line, int column) {
    int start = begin;
    for (int number = 1; number < line && start < bytes.length; number++) {
      start = afterLineEnd(lineEnd(start));
    }
    return new LineCounter(bytes, start, line, 1).over(column - 1).offset();
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
