package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.List;
import java.util.Map;

/**
 * What was seen of a migration on a shadow.
 *
 * @param statements in the order in which they ran
 * @param bounds what holds of each row of a partition, as an expression, before the migration or after it
 */
public record Seen(List<Rehearsed> statements, Map<Observation.Relation, String> bounds) {
  public Seen {
    statements = List.copyOf(statements);
    bounds = Map.copyOf(bounds);
  }
}
