package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which names an object takes from all others: those of relations and types of a schema are one space, and so on. */
final class Names {
  private Names() {}

  static Stream<String> taken(@Nullable SchemaObject object) {
    if (object == null) {
      return Stream.empty();
    }
    ObjectId id = object.id();
    return switch (id.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW -> Stream.of(in("relation", id, id.name()), in("type", id, id.name()));
      case SEQUENCE, INDEX -> Stream.of(in("relation", id, id.name()));
      case COMPOSITE -> Stream.of(in("relation", id, id.name()), in("type", id, id.name()));
      case ENUM, DOMAIN, RANGE -> Stream.of(in("type", id, id.name()));
      case FUNCTION, PROCEDURE, AGGREGATE -> Stream.of(in("routine", id, id.name() + "(" + id.part() + ")"));
      case CONSTRAINT -> constraint((Constraint) object);
      case COLUMN -> ((Column) object).content() instanceof Column.Content.Identity identity
          ? Stream.of(in("relation", id, identity.sequence()))
          : Stream.empty();
      default -> Stream.empty();
    };
  }

  private static Stream<String> constraint(Constraint constraint) {
    ObjectId id = constraint.id();
    return constraint.backing() == null ? Stream.empty() : Stream.of(in("relation", id, id.part()));
  }

  private static String in(String space, ObjectId id, String name) {
    return space + " " + id.schema() + "." + name;
  }
}
