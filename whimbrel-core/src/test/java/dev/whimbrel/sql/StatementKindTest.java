package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("one of them sets the language of the whole process")
@ExtendWith(FreshDatabases.class)
class StatementKindTest {
  private static final String IN_A_TRANSACTION = "25001";

  private static final String OBJECTS = """
      CREATE TABLE t (a int PRIMARY KEY);
      CREATE INDEX i ON t (a);
      CREATE TABLE p (a int) PARTITION BY RANGE (a);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
      CREATE MATERIALIZED VIEW mv AS SELECT a FROM t;
      CREATE UNIQUE INDEX ON mv (a);
      CREATE TYPE e AS ENUM ('a');
      CLUSTER t USING t_pkey;
      CREATE SUBSCRIPTION sub_on CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION pp
        WITH (connect = false, slot_name = 'x');
      ALTER SUBSCRIPTION sub_on ENABLE;
      """;

  private static final String CLEAN = """
      ALTER SUBSCRIPTION sub_on DISABLE;
      ALTER SUBSCRIPTION sub_on SET (slot_name = NONE);
      DROP SUBSCRIPTION sub_on;
      """;

  /** Statements whose fate in a transaction shows in their words. */
  private static final List<String> STATEMENTS = List.of("CREATE INDEX CONCURRENTLY ON t (a)",
      "create unique /* c */ index Concurrently x on t (a)", "CREATE INDEX x ON t (a)", "DROP INDEX CONCURRENTLY i",
      "DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX i", "REINDEX TABLE t", "REINDEX TABLE CONCURRENTLY t",
      "REINDEX (CONCURRENTLY) TABLE t", "REINDEX (VERBOSE, CONCURRENTLY true) TABLE t",
      "REINDEX (CONCURRENTLY false) TABLE t",
      "REINDEX (CONCURRENTLY 0) TABLE t", "REINDEX (CONCURRENTLY off) INDEX i", "REINDEX (CONCURRENTLY 'off') INDEX i",
      "REINDEX (CONCURRENTLY, CONCURRENTLY off) INDEX i", "REINDEX (CONCURRENTLY off, VERBOSE) INDEX CONCURRENTLY i",
      "REINDEX SCHEMA public", "REINDEX DATABASE {db}", "REINDEX SYSTEM {db}", "REINDEX INDEX i", "VACUUM", "VACUUM t",
      "VACUUM (ANALYZE) t", "VACUUM FULL t", "ANALYZE", "ANALYZE t", "CREATE DATABASE never_made",
      "DROP DATABASE never_made",
      "DROP DATABASE IF EXISTS never_made WITH (FORCE)", "CREATE TABLESPACE never_made LOCATION '/nowhere'",
      "DROP TABLESPACE never_made", "ALTER TABLESPACE pg_default RESET (seq_page_cost)",
      "ALTER SYSTEM SET work_mem = '4MB'",
      "ALTER SYSTEM RESET ALL", "CLUSTER", "CLUSTER VERBOSE", "CLUSTER t", "CLUSTER t USING t_pkey",
      "CLUSTER VERBOSE t",
      "CLUSTER (VERBOSE) t", "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
      "ALTER TABLE IF EXISTS p DETACH PARTITION p1 CONCURRENTLY", "ALTER TABLE p DETACH PARTITION p1",
      "ALTER DATABASE {db} SET TABLESPACE pg_default", "ALTER DATABASE {db} SET work_mem = '4MB'",
      "ALTER DATABASE {db} CONNECTION LIMIT 50", "DISCARD ALL", "DISCARD PLANS", "DISCARD TEMP", "CHECKPOINT",
      "ALTER TYPE e ADD VALUE 'b'", "REFRESH MATERIALIZED VIEW mv", "REFRESH MATERIALIZED VIEW CONCURRENTLY mv",
      "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp",
      "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp WITH (enabled = false)",
      "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp WITH (connect = false)",
      "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp WITH (copy_data = false, connect = 'off')",
      "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp WITH (create_slot = false, enabled = 0)",
      "DROP SUBSCRIPTION sub_on", "ALTER SUBSCRIPTION sub_on REFRESH PUBLICATION",
      "ALTER SUBSCRIPTION sub_on SET PUBLICATION pp",
      "ALTER SUBSCRIPTION sub_on SET PUBLICATION pp WITH (refresh = false)",
      "ALTER SUBSCRIPTION sub_on ADD PUBLICATION pq WITH (copy_data = false)",
      "ALTER SUBSCRIPTION sub_on ADD PUBLICATION pq WITH (copy_data = false, refresh = off)",
      "ALTER SUBSCRIPTION sub_on DISABLE", "ALTER SUBSCRIPTION sub_on SET (synchronous_commit = off)",
      "ALTER SUBSCRIPTION sub_on CONNECTION 'host=127.0.0.1 port=2'", "ALTER SUBSCRIPTION sub_on RENAME TO other",
      "LISTEN a", "NOTIFY a", "UNLISTEN *", "LOCK TABLE t", "LOAD 'plpgsql'",
      "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
      "DO 'BEGIN END'", "CREATE EXTENSION IF NOT EXISTS plpgsql", "CREATE SCHEMA x", "COPY t TO STDOUT", "SAVEPOINT x",
      "PREPARE x AS SELECT 1", "PREPARE transaction AS SELECT 1", "EXPLAIN ANALYZE SELECT 1",
      "SECURITY LABEL ON TABLE t IS NULL",
      "ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default", "CREATE STATISTICS x ON a, (a + 1) FROM t");

