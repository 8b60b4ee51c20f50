package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table, also of a child that has it from its parent.
 *
 * @param position counted from 1 without dropped ones: where it stands, which no comparison minds
 * @param collation if it is not that of the type, or empty; with its schema, quoted
 * @param storage if it is not that of the type, or empty, such as {@code EXTERNAL}
 * @param compression if one is set, or empty
 * @param statistics the target if one is set, or -1
 * @param options such as {@code n_distinct}
 * @param foreignOptions of a column of a foreign table
 */
public record Column(ObjectId id, int position, String type, String collation, @Nullable NotNull notNull,
    Content content, Origin origin,
    String storage, String compression, int statistics, Map<String, String> options, Map<String, String> foreignOptions)
    implements
      SchemaObject {
  public Column {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    foreignOptions = Collections.unmodifiableMap(new TreeMap<>(foreignOptions));
  }

  /** Where a value comes from that nobody gives. */
  public sealed interface Content {
    /** It is null. */
    record None() implements Content {}

    /** An expression. */
    record Default(String expression) implements Content {}

    /** It is always computed. */
    record Generated(String expression, Keeping keeping) implements Content {}

    /**
     * A sequence of the column's own.
     *
     * @param sequence its name, in the table's schema
     */
    record Identity(Giving giving, String sequence, Sequence.Counting counting,
        Persistence persistence) implements Content {}
  }

  /** Whether a computed value is kept. */
  public enum Keeping {
    STORED, VIRTUAL
  }

  /** Whether a value of the user's own is taken. */
  public enum Giving {
    ALWAYS, BY_DEFAULT
  }
}
