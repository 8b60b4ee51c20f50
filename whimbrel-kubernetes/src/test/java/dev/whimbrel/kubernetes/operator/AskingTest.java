package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AskingTest {
  private static final SessionSettings QUICK = new SessionSettings(Duration.ofSeconds(5), Duration.ofSeconds(15),
      Duration.ofMillis(100), Duration.ofMillis(500), "whimbrel operator");

  private static Asking ask(TestDatabase database, String query) {
    return Asking.of(DatabaseUrl.parse(database.url()).orThrow(), Mask.none(), QUICK, query);
  }

  @Test
  void whatMayPassIsNoAnswerAndWhatIsWrongIsOne() throws SQLException {
    try (TestDatabase database = Databases.create()) {
      database.execute("CREATE TABLE health (ok boolean)");
      try (Connection other = database.connect(); Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE health IN ACCESS EXCLUSIVE MODE");
        assertThat(ask(database, "SELECT count(*) = 0 FROM health")).isInstanceOfSatisfying(Asking.Silent.class,
            silent -> assertThat(silent.why()).contains("lock timeout"));
        other.rollback();
      }
      assertThat(ask(database, "SELECT count(*) = 0 FROM health")).isInstanceOf(Asking.Said.class);
      assertThat(ask(database, "SELECT pg_sleep(60)")).isInstanceOf(Asking.Silent.class);
      assertThat(ask(database, "SELECT ok FROM nothing")).isInstanceOf(Asking.Refused.class);
      assertThat(ask(database, "SELECT 1 / 0")).isInstanceOf(Asking.Refused.class);
    }
  }
}
