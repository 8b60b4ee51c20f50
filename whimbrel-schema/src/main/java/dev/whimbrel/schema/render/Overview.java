package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.Namespace;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every drawing asks of a schema, looked up once. */
final class Overview {
  private static final Pattern NEXTVAL = Pattern.compile("nextval\\('(?:[^']|'')++'::regclass\\)");
  private static final Map<String, String> SERIALS = Map.of("smallint", "smallserial", "integer", "serial", "bigint",
      "bigserial");

  private final DatabaseSchema schema;
  private final Map<ObjectId, List<Index>> indexes;
  private final Map<ObjectId, Sequence> owned = new HashMap<>();

  Overview(DatabaseSchema schema) {
    this.schema = schema;
    indexes = schema.all(Index.class).collect(Collectors.groupingBy(Index::relation));
    schema.all(Sequence.class).forEach(this::own);
  }

  private void own(Sequence sequence) {
    ObjectId column = sequence.owner();
    if (column != null) {
      owned.put(column, sequence);
    }
  }

  /** Tables as Atlas sees them: neither partitions nor foreign ones; schema by schema, by name. */
  List<Table> tables() {
    return schema.all(Table.class).filter(table -> table.foreign() == null)
        .filter(table -> !(table.parentage() instanceof Table.Parentage.PartitionOf)).toList();
  }

  /** Also of schemas that are no object here, because only a part of a database was read. */
  Set<String> schemas() {
    return Stream.concat(schema.all(Namespace.class).map(namespace -> namespace.id().name()),
        schema.all(Table.class).map(table -> table.id().schema())).collect(Collectors.toCollection(TreeSet::new));
  }

  List<Index> indexes(ObjectId relation) {
    return indexes.getOrDefault(relation, List.of());
  }

  /** Whether it is an integer that counts itself by a sequence of its own, with a default and not as an identity. */
  boolean isSerial(Column column) {
    return SERIALS.containsKey(column.type()) && owned.containsKey(column.id())
        && column.content() instanceof Column.Content.Default(String expression)
        && NEXTVAL.matcher(expression).matches();
  }

  /** Whether the sequence is what makes a column serial. */
  boolean isPartOfSerial(Sequence sequence) {
    ObjectId column = sequence.owner();
    return column != null && schema.find(column).orElse(null) instanceof Column owner && isSerial(owner);
  }

  /** The type as Atlas names it, with blanks. */
  String typeOf(Column column) {
    return isSerial(column) ? SERIALS.getOrDefault(column.type(), "") : column.type();
  }

  Stream<Constraint> constraints(ObjectId table, Constraint.Type type) {
    return schema.constraints(table).stream().filter(constraint -> constraint.type() == type);
  }

  List<String> primaryKey(ObjectId table) {
    return constraints(table, Constraint.Type.PRIMARY_KEY).findFirst().map(Constraint::columns).orElse(List.of());
  }

  /** Whether a key or a whole unique index is on exactly these columns, in this order. */
  boolean isKey(ObjectId table, List<String> columns) {
    return keys(table).anyMatch(columns::equals);
  }

  /** The columns of all keys and of unique indexes on columns of all rows. */
  Stream<List<String>> keys(ObjectId table) {
    Stream<List<String>> constraints = schema.constraints(table).stream()
        .filter(constraint -> constraint.type() == Constraint.Type.PRIMARY_KEY
            || constraint.type() == Constraint.Type.UNIQUE)
        .map(Constraint::columns);
    return Stream.concat(constraints, indexes(table).stream().filter(Overview::isWhole).map(Overview::columnsOf));
  }

  private static boolean isWhole(Index index) {
    return index.uniqueness() != Index.Uniqueness.ANY && index.predicate().isEmpty()
        && index.parts().stream().allMatch(part -> part.subject() == Index.Subject.COLUMN);
  }

  private static List<String> columnsOf(Index index) {
    return index.parts().stream().map(Index.Part::text).toList();
  }

  static ObjectId type(Kind kind, TypeText type) {
    return ObjectId.of(kind, type.schema(), type.name());
  }
}
