package dev.whimbrel.schema.diff;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Sequence;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What gives columns their values: no catalog shows how far it is. */
final class Counters {
  private Counters() {}

  /** Those of which the next number is one that the column holds, or has passed, unless a plan said that they begin anew. */
  static List<String> behindTheirRows(Database database, DatabaseSchema schema, ChangePlan plan) {
    List<ObjectId> told = plan.loses().stream().map(Step::about).toList();
    return schema.objects().values().stream().filter(object -> !told.contains(object.id()))
        .flatMap(object -> switch (object) {
          case Column column when column.content() instanceof Column.Content.Identity identity ->
            behind(database, Quoting.name(column.id().schema(), identity.sequence()), identity.counting(),
                column.id());
          case Sequence sequence when sequence.owner() != null && isDefault(schema, sequence.id(), sequence.owner()) ->
            behind(database, Quoting.name(sequence.id().schema(), sequence.id().name()), sequence.counting(),
                sequence.owner());
          default -> Stream.<String>empty();
        }).toList();
  }

  private static boolean isDefault(DatabaseSchema schema, ObjectId sequence, ObjectId column) {
    return schema.needsOf(column).contains(sequence);
  }

  private static Stream<String> behind(Database database, String counter, Sequence.Counting counting, ObjectId column) {
    boolean up = counting.increment() > 0;
    String name = Quoting.name(column.part());
    List<String> found = database.query("SELECT CASE WHEN pg_catalog.nextval(" + Quoting.literal(counter)
        + ") " + (up ? "<= pg_catalog.max(" : ">= pg_catalog.min(") + name + ")::text::numeric THEN 1 END FROM "
        + Quoting.name(column.schema(), column.name())).stream()
        .flatMap(row -> row.stream()).filter(Objects::nonNull).toList();
    return found.isEmpty() ? Stream.empty() : Stream.of(counter + " is behind column " + column);
  }
}
