package dev.whimbrel.schema.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.queries.Query;
import dev.whimbrel.schema.queries.QueryWatch;
import dev.whimbrel.schema.rehearse.Rehearsal.Report;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A migration may make operators that fit our queries better than those of the system: none of them is called. */
class HostileSearchPathTest {
  /** Operators of the system once more, which leave a trace that no rollback takes away. */
  private static final String TRAP = """
      CREATE SEQUENCE public.trace;
      DO $outer$
      DECLARE f record;
      BEGIN
        FOR f IN
          SELECT o.oid, o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS result
          FROM pg_operator o
          WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b' AND o.oprcode <> 0
            AND o.oprname IN ('=', '<>', '||', '-', '+', '*', '/', '>', '<', '>=', '<=', '~', '!~', '->', '->>', '#>>')
            AND o.oprleft::regtype::text IN ('text', 'name', 'integer', 'bigint', 'smallint', 'oid', '"char"', 'jsonb', 'json', 'boolean')
            AND o.oprright::regtype::text IN ('text', 'name', 'integer', 'bigint', 'smallint', 'oid', '"char"', 'jsonb', 'json', 'boolean')
        LOOP
          EXECUTE format('CREATE FUNCTION public.trap_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', f.oid, f.l, f.r, f.result,
            format('BEGIN PERFORM pg_catalog.nextval(''public.trace''); RAISE EXCEPTION ''trapped by %s''; END', f.l || ' ' || f.oprname || ' ' || f.r));
          EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.trap_%s)', f.oprname, f.l, f.r, f.oid);
        END LOOP;
      END $outer$;
      """;

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  @Test
  void nothingInTheSearchPathIsCalled() {
    try (TestDatabase test = Databases.create(18)) {
      test.execute(TRAP);
      test.execute("ALTER DATABASE " + test.name() + " SET search_path = public, pg_catalog");
      QueryWatch watch = new QueryWatch(
          List.of(new Query("SELECT n FROM t WHERE n OPERATOR(pg_catalog.=) $1", "here")));
      try (Database database = open(test)) {
        Report report = Rehearsal.run(database, () -> open(test), Written.migrations("""
            CREATE TYPE mood AS ENUM ('fine');
            CREATE TABLE t (n pg_catalog.int4 PRIMARY KEY, m mood DEFAULT 'fine');
            CREATE PROCEDURE p() LANGUAGE sql AS '';
            """, "CREATE INDEX CONCURRENTLY t_m ON t (m);", "ALTER TABLE t DROP CONSTRAINT t_pkey;"),
            Rehearsal.Options.standard().withWitness(watch));
        assertThat(report.isFailed()).isFalse();
        assertThat(report.notes()).isEmpty();
        assertThat(watch.harms(report)).hasSize(1);
      }
      assertThat(test.value("SELECT is_called::pg_catalog.text FROM public.trace")).isEqualTo("false");
    }
  }

  /** Without this the test above would show nothing. */
  @Test
  void theTrapCatchesWhoeverIsCareless() {
    try (TestDatabase test = Databases.create(18)) {
      test.execute(TRAP);
      test.execute("SET search_path = public, pg_catalog");
      assertThatThrownBy(() -> test.query("SELECT 'a'::text || 'b'::text")).hasMessageContaining("trapped");
      assertThatThrownBy(() -> test.query("SELECT CASE relkind WHEN 'r' THEN 1 END FROM pg_class"))
          .hasMessageContaining("trapped");
      assertThat(test.value("SELECT is_called::pg_catalog.text FROM public.trace")).isEqualTo("true");
    }
  }
}
