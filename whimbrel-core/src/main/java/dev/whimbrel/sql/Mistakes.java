package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a text, each with its position and line. */
final class Mistakes {
  /** A file with more mistakes than this is not SQL; saying more of them helps nobody. */
  private static final int MOST = 50;

  private final Source source;
  private final LineCounter lines;
  private final List<Problem> problems = new ArrayList<>();

  Mistakes(Source source) {
    this.source = source;
    this.lines = new LineCounter(source.bytes(), source.begin());
  }

  void add(int offset, Problem problem) {
    problems.add(problem.at(position(offset)).excerpt(source.excerpt(offset)));
  }

  /** Nearly all mistakes come in the order of the text; only what was opened and never closed lies behind. */
  private Position position(int offset) {
    if (offset < lines.offset()) {
      return source.position(offset);
    }
    lines.to(offset);
    return source.position(lines.line(), lines.column());
  }

  boolean none() {
    return problems.isEmpty();
  }

  boolean enough() {
    return problems.size() >= MOST;
  }

  List<Problem> problems() {
    return problems;
  }
}
