package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.Observer;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.doctor.Doctor;
import dev.whimbrel.doctor.Limits;
import dev.whimbrel.doctor.Patient;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The trick of CVE-2018-1058: whoever may create in a schema of the search_path makes functions and operators that fit the calls of
 * a superuser better than those of the system. Here each of them leaves a trace.
 */
@ExtendWith(FreshDatabases.class)
class HostileSearchPathTest {
  /** Copies of all functions and operators of the system whose names our own SQL could call, for the types that it has. */
  private static final String TRAP = """
      CREATE TABLE public.trace (what text);
      GRANT INSERT ON public.trace TO PUBLIC;
      DO $outer$
      DECLARE f record; body text; made int := 0;
      BEGIN
        FOR f IN
          SELECT p.oid, p.proname, pg_get_function_identity_arguments(p.oid) AS args, p.pronargs,
            (SELECT string_agg(format_type(t, NULL), ', ' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a(t, n)) AS types,
            format_type(p.prorettype, NULL) AS result
          FROM pg_proc p
          WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND NOT p.proretset AND p.provariadic = 0
            AND p.prorettype::regtype::text NOT IN ('internal', 'cstring', 'trigger', 'event_trigger', 'anyelement', 'anyarray',
              'void', 'language_handler', 'fdw_handler', 'index_am_handler', 'tsm_handler', 'table_am_handler', 'record')
            AND NOT EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) t JOIN pg_type y ON y.oid = t WHERE y.typtype = 'p')
            AND p.proname IN ('lower', 'upper', 'now', 'to_char', 'count', 'current_setting', 'set_config', 'pg_backend_pid',
              'pg_try_advisory_lock', 'pg_advisory_unlock', 'pg_is_in_recovery', 'current_database', 'version', 'left',
              'regexp_replace', 'date_part', 'clock_timestamp', 'host', 'make_interval', 'inet_client_addr', 'timezone',
              'pg_blocking_pids', 'concat_ws', 'text', 'int4', 'int8', 'numeric', 'timestamptz', 'float8', 'length',
              'octet_length', 'starts_with', 'quote_ident', 'pg_get_expr', 'pg_get_indexdef', 'to_regclass', 'to_regnamespace', 'name')
        LOOP
          body := format('BEGIN INSERT INTO public.trace VALUES (%L); RETURN NULL; END', f.proname || '(' || f.types || ')');
          EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', f.proname, coalesce(f.types, ''), f.result, body);
          made := made + 1;
        END LOOP;
        FOR f IN
          SELECT o.oprname, format_type(o.oprleft, NULL) AS l, format_type(o.oprright, NULL) AS r,
            format_type(o.oprresult, NULL) AS result, o.oid, o.oprleft, o.oprright
          FROM pg_operator o
          WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprname IN ('=', '<>', '||', '-', '+', '*', '/', '>', '<', '>=', '<=')
            AND o.oprkind = 'b' AND o.oprcode <> 0
            AND o.oprleft::regtype::text IN ('text', 'name', 'integer', 'bigint', 'smallint', 'oid', 'timestamp with time zone', 'interval', 'character varying')
            AND o.oprright::regtype::text IN ('text', 'name', 'integer', 'bigint', 'smallint', 'oid', 'timestamp with time zone', 'interval', 'character varying')
            AND o.oprresult::regtype::text NOT IN ('anyelement')
        LOOP
          body := format('BEGIN INSERT INTO public.trace VALUES (%L); RETURN NULL; END', f.l || f.oprname || f.r);
          EXECUTE format('CREATE FUNCTION public.trap_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', f.oid, f.l, f.r, f.result, body);
          EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.trap_%s)', f.oprname, f.l, f.r, f.oid);
          made := made + 1;
        END LOOP;
        -- what does not exist for these types and would be found without a conversion
        EXECUTE $f$CREATE FUNCTION public.trap_mixed(text, name) RETURNS boolean LANGUAGE plpgsql AS
          'BEGIN INSERT INTO public.trace VALUES (''mixed''); RETURN NULL; END'$f$;
        EXECUTE 'CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE plpgsql AS ''BEGIN INSERT INTO public.trace VALUES (''''lower''''); RETURN $1; END''';
        EXECUTE 'CREATE FUNCTION public.count(oid) RETURNS bigint LANGUAGE plpgsql AS ''BEGIN INSERT INTO public.trace VALUES (''''count''''); RETURN 1; END''';
        IF made < 60 THEN RAISE EXCEPTION 'only % traps', made; END IF;
      END $outer$;
      CREATE TABLE public.journal (LIKE pg_class);
      CREATE TABLE public.layout (version text);
      CREATE TABLE public.pg_locks (pid int);
      CREATE TABLE public.pg_stat_activity (pid int);
      """;

