package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.ChosenName;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names as they stand in statements, and names that nothing has yet. */
final class Naming {
  private Naming() {}

  /** As the migration names it. */
  static String of(QualifiedName name) {
    return name.parts().stream().map(Naming::of).collect(Collectors.joining("."));
  }

  static String of(Identifier name) {
    return Quoting.name(name.name());
  }

  static String of(String name) {
    return Quoting.name(name);
  }

  static String of(Catalog.Relation relation) {
    return Quoting.name(relation.schema(), relation.name());
  }

  /** In the schema of another one, as a statement about that one has it. */
  static String beside(QualifiedName table, String name) {
    List<Identifier> parts = table.parts();
    return Stream.concat(parts.subList(0, parts.size() - 1).stream(), Stream.of(new Identifier(name)))
        .map(Naming::of).collect(Collectors.joining("."));
  }

  static String columns(List<Identifier> columns) {
    return columns.stream().map(Naming::of).collect(Collectors.joining(", "));
  }

  /** Of a constraint that is gone in the end: as the server would make it, and of no other constraint of the table. */
  static String passing(Catalog catalog, Catalog.Relation table, String column, String label) {
    String name = ChosenName.of(table.name(), column, label);
    for (int i = 1; isTaken(catalog, table, name); i++) {
      name = ChosenName.of(table.name(), column, label + i);
    }
    return Quoting.name(name);
  }

  private static boolean isTaken(Catalog catalog, Catalog.Relation table, String name) {
    return catalog.constraints(table).anyMatch(one -> one.name().equals(name));
  }
}
