package dev.whimbrel.schema.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which tables, indexes and keys come below which: looked up once for a whole schema, as it is asked for every table. Immutable. */
public final class Families {
  private final Map<ObjectId, List<ObjectId>> tables = new HashMap<>();
  private final Map<ObjectId, List<SchemaObject>> indexes = new HashMap<>();

  private Families() {}

  public static Families of(DatabaseSchema schema) {
    Families families = new Families();
    schema.all(Table.class).forEach(table -> parents(table)
        .forEach(parent -> families.tables.computeIfAbsent(parent, key -> new ArrayList<>()).add(table.id())));
    Stream.concat(schema.all(Constraint.class), schema.all(Index.class)).forEach(families::addIndex);
    return families;
  }

  private void addIndex(SchemaObject index) {
    @Nullable
    ObjectId parent = parent(index);
    if (parent != null) {
      indexes.computeIfAbsent(parent, key -> new ArrayList<>()).add(index);
    }
  }

  /** The tables that one inherits from, or the one that it is a partition of. */
  public static List<ObjectId> parents(Table table) {
    return switch (table.parentage()) {
      case Table.Parentage.None() -> List.of();
      case Table.Parentage.Inherits(List<ObjectId> parents) -> parents;
      case Table.Parentage.PartitionOf(ObjectId parent, String bound) -> List.of(parent);
    };
  }

  /** Of the index or the key of a partition, that of the whole; otherwise null. */
  public static @Nullable ObjectId parent(@Nullable SchemaObject object) {
    return switch (object) {
      case Index index -> index.parent();
      case Constraint constraint -> constraint.backing() == null ? null : constraint.backing().parent();
      case null, default -> null;
    };
  }

  /** The tables that have this one as a parent, in the order of their ids. */
  public List<ObjectId> children(ObjectId table) {
    return tables.getOrDefault(table, List.of());
  }

  /** The same, and theirs. */
  public Stream<ObjectId> descendants(ObjectId table) {
    return children(table).stream().flatMap(child -> Stream.concat(Stream.of(child), descendants(child)));
  }

  /** The indexes and keys of partitions that are attached to this one, and those that are attached to them. */
  public Stream<SchemaObject> attached(ObjectId index) {
    return indexes.getOrDefault(index, List.of()).stream()
        .flatMap(child -> Stream.concat(Stream.of(child), attached(child.id())));
  }
}
