package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads names of tables, each of which may be meant without those that inherit from it. */
final class RelationNames {
  private RelationNames() {}

  /** {@code t}, {@code t *}, {@code ONLY t} or {@code ONLY (t)}. */
  static QualifiedName one(Cursor cursor, Set<Option> options) {
    boolean isOnly = Options.accept(cursor, options, Option.ONLY, "ONLY");
    if (isOnly && cursor.at('(')) {
      Cursor inside = cursor.inside();
      QualifiedName name = inside.qualifiedName();
      inside.end();
      cursor.join(inside);
      return name;
    }
    QualifiedName name = cursor.qualifiedName();
    cursor.accept('*');
    return name;
  }

  static List<QualifiedName> several(Cursor cursor, Set<Option> options) {
    List<QualifiedName> names = new ArrayList<>();
    do {
      names.add(one(cursor, options));
    } while (cursor.accept(','));
    return List.copyOf(names);
  }
}
