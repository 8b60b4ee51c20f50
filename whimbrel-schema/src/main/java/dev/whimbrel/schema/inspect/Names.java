package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the numbers of relations, columns and types mean, those of extensions included. */
final class Names {
  private final Map<Long, ObjectId> relations = new HashMap<>();
  private final Map<Long, Character> relationKinds = new HashMap<>();
  private final Map<Address, String> columns = new HashMap<>();
  private final Map<Long, Map<String, Integer>> numbers = new HashMap<>();
  private final Map<Long, List<Long>> parents = new HashMap<>();
  private final Map<Address, Long> members = new HashMap<>();

  private Names() {}

  static Names of(Snapshot snapshot) {
    Names names = new Names();
    snapshot.rows(Query.MEMBERS).forEach(row -> names.members.put(row.address(), row.number()));
    snapshot.rows(Query.RELATIONS).forEach(names::relation);
    snapshot.rows(Query.COLUMNS).forEach(names::column);
    snapshot.rows(Query.INHERITS)
        .forEach(row -> names.parents.computeIfAbsent(row.number(), child -> new ArrayList<>()).add(row.number()));
    return names;
  }

  private void relation(Row row) {
    long oid = row.address().object();
    char kind = row.code();
    relationKinds.put(oid, kind);
    relations.put(oid, ObjectId.of(kindOf(kind), row.text(), row.text()));
  }

  private void column(Row row) {
    long relation = row.number();
    int number = row.whole();
    String name = row.text();
    columns.put(Address.column(relation, number), name);
    numbers.computeIfAbsent(relation, oid -> new HashMap<>()).put(name, number);
  }

  private static Kind kindOf(char relkind) {
    return switch (relkind) {
      case 'v' -> Kind.VIEW;
      case 'm' -> Kind.MATERIALIZED_VIEW;
      case 'c' -> Kind.COMPOSITE;
      case 'S' -> Kind.SEQUENCE;
      default -> Kind.TABLE;
    };
  }

  /** A relation outside the system schemas. */
  ObjectId relation(long oid) {
    return Objects.requireNonNull(relations.get(oid), () -> "no relation " + oid);
  }

  @Nullable
  ObjectId relationIfAny(long oid) {
    return relations.get(oid);
  }

  /** Its code in {@code pg_class}, or a blank. */
  char kindOf(long relation) {
    return relationKinds.getOrDefault(relation, ' ');
  }

  String column(long relation, int number) {
    return Objects.requireNonNull(columns.get(Address.column(relation, number)),
        () -> "no column " + number + " of " + relation);
  }

  /** The number of a column, or null. */
  @Nullable
  Integer numberOf(long relation, String column) {
    return numbers.getOrDefault(relation, Map.of()).get(column);
  }

  /** Of numbers; what is no plain column is passed over. */
  List<String> columns(long relation, List<Integer> numbers) {
    return numbers.stream().filter(number -> number > 0).map(number -> column(relation, number)).toList();
  }

  /** The relations that a table or an index inherits from, in their order. */
  List<Long> parents(long relation) {
    return parents.getOrDefault(relation, List.of());
  }

  /** The number of the extension that brought it, or null. */
  @Nullable
  Long extension(Address address) {
    return members.get(address);
  }

  boolean isMember(Address address) {
    return members.containsKey(address);
  }
}
