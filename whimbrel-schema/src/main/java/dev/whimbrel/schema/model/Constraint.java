package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A constraint of a table, other than {@code NOT NULL}; the index of a key is part of it.
 *
 * @param definition as {@code pg_get_constraintdef} prints it, without {@code NOT VALID} and {@code NOT ENFORCED}
 * @param columns of this table that it is about, in its order; of a check, sorted as in the table
 * @param reference of a foreign key, otherwise null
 * @param backing of a key or an exclusion, otherwise null
 */
public record Constraint(ObjectId id, Type type, String definition, List<String> columns, @Nullable Reference reference,
    Validity validity, Deferral deferral, Origin origin, @Nullable Backing backing) implements SchemaObject {
  public Constraint {
    columns = List.copyOf(columns);
  }

  /** What it demands. */
  public enum Type {
    PRIMARY_KEY, UNIQUE, EXCLUSION, CHECK, FOREIGN_KEY
  }

  /** When it is checked. */
  public enum Deferral {
    NOT_DEFERRABLE, INITIALLY_IMMEDIATE, INITIALLY_DEFERRED
  }

  /** What a foreign key points at. */
  public record Reference(ObjectId table, List<String> columns, Action onUpdate, Action onDelete) {
    public Reference {
      columns = List.copyOf(columns);
    }
  }

  /** What becomes of rows that point at a row that goes. */
  public enum Action {
    NO_ACTION, RESTRICT, CASCADE, SET_NULL, SET_DEFAULT
  }

  /**
   * The index of a key or an exclusion, which has the constraint's name.
   *
   * @param include columns that are only kept in it
   * @param parent of the index of a partition's key, the constraint of the partitioned table, otherwise null
   */
  public record Backing(List<String> include, String tablespace, Map<String, String> options,
      Index.Clustering clustering,
      @Nullable ObjectId parent) {
    public Backing {
      include = List.copyOf(include);
      options = Collections.unmodifiableMap(new TreeMap<>(options));
    }
  }
}
