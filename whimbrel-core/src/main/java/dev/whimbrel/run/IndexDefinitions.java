package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the server itself say which indexes are those of a statement: it makes the statement's index on an empty copy of the table, in a
 * transaction that is rolled back, and then what the catalog says of both is compared. So no word of an index is ever understood by us.
 */
final class IndexDefinitions {
  private static final Identifier COPY = new Identifier("whimbrel_definition");

  /** All that makes an index what it is, without its name and its table. */
  private static final String DEFINITIONS = """
      SELECT i.indexrelid, ROW(c.relam, c.reltablespace, c.reloptions, i.indisunique, i.indnkeyatts, i.indnatts, i.indclass,
          i.indcollation, i.indoption, pg_catalog.pg_get_expr(i.indpred, i.indrelid),
          pg_catalog.to_jsonb(i) OPERATOR(pg_catalog.->>) 'indnullsnotdistinct',
          ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, false)
            FROM pg_catalog.generate_series(1, i.indnatts::pg_catalog.int4) k),
          ARRAY(SELECT a.attoptions::pg_catalog.text FROM pg_catalog.pg_attribute a
            WHERE a.attrelid OPERATOR(pg_catalog.=) i.indexrelid ORDER BY a.attnum))::pg_catalog.text
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
      WHERE i.indexrelid OPERATOR(pg_catalog.=) %s""";

  /** Where an index goes that names no tablespace. A temporary one has a setting of its own for that. */
  private static final String TABLESPACE = """
      SELECT pg_catalog.set_config('temp_tablespaces',
        CASE WHEN pg_catalog.current_setting('default_tablespace') OPERATOR(pg_catalog.=) '' THEN ''
          ELSE pg_catalog.quote_ident(pg_catalog.current_setting('default_tablespace')) END, true)""";

  private IndexDefinitions() {}

  /** Which indexes have the definition of a statement. */
  sealed interface Comparison {
    /** These, by their numbers. */
    record Same(Set<String> oids) implements Comparison {}

    /** The server did not make the copy. */
    record Undecided(ServerFailure failure) implements Comparison {}
  }

  /**
   * Compares.
   *
   * @param table with its schema
   * @param oids of indexes on it
   */
  static Comparison compare(Database database, Effect.IndexBuilt built, QualifiedName table, List<String> oids) {
    String copy = "pg_temp." + table.parts().getLast().quoted(); // of the same name: an expression may name its table
    Flight flight = new Flight();
    flight.add("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    flight.add("SET LOCAL statement_timeout = 0");
    flight.addAll(database.state().settings().stream().filter(setting -> setting.startsWith("SET lock_timeout"))
        .map(setting -> setting.replaceFirst("SET", "SET LOCAL")).toList());
    flight.add(TABLESPACE);
    flight.add("CREATE TEMPORARY TABLE " + copy + " (LIKE " + table.quoted() + ")");
    flight.add(built.elsewhere(COPY, copy));
    int before = flight.size();
    flight.add(DEFINITIONS.formatted("'pg_temp." + COPY.name() + "'::pg_catalog.regclass"));
    flight.add(DEFINITIONS.formatted("ANY (ARRAY[" + String.join(", ", oids) + "]::pg_catalog.oid[])"));
    flight.add("ROLLBACK");
    Answer answer = database.send(flight.text());
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return same(answer.rows(before), answer.rows(before + 1));
    }
    if (failure.connection() == Link.ALIVE) {
      database.send("ROLLBACK");
    }
    return new Comparison.Undecided(failure);
  }

  private static Comparison same(List<List<@Nullable String>> wanted, List<List<@Nullable String>> found) {
    String definition = Objects.requireNonNull(wanted.getFirst().get(1));
    Set<String> oids = new HashSet<>();
    for (List<@Nullable String> row : found) {
      if (definition.equals(row.get(1))) {
        oids.add(Objects.requireNonNull(row.get(0)));
      }
    }
    return new Comparison.Same(oids);
  }
}
