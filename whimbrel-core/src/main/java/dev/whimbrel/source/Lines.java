package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A file as its markers see it: line by line. Lines count from 1 and end at a line feed; the offsets are those of the source.
 */
final class Lines {
  private final Source source;
  private final int[] starts;

  private Lines(Source source, int[] starts) {
    this.source = source;
    this.starts = starts;
  }

  static Lines of(Source source) {
    byte[] bytes = source.bytes();
    int[] starts = new int[16];
    int count = 0;
    int at = source.begin();
    while (at < source.end()) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = at;
      at = next(bytes, at);
    }
    return new Lines(source, Arrays.copyOf(starts, count));
  }

  private static int next(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, bytes.length);
  }

  Source source() {
    return source;
  }

  int count() {
    return starts.length;
  }

  /** The offset of a line's first byte; of the line after the last one, the end of the file. */
  int start(int line) {
    return line > starts.length ? source.end() : starts[line - 1];
  }

  /** The text of a line without its line feed, but with the carriage return before it; empty behind the last line. */
  String raw(int line) {
    int end = start(line + 1);
    int start = start(line);
    return source.text(start, end > start && source.at(end - 1) == '\n' ? end - 1 : end);
  }

  /** The text of a line without its line end. */
  String text(int line) {
    String raw = raw(line);
    return raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
  }

  /** Whether a line feed ends this line. */
  boolean ended(int line) {
    int end = start(line + 1);
    return end > start(line) && source.at(end - 1) == '\n';
  }

  /** The lines that begin with two dashes, blanks before them not counted. */
  IntStream comments() {
    return IntStream.rangeClosed(1, count()).filter(this::comment);
  }

  boolean comment(int line) {
    int at = afterBlanks(line);
    return at + 1 < start(line + 1) && source.at(at) == '-' && source.at(at + 1) == '-';
  }

  /** Whether a line is such a comment that begins with a word, given in lower case, in letters of either case. */
  boolean comment(int line, String word) {
    if (!comment(line)) {
      return false;
    }
    int end = start(line + 1);
    int at = afterBlanks(line) + 2;
    while (at < end && Character.isWhitespace(source.at(at))) {
      at++;
    }
    int length = 0;
    while (length < word.length() && at + length < end
        && Character.toLowerCase(source.at(at + length)) == word.charAt(length)) {
      length++;
    }
    return length == word.length();
  }

  /** Whether a line begins as a comment of any kind does. */
  boolean mayComment(int line) {
    int at = afterBlanks(line);
    return at < start(line + 1) && "-#/".indexOf(source.at(at)) >= 0;
  }

  /** Whether two characters stand side by side in a line. */
  boolean holds(int line, char first, char second) {
    for (int at = start(line); at + 1 < start(line + 1); at++) {
      if (source.at(at) == first && source.at(at + 1) == second) {
        return true;
      }
    }
    return false;
  }

  private int afterBlanks(int line) {
    int at = start(line);
    int end = start(line + 1);
    while (at < end && (source.at(at) == ' ' || source.at(at) == '\t')) {
      at++;
    }
    return at;
  }

  /** The line that holds an offset. */
  int line(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : Math.max(1, -found - 1);
  }

  Problem problem(ProblemCode code, int line, String message, String remedy) {
    return Problem.of(code, message).at(source.position(start(line))).excerpt(source.excerpt(start(line)))
        .remedy(remedy);
  }
}