  @Test
  void nothingInTheSearchPathIsCalled(TestDatabase test) {
    test.execute(TRAP);
    test.execute("ALTER DATABASE " + test.name() + " SET search_path = public, pg_catalog");
    String[] files = {"1_a.up.sql", "CREATE TABLE a ();\n", "1_a.down.sql", "DROP TABLE a;\n", "2_i.up.sql",
        "CREATE TABLE b (n pg_catalog.int4);\n", "3_i.up.sql", "CREATE INDEX CONCURRENTLY i ON b (n);\n",
        "2_i.down.sql",
        "DROP TABLE b;\n", "3_i.down.sql", "DROP INDEX CONCURRENTLY i;\n", "4_x.up.sql", "SELECT nowhere;\n"};
    try (Rig rig = Rig.on(test);
        Observer observer = rig.database().observer().orElseThrow()) {
      assertThat(Rig.outcomes(rig.up(files))).contains("done",
          "STATEMENT_FAILED 4_x.up.sql:1:8 column \"nowhere\" does "
              + "not exist");
      assertThat(Survey.of(Rig.set(files), rig.history()).lines()).hasSize(4);
      rig.journal().append(Declaration.force(Rig.set(files), rig.history(), "4").orThrow());
      rig.journal().append(Declaration.force(Rig.set(files), rig.history(), "3").orThrow());
      rig.dryRun(new Goal.Reset(), Rig.set(files));
      assertThat(rig.run(new Goal.Reset(), Rig.set(files)).isSuccess()).isTrue();
      observer.news();
      Patient patient = new Patient(rig.database(), rig.journal(), Whimbrel.JOURNAL_SCHEMA, Patient.Naming.UNNAMED,
          Result.ok(Rig.sources(Format.GOLANG_MIGRATE, files)), Limits.none(), InstantSource.system());
      assertThat(Doctor.examine(patient).unseen()).isEmpty();
      waitInVain(rig, test);
    }
    assertThat(test.query("SELECT DISTINCT what FROM public.trace")).isEmpty();
  }

  @Test
  void norWhenTheCatalogIsLookedInto(TestDatabase test) {
    test.execute(TRAP);
    test.execute("ALTER DATABASE " + test.name() + " SET search_path = public, pg_catalog");
    String[] files = {"1_b.up.sql",
        "CREATE TABLE b (n pg_catalog.int4);\nCREATE TABLE p (n pg_catalog.int4) PARTITION BY HASH (n);\n"
            + "CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0);\n",
        "2_i.up.sql", "REINDEX TABLE CONCURRENTLY b;\nREINDEX (CONCURRENTLY) SCHEMA public;\n"
            + "REINDEX DATABASE CONCURRENTLY " + test.name() + ";\nALTER TABLE p DETACH PARTITION p0 CONCURRENTLY;\n"
            + "CREATE INDEX CONCURRENTLY i ON b (n);\nREINDEX INDEX CONCURRENTLY i;\n",
        "3_i.up.sql", "CREATE INDEX CONCURRENTLY j ON b (n) WHERE n OPERATOR(pg_catalog.>) 7;\n"};
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done", "done", "done");
      test.execute("DELETE FROM whimbrel.journal WHERE version = '3' AND event = 'applied'");
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      test.execute("DELETE FROM whimbrel.journal WHERE version = '3' AND event = 'applied'");
      test.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.j'::regclass");
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
    }
    assertThat(test.query("SELECT DISTINCT what FROM public.trace")).isEmpty();
  }

  /** Without this the test above would show nothing. */
  @Test
  void theTrapCatchesWhoeverIsCareless(TestDatabase test) {
    test.execute(TRAP);
    test.execute("SET search_path = public, pg_catalog");
    test.query("SELECT lower('x'::varchar), now(), 'a'::text || 'b'::text, 1 + 1, 'a'::text = 'b'::text");
    assertThat(test.query("SELECT count(*) FROM public.trace")).isEqualTo(List.of(List.of("5")));
  }

  private static void waitInVain(Rig rig, TestDatabase test) {
    try (Database other = Database.open(Rig.url(test.url()), SessionSettings.standard())) {
      other.locked(rig.journal().lockKey(), Duration.ZERO, h -> {}, () -> {
        assertThatThrownBy(() -> rig.database().locked(rig.journal().lockKey(), Duration.ZERO, h -> {}, () -> true))
            .hasMessageContaining("another run holds the migration lock");
        return true;
      });
    }
  }
}
