package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.run.Retries;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** golang-migrate waits for its lock on the server, with a snapshot; an index that is built concurrently waits for snapshots. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
@ExtendWith(FreshDatabases.class)
class EntanglementTest {
  private static final String[] FIRST = {"1_a.up.sql", "CREATE TABLE a (n int);\n"};
  private static final String WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
      + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
  private static final String BUILD = "CREATE INDEX CONCURRENTLY i ON a (n);\n";

  /** Goes on when somebody waits. */
  private static final String UNTIL_SOMEBODY_WAITS = "-- whimbrel: no-transaction\nDO $$ BEGIN WHILE (" + WAITS
      + ") = 0 LOOP PERFORM pg_sleep(0.01); END LOOP; END $$;\n";
  private static final String HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
      + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private static SideBySide adopted(TestDatabase test) {
    return adopted(test, FaultPoint.NONE);
  }

  private static SideBySide adopted(TestDatabase test, FaultPoint faults) {
    SideBySide side = SideBySide.of(test, faults, Format.GOLANG_MIGRATE, FIRST);
    side.up();
    side.handBack(Tool.GOLANG_MIGRATE);
    side.adopt();
    return side;
  }

  private static String[] with(String second) {
    return new String[]{FIRST[0], FIRST[1], "2_b.up.sql", second};
  }

  private static void await(TestDatabase test, String question, Consumer<String> until) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    AssertionError last = null;
    do {
      try {
        until.accept(String.valueOf(test.value(question)));
        return;
      } catch (AssertionError e) {
        last = e;
      }
    } while (System.nanoTime() - end < 0);
    throw last;
  }

  /** As golang-migrate: waits on the server, and gives up when its patience is over. */
  private Future<String> peer(TestDatabase test, Duration patience) {
    long key = GolangMigrateTable.key("public", "schema_migrations", test.name());
    return CompletableFuture.supplyAsync(() -> {
      await(test, HELD, held -> assertThat(held).isEqualTo("2"));
      try (Connection connection = test.connect(); Statement statement = connection.createStatement()) {
        statement.execute("SET application_name = 'migrate'; SET deadlock_timeout = '1h'; SET statement_timeout = "
            + patience.toMillis());
        statement.execute("SELECT pg_advisory_lock(" + key + ")");
        return "got it";
      } catch (SQLException e) {
        return String.valueOf(e.getSQLState());
      }
    }, threads);
  }

  @Test
  void whoGivesUpIsWaitedFor(TestDatabase test) throws Exception {
    try (SideBySide side = adopted(test)) {
      side.directory(with(UNTIL_SOMEBODY_WAITS + BUILD));
      Future<String> peer = peer(test, Duration.ofSeconds(3));
      assertThat(side.up()).containsExactly("done");
      assertThat(peer.get(60, TimeUnit.SECONDS)).isEqualTo("57014");
      assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("t");
      assertThat(side.journal()).containsExactly("1 applied", "2 started", "2 advanced", "2 applied");
    }
  }

  @Test
  void whoDoesNotIsNamed(TestDatabase test) throws Exception {
    try (SideBySide side = adopted(test)) {
      side.directory(with(UNTIL_SOMEBODY_WAITS + BUILD));
      Future<String> peer = peer(test, Duration.ZERO);
      List<String> problems = side.problems(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(1)));
      assertThat(problems).singleElement().asString().matches("PARTLY_APPLIED 2_b.up.sql: pid (\\d+) \\(migrate from "
          + "127.0.0.1, connected since [^,]+, active for \\d+ s: SELECT pg_advisory_lock\\(\\d+\\)\\) waits on the server "
          + "for a lock that this run holds, and the statement would wait for that session's snapshot: each for the other "
          + "/ 1 of the 2 statements of 2_b.up.sql is in effect and recorded / let it give up, or end it with: psql -c "
          + "'select pg_terminate_backend\\(\\1\\)'\nthen run again: whimbrel up \\(it goes on with statement 2\\)");
      assertThat(peer.get(60, TimeUnit.SECONDS)).as("the run is over, and with it its lock").isEqualTo("got it");
      assertThat(side.rows("SELECT version, dirty FROM schema_migrations")).containsExactly("2|t");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.rows("SELECT version, dirty FROM schema_migrations")).containsExactly("2|f");
    }
  }

  /** It came while the build waited for a writer, so that the server found the deadlock. */
  @Test
  void whoComesLaterIsWaitedForToo(TestDatabase test) throws Exception {
    try (SideBySide side = adopted(test);
        Connection writer = test.connect();
        Statement writing = writer.createStatement()) {
      writer.setAutoCommit(false);
      writing.execute("INSERT INTO a VALUES (1)");
      side.directory(with("-- whimbrel: no-transaction\n" + BUILD));
      Future<List<String>> ours = threads.submit(() -> side.up());
      await(test, "SELECT max(phase) FROM pg_stat_progress_create_index WHERE datname = current_database()",
          phase -> assertThat(phase).isEqualTo("waiting for writers before build"));
      Future<String> peer = peer(test, Duration.ofSeconds(6));
      await(test, WAITS, waiting -> assertThat(waiting).isEqualTo("1"));
      writer.commit();
      assertThat(ours.get(60, TimeUnit.SECONDS)).containsExactly("done");
      assertThat(peer.get(60, TimeUnit.SECONDS)).isEqualTo("57014");
      assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("t");
    }
  }

  /** What is done after the question who waits. */
  private static FaultPoint afterTheQuestion(AtomicBoolean armed, Fault fault) {
    return new FaultPoint() {
      @Override
      public void after(String text, Runnable cut) throws IOException {
        if (text.contains("AND NOT l.granted") && armed.getAndSet(false)) {
          fault.happen();
        }
      }
    };
  }

  private interface Fault {
    void happen() throws IOException;
  }

  @Test
  void aConnectionThatIsLostOverTheQuestionIsLookedInto(TestDatabase test) {
    AtomicBoolean armed = new AtomicBoolean();
    try (SideBySide side = adopted(test, afterTheQuestion(armed, () -> {
      throw new IOException("cut by a test");
    }))) {
      side.directory(with("-- whimbrel: no-transaction\n" + BUILD));
      armed.set(true);
      assertThat(side.problems(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(1)))).containsExactly(
          "PARTLY_APPLIED 2_b.up.sql: the connection was lost while 2_b.up.sql ran: cut by a test / 0 of its 1 statements "
              + "are in effect and recorded / run again: whimbrel up; it looks what became of statement 1 and goes on "
              + "from there");
      assertThat(armed.get()).isFalse();
      assertThat(side.up()).containsExactly("done");
    }
  }

  @Test
  void anInterruptOfTheWaitIsOne(TestDatabase test) throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (SideBySide side = adopted(test, afterTheQuestion(armed, Thread.currentThread()::interrupt))) {
      side.directory(with(UNTIL_SOMEBODY_WAITS + BUILD));
      Future<String> peer = peer(test, Duration.ZERO);
      armed.set(true);
      List<String> problems = side.problems(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(60)));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(problems)
          .containsExactly("INTERRUPTED 2_b.up.sql: interrupted in 2_b.up.sql, statement 2 / 1 of the 2 "
              + "statements of 2_b.up.sql is in effect and recorded / run again: whimbrel up (it goes on with statement 2)");
      assertThat(peer.get(60, TimeUnit.SECONDS)).isEqualTo("got it");
      assertThat(side.up()).containsExactly("done");
    }
  }
}