  @Test
  void saysOutsideExactlyWhereTheServerRefusesATransaction(TestDatabase database) throws IOException {
    List<String> disagreements = new ArrayList<>();
    try (WireSession session = WireSession.open(database)) {
      for (String statement : OBJECTS.split(";\n")) {
        assertThat(session.run(statement).errors()).isEmpty();
      }
      for (String statement : STATEMENTS) {
        String sql = statement.replace("{db}", database.name());
        boolean outside = kind(sql) == StatementKind.OUTSIDE_TRANSACTION;
        if (outside != refusedInATransaction(session, sql)) {
          disagreements.add(sql + " is " + kind(sql));
        }
      }
      for (String statement : CLEAN.split(";\n")) {
        session.run(statement);
      }
    }
    assertThat(disagreements).isEmpty();
  }

  private static boolean refusedInATransaction(WireSession session, String sql) throws IOException {
    session.run("BEGIN");
    boolean refused = session.run(sql).sqlStates().contains(IN_A_TRANSACTION);
    session.run("ROLLBACK");
    return refused;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      BEGIN               | begin
      BEGIN               | Begin Work
      BEGIN               | BEGIN/**/TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY
      BEGIN               | START -- c¶TRANSACTION
      COMMIT              | commit
      COMMIT              | COMMIT WORK
      COMMIT              | COMMIT TRANSACTION AND NO CHAIN
      COMMIT              | END
      COMMIT              | end transaction
      TRANSACTION_CONTROL | COMMIT AND CHAIN
      TRANSACTION_CONTROL | END WORK AND /* c */ CHAIN
      TRANSACTION_CONTROL | COMMIT PREPARED 'x'
      TRANSACTION_CONTROL | ROLLBACK
      TRANSACTION_CONTROL | ROLLBACK TRANSACTION AND NO CHAIN
      TRANSACTION_CONTROL | ROLLBACK PREPARED 'x'
      TRANSACTION_CONTROL | ABORT
      TRANSACTION_CONTROL | ABORT WORK AND CHAIN
      TRANSACTION_CONTROL | PREPARE TRANSACTION 'x'
      ORDINARY            | ROLLBACK TO x
      ORDINARY            | rollback work to savepoint x
      ORDINARY            | SAVEPOINT begin
      ORDINARY            | RELEASE x
      ORDINARY            | PREPARE x AS SELECT 1
      ORDINARY            | PREPARE transaction (int) AS SELECT 1
      ORDINARY            | "BEGIN"
      ORDINARY            | SET TRANSACTION READ ONLY
      ORDINARY            | SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
      ORDINARY            | CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END
      STRING_SETTING      | SET standard_conforming_strings = off
      STRING_SETTING      | set session STANDARD_CONFORMING_STRINGS to 'on'
      STRING_SETTING      | SET LOCAL "standard_conforming_strings" TO DEFAULT
      STRING_SETTING      | RESET standard_conforming_strings
      STRING_SETTING      | RESET ALL
      STRING_SETTING      | SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false)
      STRING_SETTING      | SELECT set_config ( name , 'off', false) FROM t
      ORDINARY            | SELECT set_config('search_path', '', false)
      ORDINARY            | SET search_path = standard_conforming_strings
      ORDINARY            | RESET search_path
      ORDINARY            | ALTER ROLE x SET standard_conforming_strings = off
      ORDINARY            | COPY t FROM 'stdin'
      ORDINARY            | COPY t FROM PROGRAM 'cat'
      ORDINARY            | COPY t TO STDOUT
      ORDINARY            | COPY (SELECT a FROM stdin) TO STDIN
      """)
  void readsTheKindOffTheKeywords(StatementKind kind, String sql) {
    assertThat(kind(sql.replace('¶', '\n'))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      COPY t FROM STDIN
      copy public."a;b" (a, "from") from stdin
      COPY s.from FROM stdin
      Copy Binary t From Stdin
      COPY t FROM STDOUT
      COPY t (a) FROM /* c */ STDIN WITH (FORMAT csv, NULL 'x') WHERE a > 1
      """)
  void knowsACopyFromTheScript(String sql) {
    assertThat(kind(sql + ";\n\\.\n")).isEqualTo(StatementKind.COPY_FROM_STDIN);
  }

  @Test
  void readsKeywordsAlikeInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr", "TR"));
    try {
      assertThat(kind("create index concurrently i on t (a)")).isEqualTo(StatementKind.OUTSIDE_TRANSACTION);
      assertThat(kind("commit transaction")).isEqualTo(StatementKind.COMMIT);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static StatementKind kind(String sql) {
    return SqlScanner.scan(Source.ofText("t.sql", sql), Lexicon.standard()).orThrow().getFirst().kind();
  }
}
