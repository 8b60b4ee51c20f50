package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table, also a partitioned or a foreign one; columns, constraints and indexes are objects of their own.
 *
 * @param accessMethod such as {@code heap}; empty for partitioned tables without one and for foreign tables
 * @param tablespace or empty for that of the database
 * @param options storage parameters; those of the TOAST table with the prefix {@code toast.}
 * @param ofType the type that a typed table is made of, or empty
 * @param partitionKey as {@code pg_get_partkeydef} prints it, or empty if it is not partitioned
 */
public record Table(ObjectId id, Persistence persistence, String accessMethod, String tablespace,
    Map<String, String> options,
    String ofType, String partitionKey, Parentage parentage, ReplicaIdentity replicaIdentity, RowSecurity rowSecurity,
    @Nullable Foreign foreign) implements SchemaObject {
  public Table {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /** Whose child it is. */
  public sealed interface Parentage {
    /** Nobody's. */
    record None() implements Parentage {}

    /** Of tables, in their order. */
    record Inherits(List<ObjectId> parents) implements Parentage {
      public Inherits {
        parents = List.copyOf(parents);
      }
    }

    /**
     * It is a partition.
     *
     * @param bound such as {@code FOR VALUES IN (1)} or {@code DEFAULT}
     */
    record PartitionOf(ObjectId parent, String bound) implements Parentage {}
  }

  /**
   * What logical replication tells rows apart by.
   *
   * @param index its name with {@code INDEX}, otherwise empty
   */
  public record ReplicaIdentity(Mode mode, String index) {
    /** As in {@code ALTER TABLE … REPLICA IDENTITY}. */
    public enum Mode {
      DEFAULT, NOTHING, FULL, INDEX
    }
  }

  /** Row-level security: whether it is on, and whether it holds for the owner as well. */
  public enum RowSecurity {
    OFF, ENABLED, FORCED,
    /** Forced, if it were on. */
    OFF_BUT_FORCED
  }

  /** Where the rows of a foreign table are. */
  public record Foreign(String server, Map<String, String> options) {
    public Foreign {
      options = Collections.unmodifiableMap(new TreeMap<>(options));
    }
  }
}
