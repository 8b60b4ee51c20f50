package dev.whimbrel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.testkit.CountingProxy.Cut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

@ExtendWith(FreshDatabases.class)
class CountingProxyTest {
  @Test
  void countsOneFlightForWhatIsSentAtOnce(TestDatabase database) throws Exception {
    try (
        CountingProxy proxy = CountingProxy.before(database.address());
        Connection connection = Sql.connect(proxy.address());
        Statement statement = connection.createStatement()) {
      Traffic opened = proxy.total();
      assertThat(opened.count(FrontendMessage.STARTUP)).isEqualTo(1);
      assertThat(opened.count(FrontendMessage.PASSWORD)).isEqualTo(1);

      statement.execute("create table t (n int)");
      assertThat(proxy.total().since(opened).flights()).isEqualTo(1);

      Traffic created = proxy.total();
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
        for (int n = 0; n < 10; n++) {
          insert.setInt(1, n);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      Traffic batch = proxy.total().since(created);
      assertThat(batch.flights()).isEqualTo(1);
      assertThat(batch.count(FrontendMessage.EXECUTE)).isEqualTo(10);
      assertThat(batch.count(FrontendMessage.SYNC)).isEqualTo(1);

      connection.commit();
      assertThat(proxy.total().since(created).flights()).isEqualTo(2);
    }
  }

  @Test
  void countsMessagesThatArriveInPieces(TestDatabase database) throws Exception {
    try (
        CountingProxy proxy = CountingProxy.before(database.address());
        Connection connection = Sql.connect(proxy.address());
        Statement statement = connection.createStatement()) {
      Traffic opened = proxy.total();
      statement.execute("select length('" + "x".repeat(1_000_000) + "'); select repeat('y', 1000000)");
      Traffic sent = proxy.total().since(opened);
      assertThat(sent.flights()).isEqualTo(1);
      assertThat(sent.count(FrontendMessage.PARSE)).isEqualTo(2);
      assertThat(sent.count(FrontendMessage.SYNC)).isEqualTo(1);
    }
  }

  @Test
  void countsPerConnection(TestDatabase database) throws Exception {
    try (
        CountingProxy proxy = CountingProxy.before(database.address());
        Connection one = Sql.connect(proxy.address());
        Connection two = Sql.connect(proxy.address())) {
      Traffic both = proxy.total();
      assertThat(both.connections()).isEqualTo(2);
      one.createStatement().execute("select 1");
      assertThat(proxy.perConnection()).hasSize(2);
      assertThat(proxy.perConnection().getFirst().flights()).isEqualTo(proxy.perConnection().getLast().flights() + 1);
      assertThat(proxy.total().flights()).isEqualTo(both.flights() + 1);
      two.unwrap(PGConnection.class).cancelQuery();
      assertThat(proxy.total().count(FrontendMessage.CANCEL_REQUEST)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"BEFORE_FORWARDING, 0", "AFTER_FORWARDING, 1"})
  void cutsBeforeOrAfterTheServerHasDoneIt(Cut cut, String rows, TestDatabase database) throws Exception {
    database.execute("create table t (n int)");
    try (
        CountingProxy proxy = CountingProxy.before(database.address());
        Connection connection = Sql.connect(proxy.address());
        Statement statement = connection.createStatement()) {
      proxy.cutAt(proxy.total().flights() + 2, cut);
      statement.execute("select 1");
      assertThatThrownBy(() -> statement.execute("insert into t values (1)")).isInstanceOfSatisfying(SQLException.class,
          e -> assertThat(e.getSQLState()).isEqualTo("08006"));
      assertThat(database.value("select count(*) from t")).isEqualTo(rows);
      try (Connection next = Sql.connect(proxy.address())) {
        assertThat(next.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void breaksEverythingWhenClosed(TestDatabase database) throws Exception {
    CountingProxy proxy = CountingProxy.before(database.address());
    try (Connection connection = Sql.connect(proxy.address())) {
      proxy.close();
      assertThatThrownBy(() -> connection.createStatement().execute("select 1")).isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> Sql.connect(proxy.address())).isInstanceOf(IllegalStateException.class);
  }
}
