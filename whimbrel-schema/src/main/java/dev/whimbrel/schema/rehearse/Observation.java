package dev.whimbrel.schema.rehearse;

import java.time.Duration;
import java.util.List;

/**
 * What the server did while one statement ran.
 *
 * @param locks that it took on relations which others can see, the strongest on each, beyond what the transaction held before
 * @param rewritten tables and indexes that got a new file
 * @param scanned tables that were read as a whole, with the rows that were read of each
 * @param built indexes, new ones and such as took the place of others, on tables that were there before
 * @param written tables of which rows were inserted, updated or deleted, also such as nobody knows yet
 * @param changes what came, went and changed in the catalog
 * @param took on the shadow, which is small and idle
 */
public record Observation(List<Lock> locks, List<Relation> rewritten, List<Scan> scanned, List<Relation> built,
    List<Written> written, List<Change> changes, Duration took) {
  public Observation {
    locks = List.copyOf(locks);
    rewritten = List.copyOf(rewritten);
    scanned = List.copyOf(scanned);
    built = List.copyOf(built);
    written = List.copyOf(written);
    changes = List.copyOf(changes);
  }

  /** A relation. */
  public record Relation(String schema, String name) {
    @Override
    public String toString() {
      return schema + "." + name;
    }
  }

  /** One that is locked. */
  public record Lock(Relation relation, LockMode mode) {}

  /**
   * One that is read from beginning to end.
   *
   * @param rows that were read, also twice
   */
  public record Scan(Relation relation, long rows) {}

  /** One whose rows were changed. */
  public record Written(Relation relation, long inserted, long updated, long deleted) {}

  /**
   * A change of the catalog.
   *
   * @param kind table, index, view, materialized view, sequence, column, constraint, or one of {@link Catalog.Other}
   * @param name with its schema and what it belongs to, as people read it
   */
  public record Change(What what, String kind, String name) {
    /** What became of it. */
    public enum What {
      CREATED, CHANGED, DROPPED
    }
  }
}
