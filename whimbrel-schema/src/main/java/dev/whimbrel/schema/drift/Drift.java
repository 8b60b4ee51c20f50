package dev.whimbrel.schema.drift;

import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.wording.Properties;
import dev.whimbrel.schema.wording.Properties.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In what a database differs from what its migrations make. What belongs to a table that one of them lacks is not told of one by one.
 *
 * @param findings in the order of the ids
 * @param unknown what only the database has, of what Whimbrel can only name
 * @param missing what it has not, of the same
 */
public record Drift(List<Finding> findings, List<Unmodelled> unknown, List<Unmodelled> missing) {
  public Drift {
    unknown = List.copyOf(unknown);
    missing = List.copyOf(missing);
    findings = findings.stream().sorted(Comparator.comparing(Finding::id)).toList();
  }

  /** One object that is not as the migrations make it. */
  public sealed interface Finding {
    ObjectId id();

    /** The database has it, and no migration that is applied there makes it. */
    record Unknown(ObjectId id) implements Finding {}

    /** The migrations make it, and the database has it not. */
    record Missing(ObjectId id) implements Finding {}

    /**
     * Both have it.
     *
     * @param properties before: as the migrations make it; after: as the database has it
     */
    record Different(ObjectId id, List<Property> properties) implements Finding {
      public Different {
        properties = List.copyOf(properties);
      }
    }
  }

  /** What is found. */
  public static Drift between(DatabaseSchema expected, DatabaseSchema actual) {
    Difference difference = Difference.between(expected, actual);
    return new Drift(Stream.of(
        whole(difference.added(), actual).<Finding>map(Finding.Unknown::new),
        whole(difference.removed(), expected).<Finding>map(Finding.Missing::new),
        different(difference))
        .flatMap(findings -> findings)
        .toList(), without(actual, expected),
        without(expected, actual).stream().filter(unmodelled -> !Likeness.isGiven(unmodelled)).toList());
  }

  public boolean isEmpty() {
    return findings.isEmpty() && unknown.isEmpty() && missing.isEmpty();
  }

  private static List<Unmodelled> without(DatabaseSchema one, DatabaseSchema other) {
    Set<Unmodelled> others = Set.copyOf(other.unmodelled());
    return one.unmodelled().stream().filter(unmodelled -> !others.contains(unmodelled)).toList();
  }

  private static Stream<Finding> different(Difference difference) {
    Map<ObjectId, List<Property>> properties = new TreeMap<>();
    difference.changed().forEach(changed -> properties.computeIfAbsent(changed.id(), id -> new ArrayList<>())
        .addAll(Properties.of(changed.before(), changed.after())));
    difference.aspects().forEach(changed -> properties.computeIfAbsent(changed.id(), id -> new ArrayList<>())
        .addAll(Properties.of(changed.before(), changed.after())));
    return properties.entrySet().stream().map(entry -> new Finding.Different(entry.getKey(), entry.getValue()));
  }

  /** Those that do not belong to another one among them. */
  private static Stream<ObjectId> whole(List<SchemaObject> objects, DatabaseSchema schema) {
    Set<ObjectId> ids = objects.stream().map(SchemaObject::id).collect(Collectors.toSet());
    return objects.stream().filter(object -> owners(object, schema).noneMatch(ids::contains)).map(SchemaObject::id);
  }

  /** What an object cannot be without, and goes away with. */
  private static Stream<ObjectId> owners(SchemaObject object, DatabaseSchema schema) {
    ObjectId id = object.id();
    return switch (object) {
      case Index index -> Stream.of(index.relation());
      case Statistics statistics -> Stream.of(statistics.relation());
      case Sequence sequence -> sequence.owner() == null
          ? Stream.of()
          : Stream.of(sequence.owner(), sequence.owner().relation());
      case Constraint constraint -> constraint.reference() == null
          ? Stream.of(schema.relationOf(id))
          : Stream.of(schema.relationOf(id), constraint.reference().table());
      case Table table -> table.parentage() instanceof Table.Parentage.PartitionOf partition
          ? Stream.of(partition.parent())
          : Stream.of();
      default -> switch (id.kind()) {
        case COLUMN, TRIGGER, RULE, POLICY -> Stream.of(schema.relationOf(id));
        case DOMAIN_CONSTRAINT -> Stream.of(ObjectId.of(Kind.DOMAIN, id.schema(), id.name()));
        default -> Stream.of();
      };
    };
  }
}
