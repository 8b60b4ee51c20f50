package dev.whimbrel.schema.render;

import dev.whimbrel.report.Json;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import dev.whimbrel.schema.resource.Resource;
import java.util.ArrayList;
import java.util.List;

/** The HTML around a drawing, and what it tells of a table that is clicked. */
final class Page {
  private final DatabaseSchema schema;
  private final Overview overview;

  private Page(DatabaseSchema schema) {
    this.schema = schema;
    overview = new Overview(schema);
  }

  static String of(DatabaseSchema schema, Drawing drawing, Layout layout) {
    Page page = new Page(schema);
    Json facts = Json.array(drawing.boxes().stream().map(page::facts).toList());
    String template = Resource.text(Page.class, "page.html");
    StringBuilder out = new StringBuilder();
    for (String piece : template.split("@")) {
      out.append(switch (piece) {
        case "title" -> Svg.escaped(drawing.title());
        case "style" -> Resource.text(Page.class, "page.css");
        case "drawing" -> Svg.of(drawing, layout, Svg.Size.GIVEN);
        case "facts" -> facts.line().replace("<", "\\u003c");
        case "script" -> Resource.text(Page.class, "page.js");
        default -> piece;
      });
    }
    return out.toString();
  }

  private Json facts(Drawing.Box box) {
    ObjectId id = box.id();
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("name", new Json.Text(id.schema() + "." + id.name())));
    members.add(new Json.Member("kind", new Json.Text(kind(id))));
    RecordJson.add(members, "comment", new Json.Text(schema.aspectsOf(id).comment()));
    RecordJson.add(members, "columns", Json.array(columns(id)));
    if (schema.find(id).orElse(null) instanceof EnumType type) {
      members.add(new Json.Member("labels", Json.texts(type.labels())));
    }
    RecordJson.add(members, "constraints", Json.texts(schema.constraints(id).stream().map(Page::line).toList()));
    RecordJson.add(members, "indexes", Json.texts(overview.indexes(id).stream().map(Index::definition).toList()));
    return new Json.Obj(members);
  }

  private String kind(ObjectId id) {
    return schema.find(id).orElse(null) instanceof Table table && !table.partitionKey().isEmpty()
        ? "table, partitioned by " + table.partitionKey()
        : id.kind().label();
  }

  private static String line(Constraint constraint) {
    return constraint.id().part() + ": " + constraint.definition();
  }

  private List<Json> columns(ObjectId id) {
    return switch (schema.find(id).orElse(null)) {
      case View view -> view.columns().stream().map(column -> column(id, column)).toList();
      case MaterializedView view -> view.columns().stream().map(column -> column(id, column)).toList();
      case null, default -> schema.columns(id).stream().map(this::column).toList();
    };
  }

  private Json column(ObjectId view, ViewColumn column) {
    return column(column.name(), column.type(), "", view.part(Kind.COLUMN, column.name()));
  }

  private Json column(Column column) {
    String presence = column.notNull() == null ? "" : "not null";
    String content = overview.isSerial(column) ? "" : switch (column.content()) {
      case Column.Content.None none -> "";
      case Column.Content.Default(String expression) -> "default " + expression;
      case Column.Content.Generated generated -> "generated as " + generated.expression();
      case Column.Content.Identity identity -> "identity";
    };
    return column(column.id().part(), overview.typeOf(column), (presence + " " + content).strip(), column.id());
  }

  private Json column(String name, String type, String facts, ObjectId id) {
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("name", new Json.Text(name)));
    members.add(new Json.Member("type", new Json.Text(type)));
    RecordJson.add(members, "facts", new Json.Text(facts));
    RecordJson.add(members, "comment", new Json.Text(schema.aspectsOf(id).comment()));
    return new Json.Obj(members);
  }
}
