package dev.whimbrel.cli.screen;

import java.util.ArrayList;
import java.util.List;

/** Columns that line up. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** A text with its colour, or without one. */
  public record Cell(String text, Style style) {}

  public Table(List<String> header) {
    this.header = List.copyOf(header);
  }

  public void add(List<Cell> row) {
    if (row.size() != header.size()) {
      throw new IllegalArgumentException("a row of " + row.size() + " cells in a table of " + header.size());
    }
    rows.add(List.copyOf(row));
  }

  /** The table, a line each, without blanks at the ends of lines. */
  public String render(Screen screen) {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = Math.max(header.get(i).length(),
          rows.stream().mapToInt(row -> width(row.get(column).text())).max().orElse(0));
    }
    StringBuilder out = new StringBuilder();
    line(out, header.stream().map(name -> new Cell(name, Style.STRONG)).toList(), widths, screen);
    rows.forEach(row -> line(out, row, widths, screen));
    return out.toString();
  }

  private static void line(StringBuilder out, List<Cell> cells, int[] widths, Screen screen) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String text = Printable.of(cell.text());
      line.append(screen.styled(text, cell.style()));
      if (i + 1 < cells.size()) {
        line.append(" ".repeat(widths[i] - width(text))).append(GAP);
      }
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int width(String text) {
    return Printable.width(Printable.of(text));
  }
}
