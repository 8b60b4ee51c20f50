package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The indexes and keys of partitioned tables. Where those of all partitions are as the server makes them by itself, the statement for the
 * parent makes them too, in whatever order the tables come. Where one is not, each is made by itself, and that of the parent after them,
 * which takes them as its own; unless the parent's is there already, so that a new partition has got one under another name.
 */
final class PartitionIndexes {
  private static final Pattern CALL = Pattern.compile("(?:[a-z_][a-z0-9_]*\\.)?([a-z_][a-z0-9_]*)\\(");

  private final Setting setting;

  PartitionIndexes(Setting setting) {
    this.setting = setting;
  }

  /** Whether those of the partitions are made one by one, before it. */
  boolean isExplicit(ObjectId index) {
    @Nullable
    SchemaObject object = setting.schema().objects().get(index);
    if (object == null || setting.server().objects().containsKey(index)) {
      return false;
    }
    @Nullable
    ObjectId parent = Families.parent(object);
    return (parent != null && isExplicit(parent)) || isInvalid(object)
        || setting.families().attached(object.id()).anyMatch(child -> !isAsChosen(object, child));
  }

  /** Whether one of a partition is made by the statement for the parent, under its name. */
  boolean isMadeByParent(SchemaObject index) {
    @Nullable
    ObjectId parent = Families.parent(index);
    @Nullable
    SchemaObject above = parent == null ? null : setting.schema().objects().get(parent);
    return above != null && isAsChosen(above, index) && !isInvalid(above)
        && setting.families().attached(index.id()).allMatch(this::isMadeByParent);
  }

  private static boolean isInvalid(SchemaObject object) {
    return object instanceof Index index && index.usability() == Index.Usability.INVALID;
  }

  private boolean isAsChosen(SchemaObject parent, SchemaObject child) {
    return switch (child) {
      case Index index -> index.id().name().equals(chosen(index)) && index.statistics().isEmpty()
          && index.clustering() == Index.Clustering.NONE
          && parent instanceof Index above && above.options().equals(index.options())
          && above.tablespace().equals(index.tablespace());
      case Constraint constraint -> constraint.id().part().equals(chosen(constraint)) && constraint.backing() != null
          && constraint.backing().clustering() == Index.Clustering.NONE
          && parent instanceof Constraint above && above.backing() != null
          && above.backing().options().equals(constraint.backing().options())
          && above.backing().tablespace().equals(constraint.backing().tablespace());
      default -> true;
    };
  }

  /** The name that the server gives to a partition's index of which nobody says the name, or empty. */
  String chosen(Index index) {
    List<String> columns = Stream.concat(
        index.parts().stream().map(part -> part.subject() == Index.Subject.COLUMN ? part.text() : called(part.text())),
        index.include().stream()).toList();
    return Chosen.index(index.relation().name(), numbered(columns), "idx");
  }

  /** The column of an expression has the name of the function that is called. */
  private static String called(String expression) {
    Matcher call = CALL.matcher(expression);
    return call.lookingAt() && Fragment.afterGroup(expression.substring(call.end() - 1)).isEmpty()
        ? call.group(1)
        : "expr";
  }

  /** A column that comes twice is numbered. */
  private static List<String> numbered(List<String> columns) {
    List<String> result = new ArrayList<>();
    for (String column : columns) {
      String name = column;
      for (int number = 1; result.contains(name); number++) {
        name = column + number;
      }
      result.add(name);
    }
    return result;
  }

  String chosen(Constraint constraint) {
    String table = constraint.id().name();
    if (constraint.type() == Constraint.Type.PRIMARY_KEY) {
      return Chosen.primaryKey(table);
    }
    List<String> columns = new ArrayList<>(constraint.columns());
    columns.addAll(Objects.requireNonNull(constraint.backing()).include());
    return Chosen.index(table, columns, constraint.type() == Constraint.Type.UNIQUE ? "key" : "excl");
  }
}
