package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes the boxes and links of what is to be drawn. */
final class Sketcher {
  /** A box with more rows would be taller than all others together; the rows of keys stay. */
  private static final int MOST_ROWS = 30;

  private final DatabaseSchema schema;
  private final Overview overview;
  private final Selection selection;
  private final List<ObjectId> ids;
  private final List<String> schemas;
  private final Map<ObjectId, Integer> places = new HashMap<>();
  private final Map<ObjectId, Integer> partitions = new HashMap<>();
  private final List<Drawing.Link> links = new ArrayList<>();

  private Sketcher(DatabaseSchema schema, ErdOptions options) {
    this.schema = schema;
    overview = new Overview(schema);
    selection = new Selection(schema);
    ids = selection.of(options);
    schemas = ids.stream().map(ObjectId::schema).distinct().sorted().toList();
    for (int i = 0; i < ids.size(); i++) {
      places.put(ids.get(i), i);
    }
    schema.all(Table.class).map(Table::id).filter(id -> !selection.top(id).equals(id))
        .forEach(id -> partitions.merge(selection.top(id), 1, Integer::sum));
  }

  static Drawing of(DatabaseSchema schema, ErdOptions options) {
    Sketcher sketcher = new Sketcher(schema, options);
    List<Drawing.Box> boxes = sketcher.ids.stream().map(sketcher::box).toList();
    for (int i = 0; i < boxes.size(); i++) {
      sketcher.link(i, boxes);
    }
    return new Drawing(title(options, boxes), boxes, sketcher.links, sketcher.schemas);
  }

  private static String title(ErdOptions options, List<Drawing.Box> boxes) {
    if (!options.title().isEmpty()) {
      return options.title();
    }
    String what = boxes.size() == 1 ? "1 table" : boxes.size() + " tables";
    return options.around() instanceof ErdOptions.Around.Neighbours(ObjectId centre, int depth)
        ? what + " around " + centre.name()
        : what;
  }

  private Drawing.Box box(ObjectId id) {
    List<Drawing.Row> rows = shortened(rows(id));
    int hidden = rows(id).size() - rows.size();
    List<String> footers = new ArrayList<>();
    if (hidden > 0) {
      footers.add("… " + hidden + " more columns");
    }
    int parts = partitions.getOrDefault(id, 0);
    if (parts > 0) {
      footers.add(parts == 1 ? "1 partition" : parts + " partitions");
    }
    String prefix = schemas.size() > 1 ? Glyphs.brief(id.schema()) + "." : "";
    return new Drawing.Box(id, prefix, Glyphs.brief(id.name()), tag(schema.find(id).orElseThrow()),
        schemas.indexOf(id.schema()), rows, String.join(" · ", footers), schema.aspectsOf(id).comment());
  }

  private static String tag(SchemaObject object) {
    return switch (object) {
      case Table table when table.foreign() != null -> "foreign";
      case Table table when !table.partitionKey().isEmpty() ->
        "by " + table.partitionKey().split(" ", 2)[0].toLowerCase(Locale.ROOT);
      case View view -> "view";
      case MaterializedView view -> "materialized";
      case EnumType type -> "enum";
      default -> "";
    };
  }

  private List<Drawing.Row> rows(ObjectId id) {
    return switch (schema.find(id).orElseThrow()) {
      case EnumType type -> type.labels().stream()
          .map(label -> new Drawing.Row(Glyphs.brief(label), "", Drawing.Mark.NONE, Drawing.Presence.UNTOLD)).toList();
      case View view -> view.columns().stream().map(Sketcher::row).toList();
      case MaterializedView view -> view.columns().stream().map(Sketcher::row).toList();
      default -> tableRows(id);
    };
  }

  private static Drawing.Row row(ViewColumn column) {
    return new Drawing.Row(Glyphs.brief(column.name()), type(column.type()), Drawing.Mark.NONE,
        Drawing.Presence.UNTOLD);
  }

  private static String type(String text) {
    return Glyphs.brief(TypeText.of(text).brief().replace("character varying", "varchar"));
  }

