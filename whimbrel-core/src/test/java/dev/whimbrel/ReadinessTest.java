package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(FreshDatabases.class)
class ReadinessTest {
  private static final Map<String, String> TWO = Map.of("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql",
      "CREATE TABLE b ();");
  private static final Map<String, String> ONE = Map.of("1_a.up.sql", "CREATE TABLE a ();");

  private static Whimbrel with(TestDatabase test, Map<String, String> files) {
    return Whimbrel.configure(TestPool.of(test)).files(files).build();
  }

  @Test
  void whatIsNotThereIsBehind(TestDatabase test) {
    Whimbrel whimbrel = with(test, TWO);
    assertThat(whimbrel.readiness()).isEqualTo(
        new Readiness(Readiness.State.BEHIND, Optional.empty(), List.of("1", "2"), List.of(), List.of()));
    assertThat(whimbrel.isCurrent()).isFalse();
    assertThat(test.value("SELECT to_regnamespace('whimbrel')")).isNull();
  }

  @Test
  void nothingIsNeededByAnEmptyDirectory(TestDatabase test, @TempDir Path directory) {
    assertThat(Whimbrel.configure(TestPool.of(test)).directory(directory).build().readiness()).isEqualTo(
        new Readiness(Readiness.State.CURRENT, Optional.empty(), List.of(), List.of(), List.of()));
  }

  @Test
  void currentBehindAndAhead(TestDatabase test) {
    with(test, ONE).up();
    assertThat(with(test, ONE).readiness()).isEqualTo(
        new Readiness(Readiness.State.CURRENT, Optional.of("1"), List.of(), List.of(), List.of()));
    assertThat(with(test, TWO).readiness()).isEqualTo(
        new Readiness(Readiness.State.BEHIND, Optional.of("1"), List.of("2"), List.of(), List.of()));
    with(test, TWO).up();
    assertThat(with(test, ONE).readiness()).isEqualTo(
        new Readiness(Readiness.State.AHEAD, Optional.of("1"), List.of(), List.of("2"), List.of()));
    assertThat(with(test, ONE).isCurrent()).isTrue();
  }

  @Test
  void whatFailedComesFirst(TestDatabase test) {
    Whimbrel failing = with(test, Map.of("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql", "SELECT 1/0;", "3_c.up.sql",
        "SELECT 1;"));
    failing.up();
    assertThat(failing.readiness()).isEqualTo(
        new Readiness(Readiness.State.FAILED, Optional.of("1"), List.of("3"), List.of(), List.of("2")));
  }

  @Test
  void anAnswerCostsOneRoundTripAndLeavesTheSessionAlone(TestDatabase test) throws SQLException {
    with(test, TWO).up();
    try (CountingProxy proxy = CountingProxy.before(test.address());
        Connection connection = DriverManager.getConnection(proxied(test, proxy), test.user(), test.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = pg_temp");
      Whimbrel whimbrel = Whimbrel.configure(connection).files(TWO).build();
      int before = proxy.total().flights();
      assertThat(whimbrel.isCurrent()).isTrue();
      assertThat(proxy.total().flights() - before).isEqualTo(1);
    }
  }

  private static String proxied(TestDatabase test, CountingProxy proxy) {
    return "jdbc:postgresql://" + proxy.address().host() + ":" + proxy.address().port() + "/" + test.name();
  }

  @Test
  void itIsAnsweredWhileAnotherInstanceMigrates(TestDatabase test) throws SQLException {
    with(test, ONE).up();
    try (Rig rig = Rig.on(test); Connection writer = test.connect(); Statement statement = writer.createStatement()) {
      statement.execute("BEGIN; LOCK TABLE whimbrel.journal IN ROW EXCLUSIVE MODE");
      Readiness readiness = rig.database().locked(rig.journal().lockKey(), Duration.ZERO, holder -> {},
          () -> with(test, TWO).readiness());
      assertThat(readiness.state()).isEqualTo(Readiness.State.BEHIND);
      statement.execute("ROLLBACK");
    }
  }

  @Test
  void itIsAnsweredByWhatTakesNoWrites(TestDatabase test) throws SQLException {
    with(test, ONE).up();
    try (Connection connection = test.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = on");
      assertThat(Whimbrel.configure(connection).files(ONE).build().readiness().state())
          .isEqualTo(Readiness.State.CURRENT);
    }
  }

  @Test
  void aJournalThatMayNotBeReadIsAProblem(TestDatabase test) {
    with(test, ONE).up();
    test.execute("ALTER TABLE whimbrel.layout RENAME TO away");
    assertThatThrownBy(with(test, ONE)::readiness).isInstanceOf(WhimbrelException.class)
        .hasMessageContaining("its table \"journal\" is there, its table \"layout\" is not");
  }
}
