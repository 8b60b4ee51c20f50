package dev.whimbrel.source;

import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the sections of a file while its markers are read from top to bottom. */
final class Divider {
  private final Lines lines;
  private final String prefix;
  private final Mistakes mistakes;
  private final Map<Way, List<Span>> spans = new EnumMap<>(Way.class);
  private final Set<Way> noTransaction = EnumSet.noneOf(Way.class);
  private final List<Integer> cuts = new ArrayList<>();
  private @Nullable Way current;
  private int from;
  private int first;
  private int block;

  /**
   * Begins at the top of a file.
   *
   * @param prefix how the format's markers begin, for messages
   */
  Divider(Lines lines, String prefix, Mistakes mistakes) {
    this.lines = lines;
    this.prefix = prefix;
    this.mistakes = mistakes;
    this.first = lines.count() + 1;
  }

  boolean has(Way way) {
    return spans.containsKey(way) || current == way;
  }

  /** A section begins behind this line; the one before it is over. */
  void begin(Way way, int line) {
    end(line);
    if (first > line) {
      first = line;
    }
    current = way;
    from = line + 1;
  }

  void noTransaction(Way way) {
    noTransaction.add(way);
  }

  void statementBegin(int line) {
    if (current == null) {
      wrong(line, "\"" + prefix + "StatementBegin\" stands before the first section",
          "move it behind \"" + prefix + "Up\"");
    } else if (block > 0) {
      wrong(line, "\"" + prefix + "StatementBegin\" stands inside the block that begins in line " + block,
          "end that block with \"" + prefix + "StatementEnd\" first");
    } else {
      block = line;
      cuts.add(line);
    }
  }

  void statementEnd(int line) {
    if (block == 0) {
      wrong(line, "\"" + prefix + "StatementEnd\" ends nothing",
          "write \"" + prefix + "StatementBegin\" before the statement, or remove the line");
      return;
    }
    block = 0;
    cuts.add(line);
  }

  private void wrong(int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
  }

  private void end(int line) {
    if (block > 0) {
      wrong(block, "\"" + prefix + "StatementBegin\" has no \"" + prefix + "StatementEnd\" in its section",
          "write \"" + prefix + "StatementEnd\" behind the statement");
      block = 0;
    }
    if (current != null) {
      spans.computeIfAbsent(current, way -> new ArrayList<>()).add(new Span(from, line));
    }
  }

  Sections finish() {
    end(lines.count() + 1);
    return new Sections(first, section(Way.UP), section(Way.DOWN));
  }

  private @Nullable Section section(Way way) {
    List<Span> found = spans.get(way);
    if (found == null) {
      return null;
    }
    TransactionRequest request = noTransaction.contains(way) ? TransactionRequest.NONE : TransactionRequest.AUTOMATIC;
    return new Section(found, request, cuts.stream().filter(c -> found.stream().anyMatch(s -> s.holds(c))).toList());
  }
}
