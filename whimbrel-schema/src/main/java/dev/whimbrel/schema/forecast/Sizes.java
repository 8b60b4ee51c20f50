package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How large a relation is in the database in question when a statement comes to it. By then it may be called otherwise
 * than there, where none
 * of the migrations has run.
 */
final class Sizes {
  private static final Size EMPTY = new Size(0, 0, 0);

  private final Statistics statistics;
  private final Map<String, Catalog.Relation> first;

  /** Oids of relations that the migrations make and fill. */
  private final Set<String> filled = new HashSet<>();

  Sizes(Statistics statistics, List<Rehearsed> statements) {
    this.statistics = statistics;
    this.first = statements.isEmpty() ? Map.of() : statements.getFirst().before().relations();
  }

  /** Whether others know it: it is there before any of the migrations has run. */
  boolean isThere(Catalog.Relation relation) {
    return first.containsKey(relation.oid());
  }

  /** As it is called where none of the migrations has run. */
  Observation.Relation name(Catalog.Relation relation) {
    return first.getOrDefault(relation.oid(), relation).named();
  }

  /** Empty if it is not known. */
  Optional<Size> of(Catalog.Relation relation) {
    if (isThere(relation)) {
      return statistics.of(name(relation));
    }
    return filled.contains(relation.oid()) ? Optional.empty() : Optional.of(EMPTY);
  }

  /** To be told of a statement that ran, before the next. */
  void after(Observation observation, Catalog catalog) {
    observation.written().forEach(written -> catalog.find(written.relation()).ifPresent(one -> filled.add(one.oid())));
  }
}
