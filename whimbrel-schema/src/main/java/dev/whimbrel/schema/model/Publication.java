package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A publication of logical replication.
 *
 * @param schemas whose tables are all published, sorted
 * @param options {@code publish}, {@code publish_via_partition_root}, {@code publish_generated_columns}
 */
public record Publication(ObjectId id, Reach reach, List<Member> tables, List<String> schemas,
    Map<String, String> options)
    implements
      SchemaObject {
  public Publication {
    tables = List.copyOf(tables);
    schemas = schemas.stream().sorted().toList();
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /** Whether it is of every table there is and will be. */
  public enum Reach {
    SELECTED, ALL_TABLES
  }

  /**
   * A table that is published.
   *
   * @param columns all if empty
   * @param filter an expression, or empty
   */
  public record Member(ObjectId table, List<String> columns, String filter) {
    public Member {
      columns = List.copyOf(columns);
    }
  }
}
