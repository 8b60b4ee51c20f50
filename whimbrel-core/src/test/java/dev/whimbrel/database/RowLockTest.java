package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock that is a committed row, and stays behind when its holder dies. */
@ExtendWith(FreshDatabases.class)
class RowLockTest {
  private static final String TABLE = "CREATE TABLE held (id int PRIMARY KEY, locked boolean NOT NULL, lockgranted timestamp, "
      + "lockedby varchar(255))";
  private static final String ROW = "INSERT INTO held (id, locked) VALUES (1, false)";
  private static final ForeignLock LOCK = new ForeignLock.Row("other", new Identifier("public"), new Identifier("held"),
      List.of(TABLE, ROW), "other release");
  private static final String STATE = "SELECT locked || ' ' || COALESCE(lockedby, '-') || ' ' || (lockgranted IS NULL) FROM held";
  private static final String FREE = "false - true";

  private static Database open(TestDatabase test) {
    return Database.open(Rig.url(test.url()), SessionSettings.standard());
  }

  private static Problem refused(Database database) {
    List<Problem> problems = new ArrayList<>();
    assertThatThrownBy(() -> database.lockedBeside(LOCK, Duration.ofMillis(60), h -> {}, () -> true))
        .isInstanceOfSatisfying(WhimbrelException.class, e -> problems.addAll(e.problems()));
    return problems.getFirst();
  }

  private static String mark(Database database, TestDatabase test) {
    return String.valueOf(test.value(
        "SELECT 'whimbrel (server process " + database.pid() + " since ' || to_char(timezone('UTC', backend_start), "
            + "'YYYY-MM-DD HH24:MI:SS.US \"UTC\"') || ')' FROM pg_stat_activity WHERE pid = " + database.pid()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1", TABLE, TABLE + ";" + ROW})
  void whileItIsHeldTheRowNamesTheSession(String before, TestDatabase test) {
    test.execute(before);
    try (Database database = open(test)) {
      String held = database.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> String.valueOf(test.value(STATE)));
      assertThat(held).isEqualTo("true " + mark(database, test) + " false");
      assertThat(test.value(STATE)).isEqualTo(FREE);
    }
  }

  @Test
  void itIsTakenOnceByWorkWithinWork(TestDatabase test) {
    try (Database database = open(test)) {
      String inner = database.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> {
        database.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> true);
        return String.valueOf(test.value(STATE));
      });
      assertThat(inner).startsWith("true ");
      assertThat(test.value(STATE)).isEqualTo(FREE);
    }
  }

  @Test
  void aFailureInATransactionGivesItBack(TestDatabase test) {
    try (Database database = open(test)) {
      assertThatThrownBy(() -> database.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> {
        database.send("BEGIN; SELECT 1 / 0");
        throw new IllegalStateException("it failed");
      })).hasMessage("it failed");
      assertThat(test.value(STATE)).isEqualTo(FREE);
    }
  }

  @Test
  void ofTwoRunsOneWaits(TestDatabase test) {
    try (Database one = open(test); Database other = open(test)) {
      one.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> {
        String mark = mark(one, test);
        String since = test.value("SELECT to_char(lockgranted, 'YYYY-MM-DD HH24:MI:SS') FROM held");
        Problem problem = refused(other);
        assertThat(problem.code()).isEqualTo(ProblemCode.LOCKED);
        assertThat(problem.message()).isEqualTo("another run holds the lock of other: " + mark + ", since " + since);
        assertThat(problem.state()).isEqualTo("nothing was changed; waited 0 s");
        assertThat(problem.remedy())
            .isEqualTo("wait for it with --lock-wait 10m, or, if it is sure to be dead, end it with: "
                + "psql -c 'select pg_terminate_backend(" + one.pid() + ")'");
        return true;
      });
      assertThat(other.<Boolean>lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> true)).isTrue();
    }
  }

  @Test
  void aRoleThatMayNotSeeWhenASessionBeganWaitsForIt(TestDatabase test) {
    String role = test.name() + "_poor";
    test.execute(TABLE + ";" + ROW + "; CREATE ROLE " + role + " LOGIN PASSWORD 'p'; GRANT ALL ON held TO " + role);
    try (Database one = open(test);
        Database poor = Database.open(Rig.url(Rig.url(test, role, "p")), SessionSettings.standard())) {
      one.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> {
        assertThat(refused(poor).message()).startsWith("another run holds the lock of other: " + mark(one, test));
        return true;
      });
      assertThat(poor.<Boolean>lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> true)).isTrue();
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  @Test
  void whatADeadRunLeftIsTakenOver(TestDatabase test) {
    test.execute(TABLE + ";" + ROW);
    try (Database dead = open(test); Database next = open(test)) {
      test.execute("UPDATE held SET locked = true, lockgranted = now(), lockedby = '" + mark(dead, test) + "'");
      assertThat(refused(next).code()).isEqualTo(ProblemCode.LOCKED);
      dead.close();
      assertThat(next.<Boolean>lockedBeside(LOCK, Duration.ofSeconds(30), h -> {}, () -> true)).isTrue();
      // another session that has the number of the dead one
      test.execute("UPDATE held SET locked = true, lockedby = 'whimbrel (server process " + test.value(
          "SELECT pg_backend_pid()") + " since 2026-01-02 03:04:05.000000 UTC)'");
      assertThat(next.<Boolean>lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> true)).isTrue();
      assertThat(test.value(STATE)).isEqualTo(FREE);
    }
  }

  @Test
  void whatTheToolHoldsIsNotTakenOver(TestDatabase test) {
    test.execute(TABLE + "; INSERT INTO held VALUES (1, true, '2026-01-02 03:04:05', 'host (10.0.0.1)')");
    try (Database database = open(test)) {
      Problem problem = refused(database);
      assertThat(problem.message()).isEqualTo(
          "another run holds the lock of other: host (10.0.0.1), since 2026-01-02 03:04:05");
      assertThat(problem.remedy())
          .isEqualTo("wait for it with --lock-wait 10m, or, if it is sure to be dead, end it with: other release");
      test.execute("UPDATE held SET lockgranted = NULL, lockedby = NULL");
      assertThat(refused(database).message())
          .isEqualTo("another run holds the lock of other: somebody unknown, since an unknown time");
    }
  }

  /** While its own UPDATE is not committed. */
  @Test
  void theToolIsNotWaitedForInsideItsTransaction(TestDatabase test) {
    test.execute(TABLE + ";" + ROW);
    try (Database database = open(test)) {
      test.execute("BEGIN; UPDATE held SET locked = true");
      assertThat(refused(database).message()).isEqualTo("another run held the lock of other until a moment ago");
      test.execute("ROLLBACK");
      assertThat(database.<Boolean>lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> true)).isTrue();
    }
  }

  @Test
  void thatSomebodyTookItAwayIsSaid(TestDatabase test) {
    try (Database database = open(test)) {
      assertThatThrownBy(() -> database.lockedBeside(LOCK, Duration.ZERO, h -> {}, () -> {
        test.execute("UPDATE held SET locked = false, lockgranted = NULL, lockedby = NULL");
        return true;
      })).isInstanceOfSatisfying(WhimbrelException.class, e -> {
        Problem problem = e.problems().getFirst();
        assertThat(problem.code()).isEqualTo(ProblemCode.LOCK_LOST);
        assertThat(problem.message()).isEqualTo(
            "the lock of other was gone when the run gave it back, so another run may have worked at the same time");
        assertThat(problem.remedy())
            .isEqualTo("compare with: whimbrel status; other release at the same time is the usual cause");
      });
    }
  }
}
