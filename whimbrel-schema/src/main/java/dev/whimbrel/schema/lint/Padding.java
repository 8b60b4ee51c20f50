package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Room that columns of a row leave free so that the next one begins where the processor wants it. Only what is so for
 * every row counts: behind a value of any length, nobody knows.
 */
final class Padding {
  /** Below that, the order that people read is worth more. */
  private static final int WORTH_TELLING = 16;
  private static final int WIDEST = 8;
  private static final int UNKNOWN = -1;

  /** Bytes that a value takes; it begins at a multiple of them. */
  private static final Map<String, Integer> SIZES = Map.ofEntries(Map.entry("bigint", 8),
      Map.entry("double precision", 8), Map.entry("timestamp without time zone", 8),
      Map.entry("timestamp with time zone", 8), Map.entry("time without time zone", 8), Map.entry("money", 8),
      Map.entry("integer", 4), Map.entry("real", 4), Map.entry("date", 4), Map.entry("oid", 4),
      Map.entry("smallint", 2), Map.entry("boolean", 1), Map.entry("\"char\"", 1));

  private Padding() {}

  static Stream<Finding> found(Subject subject, Deployment deployment) {
    return subject.command() instanceof CreateTable create && create.query() == null
        ? Sight.of(subject).stream().flatMap(sight -> sight.created().stream()
            .filter(one -> one.kind().equals("r") && one.parent().equals(Sight.NONE))
            .flatMap(table -> found(subject, create, table, sight.after().columns(table).toList())))
        : Stream.empty();
  }

  private static Stream<Finding> found(Subject subject, CreateTable create, Relation table, List<Column> columns) {
    List<Column> ordered = new ArrayList<>(columns);
    ordered.sort(Comparator.comparingInt(Padding::size).reversed());
    int spared = lost(columns) - lost(ordered);
    if (spared < WORTH_TELLING || create.columns().size() != columns.size()) {
      return Stream.empty();
    }
    return Stream.of(Finding.of(subject, Certainty.DERIVED,
        "each row of table " + Sight.named(table) + " has " + spared + " bytes that only fill gaps between columns",
        "the table is larger than it has to be, in memory too, and the order can hardly be changed later")
        .safely(List.of(reordered(subject.statement().text(), create.columns(), ordered))));
  }

  private static int lost(List<Column> columns) {
    int lost = 0;
    int at = 0;
    for (Column column : columns) {
      int size = size(column);
      if (size == 0) {
        at = UNKNOWN;
        continue;
      }
      int gap = at < 0 ? 0 : (size - at % size) % size;
      lost += gap;
      at = at < 0 && size < WIDEST ? UNKNOWN : (Math.max(at, 0) + gap + size) % WIDEST;
    }
    return lost;
  }

  /** Zero for values of any length. */
  private static int size(Column column) {
    String bare = column.type().replaceFirst("\\(\\d\\)", "");
    return SIZES.getOrDefault(bare, 0);
  }

  /** The definitions change places; what stands between them stays. */
  private static String reordered(String text, List<ColumnDefinition> definitions, List<Column> order) {
    StringBuilder reordered = new StringBuilder();
    int from = 0;
    for (int i = 0; i < definitions.size(); i++) {
      int at = text.indexOf(definitions.get(i).text(), from);
      if (at < 0) {
        return text;
      }
      String name = order.get(i).name();
      String other = definitions.stream().filter(one -> one.name().name().equals(name)).findFirst()
          .map(ColumnDefinition::text).orElse("");
      reordered.append(text, from, at).append(other);
      from = at + definitions.get(i).text().length();
    }
    return reordered.append(text.substring(from)).toString();
  }
}
