package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A schema as an entity relationship diagram of Mermaid, as Atlas prints it: tables without partitions, columns, foreign keys. */
public final class Mermaid {
  private final DatabaseSchema schema;
  private final Overview overview;
  private final boolean severalSchemas;
  private final Map<ObjectId, String> names = new HashMap<>();
  private final StringBuilder out = new StringBuilder("erDiagram\n");

  private Mermaid(DatabaseSchema schema) {
    this.schema = schema;
    overview = new Overview(schema);
    severalSchemas = overview.schemas().size() > 1;
  }

  /** The whole document, with a line end at its end. */
  public static String of(DatabaseSchema schema) {
    Mermaid mermaid = new Mermaid(schema);
    mermaid.overview.tables().forEach(table -> mermaid.name(table.id()));
    mermaid.overview.tables().forEach(mermaid::table);
    return mermaid.out.toString();
  }

  private void table(Table table) {
    ObjectId id = table.id();
    out.append("    ").append(name(id));
    String called = severalSchemas ? id.schema() + "." + id.name() : id.name();
    if (!called.equals(name(id))) {
      out.append("[\"").append(MermaidText.quoted(called)).append("\"]");
    }
    out.append(" {\n");
    Set<String> primary = Set.copyOf(overview.primaryKey(id));
    List<Constraint> foreign = overview.constraints(id, Constraint.Type.FOREIGN_KEY).toList();
    Set<String> referring = foreign.stream().flatMap(key -> key.columns().stream()).collect(Collectors.toSet());
    schema.columns(id).forEach(column -> column(column, primary, referring));
    out.append("    }\n");
    foreign.forEach(key -> relation(id, key));
  }

  private void column(Column column, Set<String> primary, Set<String> referring) {
    String name = column.id().part();
    String written = MermaidText.attribute(name);
    out.append("      ").append(MermaidText.type(type(column))).append(' ').append(written);
    String marks = (primary.contains(name) ? "PK" : "") + (referring.contains(name) ? ",FK" : "");
    if (!marks.isEmpty()) {
      out.append(' ').append(marks.startsWith(",") ? marks.substring(1) : marks);
    }
    if (!written.equals(name) && !written.equals(name.replace(' ', '_'))) {
      out.append(" \"").append(MermaidText.quoted(name)).append('"');
    }
    out.append('\n');
  }

  private void relation(ObjectId table, Constraint key) {
    Constraint.Reference reference = Objects.requireNonNull(key.reference());
    out.append("    ").append(name(table)).append(' ')
        .append(overview.isKey(table, key.columns()) ? '|' : '}').append("o--o")
        .append(overview.isKey(reference.table(), reference.columns()) ? '|' : '{')
        .append(' ').append(name(reference.table())).append(" : ").append(MermaidText.label(key.id().part()))
        .append('\n');
  }

  /** Two tables that would be called alike are told apart by a number. */
  private String name(ObjectId table) {
    return names.computeIfAbsent(table, id -> {
      String wanted = MermaidText.entity(severalSchemas ? id.schema() + "_" + id.name() : id.name());
      return Stream.iterate(1, number -> number + 1).map(number -> number == 1 ? wanted : wanted + "_" + number)
          .filter(name -> !names.containsValue(name)).findFirst().orElseThrow();
    });
  }

  /** Atlas names an enum without its schema, and Mermaid could not read a point. */
  private String type(Column column) {
    TypeText type = TypeText.of(overview.typeOf(column));
    boolean single = type.name().equals("bit") && type.modifier().equals("1");
    return single ? "bit" + type.array() : type.brief();
  }
}
