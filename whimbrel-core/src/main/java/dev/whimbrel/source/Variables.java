package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces text line by line, so that what is wrong with the new text is found in the same line of the old one. */
final class Variables {
  private Variables() {}

  /**
   * A part of a line and what takes its place.
   *
   * @param from the index of its first character in the line
   * @param to the index after its last one
   */
  record Piece(int from, int to, String value) {}

  /**
   * The same file with parts of some of its lines replaced, or null if one of them could not be.
   *
   * @param pieces of a line, in order; null if it cannot be replaced
   */
  static @Nullable Lines replace(Lines lines, List<Span> spans, Function<Integer, @Nullable List<Piece>> pieces,
      Mistakes mistakes) {
    Source source = lines.source();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.end() + 1024);
    bytes.write(source.bytes(), 0, source.begin());
    List<Source.Replacement> replacements = new ArrayList<>();
    boolean complete = true;
    for (int i = 1; i <= lines.count(); i++) {
      int number = i;
      List<Piece> ofLine = spans.stream().noneMatch(span -> span.holds(number)) ? List.of() : pieces.apply(i);
      complete &= ofLine != null;
      int copied = lines.start(i);
      for (Piece piece : ofLine == null ? List.<Piece>of() : ofLine) {
        int from = offset(lines, i, piece.from());
        int to = offset(lines, i, piece.to());
        bytes.write(source.bytes(), copied, from - copied);
        int start = bytes.size();
        bytes.writeBytes(piece.value().getBytes(StandardCharsets.UTF_8));
        replacements.add(new Source.Replacement(from, to, start, bytes.size()));
        copied = to;
      }
      bytes.write(source.bytes(), copied, lines.start(i + 1) - copied);
    }
    Source replaced = complete ? mistakes.keep(source.replacedBy(bytes.toByteArray(), replacements)) : null;
    return replaced == null ? null : Lines.of(replaced);
  }

  private static int offset(Lines lines, int line, int index) {
    return lines.start(line) + lines.raw(line).substring(0, index).getBytes(StandardCharsets.UTF_8).length;
  }

  static Problem missing(Lines lines, int line, String name, String message) {
    return lines.problem(ProblemCode.NO_VALUE, line, message, "set the environment variable " + name);
  }

  /** Refuses a value that would move the lines below it. */
  static boolean oneLine(Lines lines, int line, String name, String value, Mistakes mistakes) {
    if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      return true;
    }
    mistakes.add(lines.problem(ProblemCode.NO_VALUE, line, "the value of \"" + name + "\" holds a line break",
        "give it a value of one line"));
    return false;
  }
}
