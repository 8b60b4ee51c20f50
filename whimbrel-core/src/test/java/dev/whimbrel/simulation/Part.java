package dev.whimbrel.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** One direction of a generated migration. */
record Part(Mode mode, List<Line> lines) {
  /** How much of it is one transaction. */
  enum Mode {
    TRANSACTION(""), PAIRED(""), STATEMENTS("-- whimbrel: no-transaction\n"), SEGMENTS(
        "-- whimbrel: transaction per-segment\n");

    private final String directive;

    Mode(String directive) {
      this.directive = directive;
    }

    boolean isOneTransaction() {
      return this == TRANSACTION || this == PAIRED;
    }
  }

  Part {
    lines = List.copyOf(lines);
  }

  /** Its rows in the ledger, in order. */
  List<String> keys() {
    return lines.stream().map(Line::key).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** The rows that statements from one to before another write. */
  List<String> keys(int from, int to) {
    return new Part(mode, lines.subList(from, Math.min(to, lines.size()))).keys();
  }

  Part brokenAt(int line) {
    List<Line> changed = new ArrayList<>(lines);
    changed.set(line, lines.get(line).whileBroken());
    return new Part(mode, changed);
  }

  String text() {
    String statements = lines.stream().map(Line::text).collect(Collectors.joining());
    return mode == Mode.PAIRED ? "BEGIN;\n" + statements + "COMMIT;\n" : mode.directive + statements;
  }
}
