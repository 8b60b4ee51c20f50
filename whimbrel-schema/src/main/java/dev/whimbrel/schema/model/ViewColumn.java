package dev.whimbrel.schema.model;

/**
 * A column of a view or a materialized view.
 *
 * @param collation if it is not that of the type, or empty
 * @param defaultValue an expression for rows inserted through the view, or empty
 * @param statistics the target if one is set, or -1
 */
public record ViewColumn(String name, String type, String collation, String defaultValue, int statistics) {}
