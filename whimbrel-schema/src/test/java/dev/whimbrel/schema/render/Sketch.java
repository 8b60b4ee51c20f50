package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.Namespace;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.Validity;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schema from a few lines: {@code table s.t}, and indented behind it its columns as {@code name type}, with {@code ?} behind a type that
 * may be null and with {@code pk}, {@code unique} and {@code -> s.t.c} for keys; underscores in types without a schema are blanks. {@code view s.v} and
 * {@code enum s.e a b c} are there as well; a table without a schema is in {@code public}.
 */
final class Sketch {
  private final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
  private final List<String> primary = new ArrayList<>();
  private ObjectId relation = ObjectId.of(Kind.TABLE, "public", "none");
  private final List<ViewColumn> viewColumns = new ArrayList<>();
  private int position;

  private Sketch() {}

  static DatabaseSchema of(String text) {
    Sketch sketch = new Sketch();
    text.lines().filter(line -> !line.isBlank()).forEach(sketch::line);
    sketch.end();
    return DatabaseSchema.of(18, sketch.objects.values());
  }

  private void line(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    if (line.startsWith(" ")) {
      column(words);
      return;
    }
    end();
    ObjectId id = id(words.getFirst(), words.get(1));
    objects.put(ObjectId.of(Kind.SCHEMA, "", id.schema()),
        new Namespace(ObjectId.of(Kind.SCHEMA, "", id.schema())));
    if (id.kind() == Kind.ENUM) {
      objects.put(id, new EnumType(id, words.subList(2, words.size())));
      return;
    }
    relation = id;
    position = 0;
    if (id.kind() == Kind.TABLE) {
      objects.put(id, table(id));
    }
  }

  private static ObjectId id(String kind, String name) {
    int point = name.indexOf('.');
    return ObjectId.of(Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)),
        point < 0 ? "public" : name.substring(0, point), name.substring(point + 1));
  }

  static Table table(ObjectId id) {
    return new Table(id, Persistence.LOGGED, "heap", "", Map.of(), "", "", new Table.Parentage.None(),
        new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.DEFAULT, ""), Table.RowSecurity.OFF, null);
  }

  private void column(List<String> words) {
    String name = words.getFirst();
    boolean isNullable = words.get(1).endsWith("?");
    String plain = words.get(1).replace("?", "");
    String type = plain.contains(".") ? plain : plain.replace('_', ' ');
    if (relation.kind() == Kind.VIEW) {
      viewColumns.add(new ViewColumn(name, type, "", "", -1));
      return;
    }
    ObjectId id = relation.part(Kind.COLUMN, name);
    objects.put(id, new Column(id, ++position, type, "", isNullable ? null : NotNull.plain(), new Column.Content.None(),
        Origin.LOCAL, "", "", -1, Map.of(), Map.of()));
    if (words.contains("pk")) {
      primary.add(name);
    }
    if (words.contains("unique")) {
      index(name);
    }
    int arrow = words.indexOf("->");
    if (arrow > 0) {
      foreignKey(name, words.get(arrow + 1), words.size() > arrow + 2 ? words.get(arrow + 2) : "");
    }
  }

  private void index(String column) {
    ObjectId id = ObjectId.of(Kind.INDEX, relation.schema(), relation.name() + "_" + column + "_key");
    Index.Part part = new Index.Part(Index.Subject.COLUMN, column, "", "", Index.Order.ASCENDING, Index.Nulls.LAST);
    objects.put(id, new Index(id, relation, "", Index.Uniqueness.UNIQUE, "btree", List.of(part), List.of(), "", "",
        Map.of(), Index.Usability.VALID, Index.Clustering.NONE, null, Map.of()));
  }

  private void foreignKey(String column, String target, String name) {
    int point = target.lastIndexOf('.');
    ObjectId table = id("table", point < 0 ? target : target.substring(0, point));
    Constraint.Reference reference = new Constraint.Reference(table, List.of(target.substring(point + 1)),
        Constraint.Action.NO_ACTION, Constraint.Action.NO_ACTION);
    ObjectId id = relation.part(Kind.CONSTRAINT, name.isEmpty() ? relation.name() + "_" + column + "_fkey" : name);
    objects.put(id, constraint(id, Constraint.Type.FOREIGN_KEY, List.of(column), reference));
  }

  private static Constraint constraint(ObjectId id, Constraint.Type type, List<String> columns,
      Constraint.@Nullable Reference reference) {
    Constraint.Backing backing = new Constraint.Backing(List.of(), "", Map.of(), Index.Clustering.NONE, null);
    return new Constraint(id, type, "", columns, reference, Validity.VALID, Constraint.Deferral.NOT_DEFERRABLE,
        Origin.LOCAL, reference == null ? backing : null);
  }

  private void end() {
    if (!primary.isEmpty()) {
      ObjectId id = relation.part(Kind.CONSTRAINT, relation.name() + "_pkey");
      objects.put(id, constraint(id, Constraint.Type.PRIMARY_KEY, List.copyOf(primary), null));
    }
    if (relation.kind() == Kind.VIEW) {
      objects.put(relation, new View(relation, "SELECT", List.copyOf(viewColumns), Map.of()));
    }
    primary.clear();
    viewColumns.clear();
  }
}
