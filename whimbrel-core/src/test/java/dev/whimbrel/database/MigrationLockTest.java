package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class MigrationLockTest {
  private static final LockKey KEY = new LockKey("some journal");

  private static Database open(TestDatabase test, String application) {
    return Database.open(Rig.url(test.url()), SessionSettings.standard().withApplicationName(application));
  }

  private static Problem problem(WhimbrelException e) {
    return e.problems().getFirst();
  }

  @Test
  void whoeverWaitsInVainIsToldWhoHoldsIt(TestDatabase test) {
    try (Database holder = open(test, "the holder"); Database waiter = open(test, "the waiter")) {
      holder.locked(KEY, Duration.ZERO, h -> {}, () -> {
        List<LockHolder> seen = new ArrayList<>();
        assertThatThrownBy(() -> waiter.locked(KEY, Duration.ofMillis(300), seen::add, () -> true))
            .isInstanceOfSatisfying(WhimbrelException.class, e -> {
              assertThat(problem(e).code()).isEqualTo(ProblemCode.LOCKED);
              assertThat(problem(e).message()).startsWith("another run holds the migration lock: pid " + holder.pid()
                  + " (the holder from 127.0.0.1, connected since 2")
                  .containsPattern(", idle for \\d+ s: SELECT pg_catalog\\.pg_try");
              assertThat(problem(e).state()).startsWith("nothing was changed; waited ");
              assertThat(problem(e).remedy())
                  .endsWith("end it with: psql -c 'select pg_terminate_backend(" + holder.pid() + ")'");
            });
        assertThat(seen).isNotEmpty().allMatch(h -> h.describe().startsWith("pid " + holder.pid() + " "));
        return true;
      });
      assertThat(waiter.locked(KEY, Duration.ZERO, h -> {}, () -> "mine")).isEqualTo("mine");
    }
  }

  @Test
  void aRoleThatMaySeeLittleIsToldThePidAndTheApplication(TestDatabase test) {
    String role = test.name() + "_poor";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'");
    try (Database holder = open(test, "the holder");
        Database waiter = Database.open(Rig.url(Rig.url(test, role, "p")), SessionSettings.standard())) {
      holder.locked(KEY, Duration.ZERO, h -> {}, () -> {
        assertThatThrownBy(() -> waiter.locked(KEY, Duration.ZERO, h -> {}, () -> true))
            .hasMessageContaining("pid " + holder.pid() + " (the holder from ");
        return true;
      });
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }

  @Test
  void whoeverWaitsGetsItWhenItIsFree(TestDatabase test) throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    try (Database holder = open(test, "one"); Database waiter = open(test, "other")) {
      List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
      Thread other = holder.locked(KEY, Duration.ZERO, h -> {}, () -> {
        Thread thread = Thread.ofVirtual().start(() -> waiter.locked(KEY, Duration.ofSeconds(30),
            h -> seen.countDown(), () -> order.add("other")));
        awaitUninterrupted(seen);
        order.add("one");
        return thread;
      });
      other.join();
      assertThat(order).containsExactly("one", "other");
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void otherKeysAndOtherDatabasesAreFree(TestDatabase test, TestDatabase elsewhere) {
    try (Database one = open(test, "1"); Database two = open(test, "2"); Database three = open(elsewhere, "3")) {
      assertThat(one.locked(KEY, Duration.ZERO, h -> {},
          () -> two.locked(new LockKey("another"), Duration.ZERO, h -> {},
              () -> three.locked(KEY, Duration.ZERO, h -> {}, () -> "all three"))))
          .isEqualTo("all three");
    }
  }

  @Test
  void aFailureOfTheWorkGivesItBack(TestDatabase test) {
    try (Database one = open(test, "1"); Database two = open(test, "2")) {
      assertThatThrownBy(() -> one.locked(KEY, Duration.ZERO, h -> {}, () -> {
        throw new IllegalStateException("no");
      })).hasMessage("no");
      assertThat(two.locked(KEY, Duration.ZERO, h -> {}, () -> true)).isTrue();
    }
  }

  @Test
  void aLockThatAMigrationGaveAwayIsMissed(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      assertThatThrownBy(() -> rig.up("1_a.up.sql", "CREATE TABLE a ();\nSELECT pg_advisory_unlock_all();\n"))
          .isInstanceOfSatisfying(WhimbrelException.class, e -> {
            assertThat(problem(e).code()).isEqualTo(ProblemCode.LOCK_LOST);
            assertThat(problem(e).state()).isEqualTo("what this run reported as applied is committed");
          });
      assertThat(rig.applied()).containsExactly("1");
    }
  }

  @Test
  void aSessionThatEndsIsReportedAsThat(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up("1_a.up.sql", "CREATE TABLE a ();\nSELECT pg_terminate_backend(pg_backend_pid());\n");
      assertThat(report.problems()).extracting(Problem::code).containsExactly(ProblemCode.SESSION_ENDED);
    }
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  /** The lock is polled: whoever waits for it holds no snapshot that an index built concurrently would wait for. */
  @Test
  void anIndexIsBuiltConcurrentlyWhileAnotherRunWaits(TestDatabase test) throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    try (Rig rig = Rig.on(test); Rig other = Rig.on(test)) {
      rig.up("1_a.up.sql", "CREATE TABLE a (n int)");
      Thread[] thread = new Thread[1];
      rig.database().locked(rig.journal().lockKey(), Duration.ZERO, h -> {}, () -> {
        thread[0] = Thread.ofVirtual().start(() -> other.database().locked(other.journal().lockKey(),
            Duration.ofSeconds(30), h -> waiting.countDown(), () -> true));
        awaitUninterrupted(waiting);
        return rig.up("1_a.up.sql", "CREATE TABLE a (n int)", "2_i.up.sql",
            "SET lock_timeout = '10s';\nCREATE INDEX CONCURRENTLY i ON a (n)");
      });
      thread[0].join();
      assertThat(rig.applied()).containsExactly("1", "2");
    }
  }

  /** A cancel that was meant for a migration may come as late as that; here it is a transaction in the way, for once. */
  @Test
  void aRefusalAtTheEndDoesNotThrowTheResultAway(TestDatabase test) {
    Database[] ours = new Database[1];
    List<String> texts = new ArrayList<>();
    FaultPoint faults = new FaultPoint() {
      @Override
      public void before(String text, Runnable cut) {
        if (text.contains("pg_advisory_unlock(")) {
          texts.add(text);
          ours[0].send(texts.size() == 1 ? "BEGIN; SELECT 1 / 0" : "ROLLBACK");
        }
      }
    };
    try (Database database = Database.open(Rig.url(test.url()), SessionSettings.standard(), waiting -> {}, faults);
        Database next = open(test, "the next")) {
      ours[0] = database;
      assertThat(database.locked(KEY, Duration.ZERO, h -> {}, () -> "done")).isEqualTo("done");
      assertThat(texts).hasSize(2);
      assertThat(next.locked(KEY, Duration.ZERO, h -> {}, () -> "mine")).isEqualTo("mine");
    }
  }
}
