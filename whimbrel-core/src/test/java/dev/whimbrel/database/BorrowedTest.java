package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGStatement;

/** A connection that the application has. */
@ExtendWith(FreshDatabases.class)
class BorrowedTest {
  private static final String SETTINGS = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) || ' ' || "
      + "current_user || ' ' || session_user FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout', "
      + "'search_path', 'TimeZone', 'client_connection_check_interval', 'application_name', "
      + "'idle_in_transaction_session_timeout')";

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return Objects.requireNonNull(rows.getString(1));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void isGivenBackOpenAndAsItWas(TestDatabase test) throws SQLException {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role);
    try (Connection connection = test.connect()) {
      execute(connection,
          "SET search_path = app, public; SET lock_timeout = '77s'; SET TIME ZONE 'Asia/Tokyo'; SET ROLE "
              + role);
      String before = value(connection, SETTINGS);
      try (Rig rig = Rig.on(Database.of(connection, SessionSettings.standard()))) {
        assertThat(rig.up("1_a.up.sql", "CREATE TABLE public.a ();\nSET search_path = x;\n").isSuccess()).isTrue();
      }
      assertThat(connection.isClosed()).isFalse();
      assertThat(value(connection, SETTINGS)).isEqualTo(before).contains("lock_timeout=77000", "app, public", role);
      assertThat(connection.getAutoCommit()).isTrue();
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }

  @Test
  void itsOwnPreparedStatementsGoOn(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect();
        PreparedStatement prepared = connection.prepareStatement("SELECT ?::int")) {
      prepared.unwrap(PGStatement.class).setPrepareThreshold(1);
      assertThat(ask(prepared)).isEqualTo(7);
      try (Rig rig = Rig.on(Database.of(connection, SessionSettings.standard()))) {
        rig.up("1_a.up.sql", "CREATE TABLE a ();\n");
      }
      assertThat(ask(prepared)).isEqualTo(7);
    }
  }

  private static int ask(PreparedStatement prepared) throws SQLException {
    prepared.setInt(1, 7);
    try (ResultSet rows = prepared.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void oneInsideATransactionIsRefused(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> Database.of(connection, SessionSettings.standard()))
          .hasMessage("the connection handed in is not in autocommit mode");
      connection.setAutoCommit(true);
      execute(connection, "BEGIN");
      assertThatThrownBy(() -> Database.of(connection, SessionSettings.standard()))
          .hasMessage("the connection handed in is inside a transaction");
      execute(connection, "ROLLBACK");
    }
  }

  @Test
  void oneThatTheServerEndedIsGivenBackAsItIs(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect();
        Rig rig = Rig.on(Database.of(connection, SessionSettings.standard()))) {
      rig.up("1_a.up.sql", "SELECT pg_terminate_backend(pg_backend_pid())");
      assertThat(connection.isClosed()).isTrue();
    }
    assertThat(test.query("SELECT 1")).isEqualTo(List.of(List.of("1")));
  }

  private static final String LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  static Stream<Throwable> whatWorkMayThrow() {
    return Stream.of(new IllegalStateException("of a test"), new OutOfMemoryError("of a test"),
        new IOException("of a test"));
  }

  @ParameterizedTest
  @MethodSource("whatWorkMayThrow")
  void whateverIsThrownTheLockIsGivenBack(Throwable thrown, TestDatabase test) throws SQLException {
    try (Connection connection = test.connect()) {
      try (Database database = Database.of(connection, SessionSettings.standard())) {
        assertThatThrownBy(() -> database.locked(new LockKey("here"), Duration.ZERO, holder -> {}, () -> {
          assertThat(database.send("BEGIN; SELECT 1/0").failure()).isNotNull();
          throw BorrowedTest.<RuntimeException>unchecked(thrown);
        })).isSameAs(thrown);
        assertThat(value(connection, LOCKS)).isEqualTo("0");
      }
      assertThat(value(connection, LOCKS)).isEqualTo("0");
    }
  }

  @Test
  void oneThatIsOfNoUseIsGivenBackAsItWas(TestDatabase test) throws SQLException {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'");
    test.execute("REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_get_activity(integer) FROM PUBLIC");
    try (Connection connection = DriverManager.getConnection(
        "jdbc:postgresql://" + test.host() + ":" + test.port() + "/" + test.name(), role, "p")) {
      execute(connection, "SET search_path = app, public; SET lock_timeout = '77s'");
      String before = value(connection, SETTINGS);
      assertThatThrownBy(() -> Database.of(connection, SessionSettings.standard()))
          .hasMessage("the server at the connection handed in does not answer as expected");
      assertThat(value(connection, SETTINGS)).isEqualTo(before).contains("lock_timeout=77000", "app, public");
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }

  @Test
  void itKeepsTheLocksThatItHadAndNoOthers(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect()) {
      execute(connection, "SELECT pg_advisory_lock(7), pg_advisory_lock_shared(-1), pg_advisory_lock(-3, 4)");
      try (Rig rig = Rig.on(Database.of(connection, SessionSettings.standard()))) {
        assertThat(
            rig.up("1_a.up.sql", "SELECT pg_advisory_lock(8), pg_advisory_lock_shared(7), pg_advisory_lock(-3, 5);\n")
                .isSuccess())
            .isTrue();
      }
      assertThat(value(connection,
          "SELECT string_agg(mode || ' ' || classid::int8 || ' ' || objid::int8 || ' ' || objsubid, ', ' "
              + "ORDER BY mode, classid) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"))
          .isEqualTo("ExclusiveLock 0 7 1, ExclusiveLock 4294967293 4 2, ShareLock 4294967295 4294967295 1");
    }
  }
}
