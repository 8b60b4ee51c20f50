package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one migration does to its session, the next one does not see, and the journal does not feel. */
@ExtendWith(FreshDatabases.class)
class SessionStateTest {
  private static final String LEFTOVERS = """
      CREATE TABLE seen AS SELECT current_user::text AS who, session_user::text AS session,
        (SELECT count(*) FROM pg_settings WHERE source = 'session' AND name NOT IN ('lock_timeout', 'statement_timeout',
          'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout',
          'client_connection_check_interval')
          AND NOT (name = 'TimeZone' AND setting = current_setting('log_timezone'))) AS settings,
        current_setting('search_path') AS path, NULLIF(current_setting('my.setting', true), '') AS own,
        current_setting('lock_timeout') AS lock_timeout, current_setting('statement_timeout') AS statement_timeout,
        (SELECT count(*) FROM pg_class WHERE relpersistence = 't') AS temporary,
        (SELECT count(*) FROM pg_prepared_statements) AS prepared,
        (SELECT count(*) FROM pg_cursors WHERE is_holdable) AS cursors,
        (SELECT count(*) FROM pg_listening_channels()) AS channels;
      DO $$ BEGIN PERFORM currval('q'); RAISE EXCEPTION 'currval is known';
        EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END $$;
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SET search_path = nowhere
      SET LOCAL search_path = nowhere
      SELECT set_config('search_path', '', false)
      SET ROLE {role}
      SET SESSION AUTHORIZATION {role}
      SET SESSION AUTHORIZATION {role}; SET ROLE {role}
      SET lock_timeout = 1; SET statement_timeout = 60000
      SET my.setting = 'x'
      SET TIME ZONE 'Asia/Tokyo'
      SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
      SET default_transaction_isolation = 'serializable'
      SET row_security = off; SET check_function_bodies = off; SET xmloption = content
      SET session_replication_role = replica
      SET standard_conforming_strings = off
      CREATE TEMP TABLE seen (n int)
      CREATE TEMP TABLE journal (n int); SET search_path = pg_temp
      PREPARE p AS SELECT 1
      DECLARE c CURSOR WITH HOLD FOR SELECT 1
      LISTEN news
      SELECT nextval('q')
      SELECT pg_advisory_xact_lock(1)
      SET CONSTRAINTS ALL DEFERRED
      """)
  void nothingOfOneMigrationIsSeenByTheNext(String statements, TestDatabase test) {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role);
    try (Rig rig = Rig.on(test)) {
      test.execute("CREATE SEQUENCE q; GRANT USAGE ON SEQUENCE q TO " + role);
      RunReport report = rig.up("1_a.up.sql", statements.replace("{role}", role) + ";\n", "2_b.up.sql", LEFTOVERS);
      assertThat(Rig.outcomes(report)).containsExactly("done", "done");
      assertThat(test.query("SELECT * FROM seen")).isEqualTo(expected(test.user()));
      assertThat(test.query("SELECT DISTINCT role_name FROM whimbrel.journal"))
          .isEqualTo(List.of(List.of(test.user())));
      assertThat(test.query("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename = 'seen'"))
          .isEqualTo(List.of(List.of(test.user())));
    } finally {
      test.execute("DROP SEQUENCE q; DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  /** The same where the file runs without a transaction: within the file it lasts, after it it is gone. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SET search_path = nowhere
      SET ROLE {role}
      SET SESSION AUTHORIZATION {role}
      SET my.setting = 'x'
      SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
      CREATE TEMP TABLE seen (n int)
      PREPARE p AS SELECT 1
      LISTEN news
      """)
  void nothingOfOneWithoutATransactionIsSeenByTheNext(String statement, TestDatabase test) {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role);
    try (Rig rig = Rig.on(test)) {
      test.execute("CREATE SEQUENCE q");
      RunReport report = rig.up("1_a.up.sql", "-- whimbrel: no-transaction\n" + statement.replace("{role}", role)
          + ";\nSELECT 1;\n", "2_b.up.sql", LEFTOVERS);
      assertThat(Rig.outcomes(report)).containsExactly("done", "done");
      assertThat(test.query("SELECT * FROM seen")).isEqualTo(expected(test.user()));
      assertThat(test.query("SELECT DISTINCT role_name FROM whimbrel.journal"))
          .isEqualTo(List.of(List.of(test.user())));
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  private static List<List<@Nullable String>> expected(String user) {
    return List
        .of(java.util.Arrays.asList(user, user, "0", "\"$user\", public", null, "200ms", "0", "0", "0", "0", "0"));
  }
}
