package dev.whimbrel.schema.model;

import org.jspecify.annotations.Nullable;

/**
 * A domain; its checks are objects of their own.
 *
 * @param collation if it is not that of the base type, or empty
 * @param defaultValue an expression, or empty
 */
public record Domain(ObjectId id, String baseType, String collation, String defaultValue, @Nullable NotNull notNull)
    implements
      SchemaObject {}
