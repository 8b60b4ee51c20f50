package dev.whimbrel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@ExtendWith(FreshDatabases.class)
class FreshDatabasesTest {
  private static String ofAll = "";

  @BeforeAll
  static void mayHaveADatabaseForAllTests(TestDatabase database) {
    ofAll = database.name();
  }

  @RepeatedTest(3)
  void givesEveryTestADatabaseOfItsOwn(TestDatabase database) {
    database.execute("create table t (n int)");
    assertThat(database.query("select count(*) from t")).isEqualTo(List.of(List.of("0")));
    assertThat(database.name()).isNotEqualTo(ofAll);
  }

  @Test
  void givesEveryParameterADatabaseOfItsOwn(TestDatabase one, TestDatabase other) {
    assertThat(one.name()).isNotEqualTo(other.name());
  }

  @Test
  void keepsTheDatabaseOfAllTests(TestDatabase database) {
    assertThat(exists(database, ofAll)).isTrue();
  }

  @Test
  void dropsTheDatabaseAfterTheTest(TestDatabase database) {
    run("passes").assertStatistics(statistics -> statistics.succeeded(1));
    assertThat(exists(database, Cases.name)).isFalse();
  }

  @Test
  void failsATestThatLeavesSomethingBehindAndDropsItsDatabase(TestDatabase database) {
    assertThatFailureOf("leavesAllItCan").hasMessageContainingAll(
        "the test left behind in " + Cases.name + ":\n  session ",
        "application \"whimbrel-testkit\", last statement: select pg_advisory_lock(1, 2)",
        "\n  advisory lock (1, 2, 2) of session",
        "\n  prepared transaction it's mine");
    assertThat(exists(database, Cases.name)).isFalse();
  }

  @Test
  void keepsTheOwnFailureOfATest() {
    assertThatFailureOf("failsAndLeavesASession").hasMessage("own failure");
  }

  private static boolean exists(TestDatabase database, String name) {
    return "1".equals(database.value("select count(*) from pg_database where datname = '" + name + "'"));
  }

  private static Events run(String method) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Cases.class, method, TestDatabase.class.getName())).execute().testEvents();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertThatFailureOf(String method) {
    Throwable thrown = run(method).failed()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .findFirst()
        .orElseThrow();
    return Assertions.assertThat(thrown);
  }

  /** Not found by the build, whose names end with Test; run by the tests above. */
  @ExtendWith(FreshDatabases.class)
  static class Cases {
    private static String name = "";

    Cases(TestDatabase constructed) {
      assertThat(constructed.value("select 1")).isEqualTo("1");
    }

    @Test
    void passes(TestDatabase database) throws SQLException {
      name = database.name();
      try (Connection connection = database.connect()) {
        assertThat(connection.isValid(1)).isTrue();
      }
    }

    @Test
    void leavesAllItCan(TestDatabase database) throws SQLException {
      name = database.name();
      database.execute("begin; create table t (); prepare transaction 'it''s mine'");
      leave(database.connect(), "select pg_advisory_lock(1, 2)");
    }

    @Test
    void failsAndLeavesASession(TestDatabase database) throws SQLException {
      leave(database.connect(), "select 1");
      throw new AssertionError("own failure");
    }

    private static void leave(Connection connection, String sql) throws SQLException {
      connection.createStatement().execute(sql);
    }
  }
}
