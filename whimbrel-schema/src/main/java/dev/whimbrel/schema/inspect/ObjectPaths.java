package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import java.util.List;
import java.util.stream.Stream;

/** The names under which an object may be meant, from its schema down. */
final class ObjectPaths {
  private ObjectPaths() {}

  /** What belongs to a table also lies under that. */
  static List<List<String>> of(SchemaObject object) {
    ObjectId id = object.id();
    return switch (object) {
      case Index index -> List.of(of(id), below(index.relation(), id));
      case Statistics statistics -> List.of(of(id), below(statistics.relation(), id));
      case Sequence sequence when sequence.owner() != null -> List.of(of(id), below(sequence.owner(), id));
      default -> List.of(of(id));
    };
  }

  static List<String> of(ObjectId id) {
    return switch (id.kind()) {
      case FUNCTION, PROCEDURE, AGGREGATE, OPERATOR -> List.of(id.schema(), id.name());
      // their first name is that of a role or of a type, and not of a schema
      case DEFAULT_PRIVILEGES, CAST -> List.of(id.schema(), id.name(), id.part());
      default -> Stream.of(id.schema(), id.name(), id.part()).filter(name -> !name.isEmpty()).toList();
    };
  }

  private static List<String> below(ObjectId relation, ObjectId id) {
    return List.of(relation.schema(), relation.name(), id.name());
  }
}
