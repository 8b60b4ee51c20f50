package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.forecast.Forecast.Hold;
import dev.whimbrel.schema.forecast.Forecast.Line;
import dev.whimbrel.schema.forecast.Forecast.Locked;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A forecast for people. */
public final class ForecastText {
  private static final List<String> STATEMENTS = List.of("statement", "lock", "relation", "what waits", "takes",
      "because it");
  private static final List<String> HOLDS = List.of("relation", "what waits", "for", "meanwhile",
      "from the statement");

  /** Where it is not known how much of it there is. */
  private static final List<String> HOLDS_ONLY = List.of("relation", "what waits", "for", "from the statement");
  private static final String GAP = "  ";
  private static final String NOTHING = "-";

  private ForecastText() {}

  /**
   * The statements in a table, the worst first; below it, what waits until a transaction ends. A line each. What keeps nobody waiting and is
   * over at once is left out; if that is all, there are none.
   */
  public static List<String> lines(Forecast forecast) {
    List<Line> matter = forecast.worstFirst().stream().filter(ForecastText::matters).toList();
    if (matter.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(table(STATEMENTS, matter.stream().map(ForecastText::cells).toList()));
    if (!forecast.holds().isEmpty()) {
      lines.add("");
      lines.add("Locks are held until their transaction ends:");
      Load load = forecast.load();
      lines.addAll(table(load instanceof Load.Unknown ? HOLDS_ONLY : HOLDS,
          forecast.longestFirst().stream().map(hold -> cells(hold, load)).toList()));
      lines.add(LoadText.basis(load));
    }
    if (forecast.rates().origin() == Rates.Origin.ASSUMED && forecast.lines().stream().anyMatch(ForecastText::takes)) {
      lines.add("");
      lines.add("Nobody measured how fast this server works: what is assumed may be wrong by a factor of "
          + Math.round(forecast.rates().uncertainty()) + ".");
    }
    return lines;
  }

  private static boolean matters(Line line) {
    Locked locked = line.locked();
    boolean keepsWaiting = locked != null && locked.mode().blocks().compareTo(LockMode.Blocks.WRITES) >= 0;
    return keepsWaiting || !(line.estimate() instanceof Estimate.AtOnce);
  }

  private static boolean takes(Line line) {
    return line.estimate() instanceof Estimate.Between;
  }

  private static List<String> cells(Line line) {
    Locked locked = line.locked();
    String basis = line.basis().isEmpty() ? NOTHING : String.join(", ", line.basis());
    Stream<String> lock = locked == null
        ? Stream.of(NOTHING, NOTHING, NOTHING)
        : Stream.of(Words.mode(locked.mode()), relation(locked), Words.blocks(locked.mode().blocks()));
    return Stream.of(Stream.of(where(line.statement())), lock, Stream.of(Words.estimate(line.estimate()), basis))
        .flatMap(cells -> cells).toList();
  }

  private static List<String> cells(Hold hold, Load load) {
    return Stream.of(
        Stream.of(relation(hold.locked()), Words.blocks(hold.locked().mode().blocks()),
            Words.estimate(hold.estimate())),
        LoadText.meanwhile(hold, load).stream(), Stream.of(where(hold.since()))).flatMap(cells -> cells).toList();
  }

  private static String relation(Locked locked) {
    return Quoting.name(locked.relation().schema(), locked.relation().name()) + " (" + size(locked.size()) + ")";
  }

  private static String size(@Nullable Size size) {
    return size == null ? "size not known" : Words.rows(size.rows()) + ", " + Words.bytes(size.bytes());
  }

  private static String where(Rehearsed statement) {
    return statement.migration().file() + ":" + statement.statement().line();
  }

  private static List<String> table(List<String> header, List<List<String>> rows) {
    List<List<String>> all = Stream.concat(Stream.of(header), rows.stream()).toList();
    int[] widths = IntStream.range(0, header.size()).map(
        column -> all.stream().mapToInt(row -> length(row.get(column))).max().orElse(0)).toArray();
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - length(row.get(i)))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
