package dev.whimbrel.schema.model;

/**
 * A function or a procedure.
 *
 * @param arguments as {@code pg_get_function_arguments} prints them, with names, modes and defaults
 * @param result as {@code pg_get_function_result} prints it; empty for a procedure
 * @param language such as {@code plpgsql}
 * @param definition as {@code pg_get_functiondef} prints it: {@code CREATE OR REPLACE …}, without a semicolon
 */
public record Routine(ObjectId id, String arguments, String result, String language,
    String definition) implements SchemaObject {}
