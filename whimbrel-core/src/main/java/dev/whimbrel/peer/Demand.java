package dev.whimbrel.peer;

import dev.whimbrel.sql.Literal;

/** Commands that fail unless another tool's table says what it is to say, and their transaction with them. */
final class Demand {
  private Demand() {}

  /**
   * Of what was written before it in the same transaction: a row that a trigger or a rule swallows is no row.
   *
   * @param condition that holds if the table says it, as SQL of type boolean
   * @param key of the migration
   */
  static String that(String condition, String key, PeerTable table) {
    return """
        SELECT CASE WHEN %s THEN 1 ELSE
          (%s OPERATOR(pg_catalog.||) (SELECT pg_catalog.count(*)::pg_catalog.text FROM %s))::pg_catalog.int4 END"""
        .formatted(condition, Literal.of("a trigger or a rule swallows what is written to the table " + table + " of "
            + table.tool().label() + ": of " + key + " it does not say what the journal says; its rows: "),
            table.quoted());
  }

  /**
   * Of a tool without a lock: where it does the same at the same time, one of the two must fail; and a row that a trigger or a rule
   * swallows is no row.
   *
   * @param command an INSERT or DELETE without RETURNING
   * @param row what it is the row of, as SQL of type text
   * @param done what should have become of it, such as {@code written}
   * @param tool whose table it is
   */
  static String one(String command, String row, String done, Tool tool) {
    return """
        WITH written AS (%s RETURNING 1)
        SELECT CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.=) 1 THEN 1 ELSE
          ('the row of ' OPERATOR(pg_catalog.||) %s OPERATOR(pg_catalog.||) ' was not %s: %s did that at the same time, or a trigger swallows it; rows: '
            OPERATOR(pg_catalog.||) pg_catalog.count(*)::pg_catalog.text)::pg_catalog.int4 END
        FROM written""".formatted(command, row, done, tool.label());
  }
}