  private List<Drawing.Row> tableRows(ObjectId id) {
    Set<String> primary = Set.copyOf(overview.primaryKey(id));
    Set<String> foreign = overview.constraints(id, Constraint.Type.FOREIGN_KEY)
        .flatMap(key -> key.columns().stream()).collect(Collectors.toSet());
    Set<String> unique = overview.keys(id).filter(key -> key.size() == 1).map(List::getFirst)
        .collect(Collectors.toSet());
    List<Drawing.Row> rows = new ArrayList<>();
    for (Column column : schema.columns(id)) {
      String name = column.id().part();
      Drawing.Presence presence = column.notNull() == null ? Drawing.Presence.OPTIONAL : Drawing.Presence.REQUIRED;
      rows.add(new Drawing.Row(Glyphs.brief(name), type(overview.typeOf(column)),
          mark(primary.contains(name), foreign.contains(name), unique.contains(name)), presence));
    }
    return rows;
  }

  private static Drawing.Mark mark(boolean primary, boolean foreign, boolean unique) {
    if (primary) {
      return foreign ? Drawing.Mark.BOTH : Drawing.Mark.PRIMARY;
    }
    if (unique) {
      return foreign ? Drawing.Mark.UNIQUE_FOREIGN : Drawing.Mark.UNIQUE;
    }
    return foreign ? Drawing.Mark.FOREIGN : Drawing.Mark.NONE;
  }

  private static List<Drawing.Row> shortened(List<Drawing.Row> rows) {
    if (rows.size() <= MOST_ROWS) {
      return rows;
    }
    Set<Integer> kept = new HashSet<>();
    IntStream.range(0, rows.size()).filter(i -> rows.get(i).mark() != Drawing.Mark.NONE).forEach(kept::add);
    IntStream.range(0, rows.size()).filter(i -> kept.size() < MOST_ROWS).forEach(kept::add);
    return IntStream.range(0, rows.size()).filter(kept::contains).mapToObj(rows::get).toList();
  }

  private void link(int from, List<Drawing.Box> boxes) {
    ObjectId id = ids.get(from);
    if (id.kind() == Kind.TABLE) {
      overview.constraints(id, Constraint.Type.FOREIGN_KEY).forEach(key -> link(from, key, boxes));
      schema.columns(id).forEach(column -> uses(from, column, boxes));
      return;
    }
    selection.relationsBelow(id).stream().map(places::get).filter(Objects::nonNull)
        .forEach(
            to -> links.add(new Drawing.Link(from, Drawing.HEAD_ROW, to, Drawing.HEAD_ROW, Drawing.Bond.USES, "")));
  }

  private void uses(int from, Column column, List<Drawing.Box> boxes) {
    Integer to = places.get(Overview.type(Kind.ENUM, TypeText.of(column.type())));
    if (to != null) {
      links.add(new Drawing.Link(from, rowOf(boxes.get(from), column.id().part()), to, Drawing.HEAD_ROW,
          Drawing.Bond.USES, ""));
    }
  }

  private void link(int from, Constraint key, List<Drawing.Box> boxes) {
    Constraint.Reference reference = Objects.requireNonNull(key.reference());
    Integer to = places.get(selection.top(reference.table()));
    if (to == null) {
      return;
    }
    links.add(new Drawing.Link(from, rowOf(boxes.get(from), key.columns().getFirst()), to,
        rowOf(boxes.get(to), reference.columns().getFirst()), bond(key), key.id().part()));
  }

  private Drawing.Bond bond(Constraint key) {
    ObjectId table = key.id().relation();
    boolean optional = schema.columns(table).stream()
        .anyMatch(column -> key.columns().contains(column.id().part()) && column.notNull() == null);
    boolean one = overview.keys(table).anyMatch(unique -> Set.copyOf(key.columns()).containsAll(unique));
    if (one) {
      return optional ? Drawing.Bond.ONE_TO_MAYBE : Drawing.Bond.ONE_TO_ONE;
    }
    return optional ? Drawing.Bond.MANY_TO_MAYBE : Drawing.Bond.MANY_TO_ONE;
  }

  private static int rowOf(Drawing.Box box, String column) {
    String name = Glyphs.brief(column);
    return IntStream.range(0, box.rows().size()).filter(i -> box.rows().get(i).name().equals(name)).findFirst()
        .orElse(Drawing.HEAD_ROW);
  }
}
