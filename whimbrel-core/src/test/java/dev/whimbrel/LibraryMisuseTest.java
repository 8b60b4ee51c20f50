package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What applications do to a library. */
@ExtendWith(FreshDatabases.class)
class LibraryMisuseTest {
  private static final SessionSettings SETTINGS = SessionSettings.standard();
  private static final String LOCKS = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
      + "WHERE locktype = 'advisory' AND datname = current_database()";

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void m70_anInterruptedThreadRollsBackAndFreesTheLock(String kind, TestDatabase test) throws InterruptedException {
    AtomicReference<RunReport> report = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Runnable work = () -> {
      try (Rig rig = Rig.on(test)) {
        report.set(rig.up("1_a.up.sql", "CREATE TABLE a ();\nSELECT pg_sleep(60);\n", "2_b.up.sql",
            "CREATE TABLE b ();\n"));
        interrupted.set(Thread.currentThread().isInterrupted());
      }
    };
    Thread thread = kind.equals("virtual") ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work);
    while (!"1".equals(test.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
        + "AND datname = current_database()"))) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join(Duration.ofSeconds(20));
    RunReport ended = Objects.requireNonNull(report.get());
    assertThat(Rig.outcomes(ended)).hasSize(2).endsWith("not reached");
    Problem problem = ended.problems().getFirst();
    assertThat(problem.code()).isEqualTo(ProblemCode.INTERRUPTED);
    // on a virtual thread, Java closes the socket, so that nothing tells the statement
    assertThat(problem.message()).isEqualTo(
        kind.equals("virtual") ? "interrupted in 1_a.up.sql" : "interrupted in 1_a.up.sql, statement 2");
    assertThat(problem.state()).startsWith("rolled back: nothing of 1_a.up.sql is in the database");
    assertThat(interrupted.get()).isTrue();
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
    for (long end = System.nanoTime() + 10_000_000_000L; !"0".equals(test.value(LOCKS));) {
      assertThat(System.nanoTime()).as("the lock is still held").isLessThan(end);
    }
  }

  @Test
  void m70_aReadOnlyConnectionIsGivenBackReadOnly(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect(); Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
      try (Rig rig = Rig.on(Database.of(connection, SETTINGS))) {
        assertThat(rig.up("1_a.up.sql", "CREATE TABLE a ();\n").isSuccess()).isTrue();
      }
      assertThat(connection.isReadOnly()).isTrue();
      assertThatThrownBy(() -> statement.execute("CREATE TABLE b ()"))
          .hasMessageContaining("read-only transaction");
    }
  }

  @Test
  void m70_aClosedConnectionIsRefused(TestDatabase test) throws SQLException {
    Connection connection = test.connect();
    connection.close();
    assertThatThrownBy(() -> Database.of(connection, SETTINGS)).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems().getFirst().message()).isEqualTo("the connection handed in is closed"));
  }

  @Test
  void m70_twoThreadsWithOneSession(TestDatabase test) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch tried = new CountDownLatch(1);
    try (Rig rig = Rig.on(test)) {
      Thread first = Thread.ofPlatform().start(() -> rig.database().locked(rig.journal().lockKey(), Duration.ZERO,
          holder -> {}, () -> {
            inside.countDown();
            return await(tried);
          }));
      assertThat(await(inside)).isTrue();
      assertThatThrownBy(() -> rig.up("1_a.up.sql", "CREATE TABLE a ();\n"))
          .hasMessage("another thread is at work with this session");
      tried.countDown();
      first.join();
      assertThat(rig.up("1_a.up.sql", "CREATE TABLE a ();\n").isSuccess()).isTrue();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
