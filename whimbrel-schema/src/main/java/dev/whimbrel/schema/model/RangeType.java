package dev.whimbrel.schema.model;

/**
 * A type of ranges.
 *
 * @param operatorClass if it is not the subtype's default, or empty
 * @param collation if it is not the subtype's, or empty
 * @param canonical a function with its schema, or empty
 * @param subtypeDifference a function with its schema, or empty
 * @param multirange the name of the type of multiranges, with its schema
 */
public record RangeType(ObjectId id, String subtype, String operatorClass, String collation, String canonical,
    String subtypeDifference,
    String multirange) implements SchemaObject {}
