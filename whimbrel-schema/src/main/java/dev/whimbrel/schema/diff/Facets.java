package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Routine;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Objects without the sides that come and go by themselves. */
final class Facets {
  private Facets() {}

  static Sequence withoutOwner(Sequence sequence) {
    return new Sequence(sequence.id(), sequence.persistence(), sequence.counting(), null);
  }

  /** Nobody's child, and with no index for replication. */
  static Table alone(Table table) {
    return with(table, new Table.Parentage.None(), replica(table));
  }

  /** Its replica identity as far as it needs no index. */
  static Table.ReplicaIdentity replica(Table table) {
    return table.replicaIdentity().mode() == Table.ReplicaIdentity.Mode.INDEX
        ? new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.DEFAULT, "")
        : table.replicaIdentity();
  }

  static Table with(Table table, Table.Parentage parentage, Table.ReplicaIdentity replica) {
    return new Table(table.id(), table.persistence(), table.accessMethod(), table.tablespace(), table.options(),
        table.ofType(), table.partitionKey(), parentage, replica, table.rowSecurity(), table.foreign());
  }

  static boolean isSeparate(Column.Content content) {
    return content instanceof Column.Content.Default || content instanceof Column.Content.Identity;
  }

  static List<String> joined(List<String> first, List<String> second) {
    List<String> result = new ArrayList<>(first);
    result.addAll(second);
    return List.copyOf(result);
  }

  static Stream<ObjectId> touched(Collection<Key> some, Collection<Key> others) {
    return Stream.concat(some.stream(), others.stream()).map(Key::id).distinct();
  }

  /** Whether one of the literals stands in what the server reads when the object is made. */
  static boolean text(SchemaObject object, Collection<String> literals) {
    if (object instanceof Routine routine && !routine.language().equals("sql")) {
      return literals.stream().anyMatch(routine.arguments()::contains);
    }
    String text = object.toString();
    return literals.stream().anyMatch(text::contains);
  }
}
