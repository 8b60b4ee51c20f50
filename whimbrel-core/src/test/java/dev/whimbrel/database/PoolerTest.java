package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PgBouncer itself is the judge; without it there is nothing to test, and where CI is set that is a failure. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
@EnabledIf("dev.whimbrel.database.PgBouncer#isHere")
class PoolerTest {
  private static final String LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
      + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
  private static final String WAY_OUT = "name the server itself in the URL, past the pooler; or a pool in session mode "
      + "(PgBouncer: pool_mode = session for this database or user)";

  private static Problem refused(ThrowingCallable opening) {
    Problem[] found = new Problem[1];
    assertThatThrownBy(opening).isInstanceOfSatisfying(WhimbrelException.class,
        e -> found[0] = e.problems().getFirst());
    assertThat(found[0].code()).isEqualTo(ProblemCode.POOLER);
    assertThat(found[0].code().kind().exitCode()).isEqualTo(5);
    assertThat(found[0].state()).isEqualTo("nothing was changed");
    return found[0];
  }

  static Problem refused(PgBouncer pooler) {
    return refused(() -> Database.open(Rig.url(pooler.url()), SessionSettings.standard()).close());
  }

  static String between(PgBouncer pooler) {
    return "between here and the server at " + pooler.label()
        + " is a connection pooler that does not keep a session for one client: ";
  }

  @ParameterizedTest
  @ValueSource(strings = {"default_pool_size = 20", "default_pool_size = 1", "server_round_robin = 1",
      "default_pool_size = 2\nserver_reset_query_always = 1"})
  void m21_transactionModeIsRefused(String settings, TestDatabase test) throws IOException {
    try (PgBouncer pooler = PgBouncer.before(test, "pool_mode = transaction", settings)) {
      for (int i = 0; i < 5; i++) {
        Problem problem = refused(pooler);
        assertThat(problem.message().replaceAll("\\d+(?= to two| to \\d|$)", "N")).isIn(
            between(pooler) + "it gave server process N to two clients at once",
            between(pooler) + "it moved this client from server process N to N");
        assertThat(problem.remedy()).isEqualTo(WAY_OUT);
      }
      assertThat(test.value(LOCKS)).isEqualTo("0");
    }
  }

  static Connection connect(PgBouncer pooler) throws SQLException {
    return DriverManager.getConnection("jdbc:postgresql://" + pooler.label(), "other", "");
  }

  @Test
  void m21_statementModeIsRefused(TestDatabase test) throws IOException {
    try (PgBouncer pooler = PgBouncer.before(test, "pool_mode = statement")) {
      assertThat(refused(pooler).message()).startsWith(between(pooler));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default_pool_size = 20", "default_pool_size = 1", "server_reset_query = DISCARD ALL"})
  void m21_sessionModeWorks(String settings, TestDatabase test) throws IOException {
    try (PgBouncer pooler = PgBouncer.before(test, "pool_mode = session", settings)) {
      String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);", "2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON a (n);"};
      try (Rig rig = Rig.on(pooler.url())) {
        assertThat(rig.up(files).done()).isEqualTo(2);
      }
      try (Rig rig = Rig.on(pooler.url())) {
        assertThat(rig.up(files).results()).isEmpty();
        assertThat(rig.history().entries().getFirst().backendPid()).isNotNull();
      }
      assertThat(test.value(LOCKS)).isEqualTo("0");
    }
  }

  @Test
  void aPoolerThatDoesNotLetASettingPassIsNamed(TestDatabase test) throws IOException {
    try (PgBouncer pooler = PgBouncer.before(test, "pool_mode = session")) {
      Problem problem = refused(
          () -> Database.open(Rig.url(pooler.url() + "?search_path=app"), SessionSettings.standard())
              .close());
      assertThat(problem.message()).isEqualTo(
          "the connection pooler at " + pooler.label() + " does not let the setting \"search_path\" pass");
      assertThat(problem.server()).extracting(error -> error.message())
          .isEqualTo("unsupported startup parameter: search_path");
      assertThat(problem.remedy())
          .isEqualTo("name the server itself in the URL, past the pooler; or leave the setting out of "
              + "the URL and give it to the role: ALTER ROLE … SET search_path = …");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transaction"})
  void aConnectionHandedInThroughAPoolerIsRefused(String mode, TestDatabase test) throws Exception {
    try (PgBouncer pooler = PgBouncer.before(test, "pool_mode = " + mode);
        Connection connection = connect(pooler)) {
      Problem problem = refused(() -> Database.of(connection, SessionSettings.standard()));
      assertThat(problem.message())
          .isEqualTo("the connection handed in leads through a connection pooler, and whether that "
              + "keeps a session for one client cannot be told from one connection alone");
      assertThat(connection.isClosed()).isFalse();
    }
  }
}
