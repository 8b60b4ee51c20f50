package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("how soon a pooler moves a client depends on how busy the machine is")
@ExtendWith(FreshDatabases.class)
@EnabledIf("dev.whimbrel.database.PgBouncer#isHere")
class BusyPoolerTest {
  /** Others take the processes between our looks. */
  @Test
  void m21_transactionModeIsRefusedAlsoWhereOthersAreBusy(TestDatabase test) throws Exception {
    try (PgBouncer pooler = PgBouncer.before(test, "pool_mode = transaction", "default_pool_size = 6")) {
      boolean[] stop = new boolean[1];
      Thread[] others = new Thread[3];
      for (int i = 0; i < others.length; i++) {
        others[i] = Thread.ofPlatform().start(() -> busy(pooler, stop));
      }
      for (int i = 0; i < 10; i++) {
        assertThat(PoolerTest.refused(pooler).message()).startsWith(PoolerTest.between(pooler));
      }
      synchronized (stop) {
        stop[0] = true;
      }
      for (Thread other : others) {
        other.join();
      }
    }
  }

  private static void busy(PgBouncer pooler, boolean[] stop) {
    try (Connection connection = PoolerTest.connect(pooler); Statement statement = connection.createStatement()) {
      while (true) {
        statement.execute("SELECT pg_sleep(0.001)");
        synchronized (stop) {
          if (stop[0]) {
            return;
          }
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
