package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces text line by line, so that what is wrong with the new text is found in the same line of the old one. */
final class Variables {
  private Variables() {}

  /** The same file with some of its lines replaced, or null if one of them could not be. */
  static @Nullable Lines replace(Lines lines, List<Span> spans, Function<Integer, @Nullable String> line,
      Mistakes mistakes) {
    Source source = lines.source();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.end() + 1024);
    bytes.write(source.bytes(), 0, source.begin());
    boolean complete = true;
    for (int i = 1; i <= lines.count(); i++) {
      int number = i;
      if (spans.stream().noneMatch(span -> span.holds(number))) {
        bytes.write(source.bytes(), lines.start(i), lines.start(i + 1) - lines.start(i));
        continue;
      }
      String text = line.apply(i);
      complete &= text != null;
      bytes.writeBytes((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
      if (lines.ended(i)) {
        bytes.write('\n');
      }
    }
    Source replaced = complete ? mistakes.keep(Source.of(source.name(), bytes.toByteArray())) : null;
    return replaced == null ? null : Lines.of(replaced);
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
