package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.testkit.OwnServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole server stops at once while a run works on it, and is started again with the same data. */
@Timeout(180)
class ServerStopsTest {
  private static final String[] FILES = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
      "INSERT INTO a VALUES (2);\nSELECT pg_sleep(120);\n", "3_c.up.sql", "INSERT INTO a VALUES (3);\n"};
  private static final String ASLEEP = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
  private static final String BUILDING = "SELECT count(*) FROM pg_stat_progress_create_index "
      + "WHERE phase LIKE 'waiting for%'";
  private static final String INDEXES = "SELECT indexrelid::regclass, indisvalid FROM pg_index "
      + "WHERE indrelid = 'a'::regclass";
  private static final String STATUS = "SELECT version, event, statements_done FROM whimbrel.journal ORDER BY id";

  private static final Retries RETRIES = Retries.of(Duration.ofSeconds(2), Retries.BUDGET);

  @TempDir
  private Path directory;

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  private static List<String> row(String... values) {
    return List.of(values);
  }

  /** Starts a stopped server when the runner has been refused by it. */
  private static final class Restart implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> refusals = new ArrayList<>();
    private final OwnServer server;
    private final List<Future<?>> tasks = new ArrayList<>();

    Restart(OwnServer server) {
      this.server = server;
    }

    /** The same with a server that is stopped as soon as a question gives 1. */
    static Restart ofOneStoppedWhen(String question, OwnServer server) {
      Restart restart = new Restart(server);
      restart.tasks.add(restart.thread.submit(() -> {
        while (!server.query(question).equals(List.of(row("1")))) {
          LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        server.crash();
        return true;
      }));
      return restart;
    }

    /** For the runner: tells why it waits. */
    void heard(RunEvent event) {
      if (event instanceof RunEvent.Recovering recovering && recovering.waiting().endsWith("cannot be reached")) {
        refusals.add(recovering.waiting());
        if (refusals.size() == 1) {
          tasks.add(thread.submit(server::start));
        }
      }
    }

    @Override
    public void close() throws Exception {
      thread.shutdown();
      for (Future<?> task : tasks) {
        task.get(60, TimeUnit.SECONDS);
      }
      assertThat(refusals).isNotEmpty().containsOnly(
          "the server at " + server.address().host() + ":" + server.address().port() + "/postgres cannot be reached");
    }
  }

  @Test
  void m09_inTheMidstOfATransaction() throws Exception {
    try (OwnServer server = OwnServer.in(directory); Rig rig = Rig.on(server.url())) {
      RunReport report;
      try (Restart restart = Restart.ofOneStoppedWhen(ASLEEP, server)) {
        report = rig.up(RETRIES, restart::heard, FILES);
      }
      assertThat(report.done()).isEqualTo(1);
      Problem problem = onlyProblem(report);
      assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
      assertThat(problem.message()).isEqualTo(
          "the connection was lost while 2_b.up.sql ran: An I/O error occurred while sending to the backend.");
      assertThat(problem.state())
          .isEqualTo("rolled back: nothing of 2_b.up.sql is in the database; a new session has seen that");
      assertThat(problem.remedy()).isEqualTo("run again: whimbrel up");
      assertThat(server.query("SELECT n FROM a")).isEmpty();
      assertThat(rig.applied()).containsExactly("1");

      String[] files = FILES.clone();
      files[3] = "INSERT INTO a VALUES (2);\n";
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done", "done");
      assertThat(server.query("SELECT n FROM a ORDER BY n")).containsExactly(row("2"), row("3"));
    }
  }

  /** The answer to the commit was on its way. */
  @Test
  void m09_whenTheServerHasCommittedAndNobodyHasHeardOfIt() throws Exception {
    String[] files = FILES.clone();
    files[3] = "INSERT INTO a VALUES (2);\n";
    try (OwnServer server = OwnServer.in(directory)) {
      FaultPoint lost = new FaultPoint() {
        private boolean done;

        @Override
        public void after(String text, Runnable cut) throws IOException {
          if (!done && text.contains("INSERT INTO a VALUES (2)")) {
            done = true;
            server.crash();
            throw new IOException("the server is gone");
          }
        }
      };
      try (Rig rig = Rig.on(Database.open(Rig.url(server.url()), SessionSettings.standard(), waiting -> {}, lost))) {
        RunReport report;
        try (Restart restart = new Restart(server)) {
          report = rig.up(RETRIES, restart::heard, files);
        }
        assertThat(Rig.outcomes(report)).containsExactly("done", "done", "done");
        assertThat(((StepResult.Done) report.results().get(1)).notices()).containsExactly(
            "the connection was lost (the server is gone); a new session found the migration and its journal row committed");
        assertThat(rig.up(files).results()).isEmpty();
      }
      assertThat(server.query("SELECT n FROM a ORDER BY n")).containsExactly(row("2"), row("3"));
    }
  }

  @Test
  void m09_inTheMidstOfAnIndexThatIsBuiltConcurrently() throws Exception {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_i.up.sql",
        "CREATE INDEX CONCURRENTLY i ON a (n);\n",
        "3_c.up.sql", "INSERT INTO a VALUES (3);\n"};
    try (OwnServer server = OwnServer.in(directory); Rig rig = Rig.on(server.url())) {
      assertThat(rig.up(files[0], files[1]).isSuccess()).isTrue();
      RunReport report;
      try (Restart restart = Restart.ofOneStoppedWhen(BUILDING, server)) {
        Connection reader = server.connect(); // the crash ends it
        reader.setAutoCommit(false);
        try (Statement statement = reader.createStatement()) {
          assertThat(statement.execute("SELECT n FROM a")).isTrue();
        }
        report = rig.up(RETRIES, restart::heard, files);
      }
      assertThat(report.done()).isZero();
      Problem problem = onlyProblem(report);
      assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
      assertThat(problem.at()).hasToString("2_i.up.sql:1:1");
      assertThat(problem.message()).isEqualTo(
          "the connection was lost while 2_i.up.sql ran: An I/O error occurred while sending to the backend.");
      assertThat(problem.state()).isEqualTo("0 of its 1 statements are in effect and recorded");
      assertThat(problem.remedy())
          .isEqualTo("run again: whimbrel up; it looks what became of statement 1 and goes on from there");
      assertThat(server.query(INDEXES)).containsExactly(row("i", "f"));
      assertThat(rig.applied()).containsExactly("1");

      RunReport again = rig.up(files);
      assertThat(Rig.outcomes(again)).containsExactly("done", "done");
      assertThat(((StepResult.Done) again.results().getFirst()).notices()).containsExactly(
          StepResult.NOTE + "dropped \"public\".\"i\", an INVALID index that an earlier attempt had left");
      assertThat(server.query(INDEXES)).containsExactly(row("i", "t"));
      assertThat(server.query(STATUS)).containsExactly(row("1", "applied", "1"), row("2", "started", "0"),
          row("2", "started", "0"), row("2", "applied", "1"), row("3", "applied", "1"));
    }
  }
}
