package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An index that belongs to no constraint.
 *
 * @param relation the table or materialized view it is on
 * @param definition as {@code pg_get_indexdef} prints it
 * @param method such as {@code btree}
 * @param include columns that are only kept in it
 * @param predicate of a partial index, or empty
 * @param parent of a partition's index, that of the partitioned table, otherwise null
 * @param statistics targets that are set, by the number of the column, counted from 1
 */
public record Index(ObjectId id, ObjectId relation, String definition, Uniqueness uniqueness, String method,
    List<Part> parts,
    List<String> include, String predicate, String tablespace, Map<String, String> options, Usability usability,
    Clustering clustering,
    @Nullable ObjectId parent, Map<Integer, Integer> statistics) implements SchemaObject {
  public Index {
    parts = List.copyOf(parts);
    include = List.copyOf(include);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    statistics = Collections.unmodifiableMap(new TreeMap<>(statistics));
  }

  /** Whether two rows may be alike in it. */
  public enum Uniqueness {
    ANY, UNIQUE, UNIQUE_NULLS_NOT_DISTINCT
  }

  /** Whether it can be used; what a failed {@code CREATE INDEX CONCURRENTLY} left cannot. */
  public enum Usability {
    VALID, INVALID
  }

  /** Whether {@code CLUSTER} sorts the table by it. */
  public enum Clustering {
    NONE, CLUSTERED
  }

  /**
   * One of the things it sorts by.
   *
   * @param text the column's name, unquoted, or the expression
   * @param collation if it is not that of the column, or empty
   * @param operatorClass with its schema and parameters if it is not the default, or empty
   */
  public record Part(Subject subject, String text, String collation, String operatorClass, Order order, Nulls nulls) {}

  /** Whether it is a column or an expression. */
  public enum Subject {
    COLUMN, EXPRESSION
  }

  /** As in {@code ORDER BY}. */
  public enum Order {
    ASCENDING, DESCENDING
  }

  /** As in {@code ORDER BY}. */
  public enum Nulls {
    FIRST, LAST
  }
}
