package dev.whimbrel.source;

import dev.whimbrel.sql.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a semicolon wherever a file's own delimiter ends a statement, and leaves every line where it was. The delimiter counts
 * outside of literals, quoted names and parentheses, and before comments are looked at: it may look like one.
 */
final class AtlasDelimiter {
  private final Source source;
  private final byte[] delimiter;
  private final ByteArrayOutputStream out;
  private int at;
  private int depth;

  private AtlasDelimiter(Source source, String delimiter, int from) {
    this.source = source;
    this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
    this.out = new ByteArrayOutputStream(source.end() + 1024);
    this.at = from;
    out.write(source.bytes(), 0, from);
  }

  /** A file whose first line gives the delimiter, with semicolons instead. */
  static @Nullable Lines replace(Lines lines, String delimiter, Mistakes mistakes) {
    Source source = lines.source();
    AtlasDelimiter reader = new AtlasDelimiter(source, delimiter, lines.start(2));
    while (reader.at < source.end()) {
      reader.step();
    }
    Source replaced = mistakes.keep(Source.of(source.name(), reader.out.toByteArray()));
    return replaced == null ? null : Lines.of(replaced);
  }

  private void step() {
    if (depth == 0 && starts(delimiter)) {
      end();
      return;
    }
    switch (source.at(at)) {
      case '(' -> depth++;
      case ')' -> depth = Math.max(0, depth - 1);
      case '\'', '"' -> {
        quoted(source.at(at));
        return;
      }
      case '$' -> {
        dollarQuoted();
        return;
      }
      default -> {
        if (starts("--")) {
          through(find("\n", at));
          return;
        }
        if (starts("/*")) {
          through(find("*/", at + 2));
          return;
        }
      }
    }
    through(at + 1);
  }

  /** A semicolon, and blanks in the place of the rest; line ends stay. */
  private void end() {
    out.write(';');
    boolean taken = false;
    for (byte b : delimiter) {
      if (b == '\n' || b == '\r') {
        out.write(b);
      } else if (taken) {
        out.write(' ');
      } else {
        taken = true;
      }
    }
    at += delimiter.length;
  }

  private void quoted(byte quote) {
    int end = at + 1;
    while (end < source.end() && source.at(end) != quote) {
      end++;
    }
    through(Math.min(end + 1, source.end()));
  }

  private void dollarQuoted() {
    int end = at + 1;
    while (end < source.end()
        && (Character.isLetterOrDigit(source.at(end)) || source.at(end) == '_' || source.at(end) < 0)) {
      end++;
    }
    if (end >= source.end() || source.at(end) != '$' || Character.isDigit(source.at(at + 1))) {
      through(at + 1);
      return;
    }
    String tag = source.text(at, end + 1);
    through(find(tag, end + 1));
  }

  /** The offset behind the next occurrence, or the end. */
  private int find(String text, int from) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = from; i + bytes.length <= source.end(); i++) {
      if (matches(bytes, i)) {
        return i + bytes.length;
      }
    }
    return source.end();
  }

  private boolean starts(String text) {
    return starts(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean starts(byte[] bytes) {
    return at + bytes.length <= source.end() && matches(bytes, at);
  }

  private boolean matches(byte[] bytes, int from) {
    for (int i = 0; i < bytes.length; i++) {
      if (source.at(from + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private void through(int end) {
    out.write(source.bytes(), at, end - at);
    at = end;
  }
}
