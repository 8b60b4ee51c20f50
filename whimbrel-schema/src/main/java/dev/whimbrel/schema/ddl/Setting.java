package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the objects stand that statements are written for.
 *
 * @param schema what they belong to
 * @param server what is in the database before the statements run: its major version and its owner count
 * @param families of the schema
 */
record Setting(DatabaseSchema schema, DatabaseSchema server, Families families) {
  Setting(DatabaseSchema schema, DatabaseSchema server) {
    this(schema, server, Families.of(schema));
  }

  int major() {
    return server.major();
  }

  /** Whose an object is that has no owner of its own, as it stands in a statement. */
  String owner() {
    String owner = server.owner().isEmpty() ? schema.owner() : server.owner();
    return owner.isEmpty() ? "CURRENT_USER" : Quoting.name(owner);
  }

  Target target(ObjectId id) {
    return Target.of(schema, id);
  }

  /** {@code ALTER TABLE s.t} for what belongs to it, with the word that its kind needs. */
  String alterRelation(ObjectId part) {
    return "ALTER " + Target.relation(schema, part);
  }

  /** The same without its children. */
  String alterOnly(ObjectId part) {
    Target relation = Target.relation(schema, part);
    return "ALTER " + relation.type() + " ONLY " + relation.name();
  }

  Optional<Table> table(ObjectId part) {
    return schema.objects().get(part.relation()) instanceof Table table ? Optional.of(table) : Optional.empty();
  }

  List<ObjectId> parents(ObjectId part) {
    return table(part).map(Families::parents).orElse(List.of());
  }

  boolean isPartition(ObjectId part) {
    return table(part).filter(table -> table.parentage() instanceof Table.Parentage.PartitionOf).isPresent();
  }

  boolean isPartitioned(ObjectId part) {
    return table(part).filter(table -> !table.partitionKey().isEmpty()).isPresent();
  }

  /** The tables that have this one as a parent. */
  List<ObjectId> children(ObjectId table) {
    return families.children(table);
  }

  /** The same, and theirs. */
  Stream<ObjectId> descendants(ObjectId table) {
    return families.descendants(table);
  }

  /** The column of the first parent that has one of this name. */
  Optional<Column> parentColumn(ObjectId column) {
    return parents(column).stream()
        .map(parent -> schema.objects().get(parent.part(Kind.COLUMN, column.part())))
        .filter(Objects::nonNull)
        .map(Column.class::cast)
        .findFirst();
  }
}
