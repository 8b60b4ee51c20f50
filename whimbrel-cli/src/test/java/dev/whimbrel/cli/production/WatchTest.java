package dev.whimbrel.cli.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.production.Console.Ran;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Beside runs that really wait. */
@ExtendWith(FreshDatabases.class)
class WatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WAITING = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'""";

  private final ExecutorService others = Executors.newCachedThreadPool();

  @TempDir
  private Path project;
  private TestDatabase test;

  @BeforeEach
  void begin(TestDatabase fresh) throws IOException {
    test = fresh;
    Ran ran = console().file("migrations/1_accounts.up.sql", "CREATE TABLE accounts (id int, owner text);\n").run("up");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
  }

  @AfterEach
  void end() {
    others.shutdownNow();
  }

  private Console console() {
    return new Console(project, test.url());
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
    }
  }

  private void awaitWaiting(int sessions) throws Exception {
    await(sessions + " that wait", () -> String.valueOf(sessions).equals(test.value(WAITING)));
  }

  private Connection session(String application) throws SQLException {
    Connection connection = test.connect();
    run(connection, "SET application_name = '" + application + "'");
    return connection;
  }

  private static boolean run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  /** Numbers of processes, times and moments differ from run to run. */
  private String steady(String text) {
    return text.replaceAll("pid \\d+", "pid N").replaceAll("\\b\\d+ s\\b", "N s")
        .replaceAll("since [-\\d: ]+ UTC", "since T")
        .replaceAll("\"pid\": \\d+", "\"pid\": N").replaceAll("_ms\": \\d+", "_ms\": N")
        .replaceAll("\"since\": \"[^\"]*\"", "\"since\": \"T\"").replaceAll("from [0-9.:]+", "from C")
        .replaceAll("\"client\": \"[^\"]*\"", "\"client\": \"C\"");
  }

  @Test
  void aTransactionThatWaitsAndWhoWaitsBehindIt() throws Exception {
    console().file("migrations/2_more.up.sql",
        "ALTER TABLE accounts ADD password text DEFAULT 's3cret';\nCREATE ROLE never PASSWORD 's3cret';\n");
    try (Connection first = session("report"); Connection last = session("shop")) {
      run(first, "BEGIN");
      run(first, "SELECT count(*) FROM accounts WHERE owner = 's3cret'");
      Future<Ran> up = others.submit(() -> console().run("up", "--lock-timeout", "50s"));
      awaitWaiting(1);
      Future<Boolean> behind = others.submit(() -> run(last, "SELECT id FROM accounts WHERE owner = 's3cret'"));
      awaitWaiting(2);
      Ran seen = console().run("watch");
      assertThat(seen.err()).isEmpty();
      assertThat(seen.exitCode()).isZero();
      assertThat(steady(seen.out())).isEqualTo("""
          pid N  whimbrel up as postgres from C, since T
            migration  applies 2 more (2_more.up.sql:1), its 2 statements as one message
                       active for N s: ALTER TABLE accounts ADD password text DEFAULT '…' …
            lock       the migration lock of this journal
            waits      N s for AccessExclusiveLock on accounts, behind
                       pid N (report, idle in transaction for N s: SELECT count(*) FROM accounts WHERE owner = …)
            behind it  pid N (shop: SELECT id FROM accounts WHERE owner = …) waits N s for AccessShareLock on accounts
          """);
      run(first, "ROLLBACK");
      up.get();
      behind.get();
    }
  }

  @Test
  void anIndexThatIsBuiltConcurrently() throws Exception {
    console().file("migrations/2_index.up.sql",
        "CREATE INDEX CONCURRENTLY first ON accounts (id);\nCREATE INDEX CONCURRENTLY second ON accounts (owner);\n");
    try (Connection writer = session("")) {
      run(writer, "BEGIN");
      run(writer, "INSERT INTO accounts VALUES (1, 's3cret')");
      Future<Ran> up = others.submit(() -> console().run("up"));
      awaitWaiting(1);
      Ran seen = console().run("watch", "--json");
      assertThat(seen.exitCode()).isZero();
      assertThat(steady(seen.out())).isEqualTo("""
          {
            "command": "watch",
            "exit_code": 0,
            "problems": [],
            "result": {
              "runs": [
                {
                  "pid": N,
                  "application": "whimbrel up",
                  "role": "postgres",
                  "client": "C",
                  "since": "T",
                  "state": "active",
                  "state_ms": N,
                  "query": "CREATE INDEX CONCURRENTLY first ON accounts (id)",
                  "migration_lock": "the migration lock of this journal",
                  "migration": {
                    "version": "2",
                    "name": "index",
                    "file": "2_index.up.sql",
                    "line": 1,
                    "direction": "up",
                    "statement": 1,
                    "statements": 2,
                    "sql": "CREATE INDEX CONCURRENTLY first ON accounts (id)"
                  },
                  "progress": "CREATE INDEX CONCURRENTLY: waiting for writers before build, waits for pid N",
                  "holds": [
                    {
                      "relation": "accounts",
                      "mode": "ShareUpdateExclusiveLock"
                    }
                  ],
                  "waits": {
                    "mode": "ShareLock",
                    "on": "a transaction",
                    "waited_ms": N,
                    "behind": [
                      {
                        "pid": N,
                        "application": "",
                        "role": "postgres",
                        "client": "C",
                        "since": "T",
                        "state": "idle in transaction",
                        "state_ms": N,
                        "query": "INSERT INTO accounts VALUES (1, …"
                      }
                    ]
                  },
                  "behind_it": []
                }
              ]
            }
          }
          """);
      run(writer, "ROLLBACK");
      up.get();
    }
  }

  @Test
  void onATerminalAgainAndAgain() throws Exception {
    Console console = console().with(Reader.nullReader());
    Thread[] thread = new Thread[1];
    Future<Ran> watching = others.submit(() -> {
      thread[0] = Thread.currentThread();
      return console.run("watch", "--interval", "100ms", "--no-color");
    });
    await("two pages", () -> console.said().split("\u001b\\[H\u001b\\[2J", -1).length > 2);
    String place = test.host() + ":" + test.port() + "/" + test.name();
    try (Connection run = session("whimbrel up")) {
      await("the run", () -> console.said().contains("whimbrel up as"));
      run(run, "SELECT 1");
    }
    thread[0].interrupt();
    Ran ran = watching.get();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("\u001b[H\u001b[2JNothing of Whimbrel runs in " + place
        + ".\n\nEvery 0.1 s; it ends with Ctrl-C.\n\u001b[H\u001b[2J");
    assertThat(ran.err()).isEmpty();
  }

  /** A role that may see nothing of others still sees that something runs. */
  @Test
  void hiddenFromAPoorRole() throws Exception {
    String role = test.name() + "_poor";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'");
    try (Connection run = session("whimbrel up")) {
      run(run, "BEGIN");
      run(run, "LOCK TABLE accounts");
      String url = test.url().replaceFirst("//[^@]*@", "//" + role + ":p@");
      assertThat(steady(new Console(project, url).run("watch").out())).isEqualTo("""
          pid N  whimbrel up as postgres
            state      what it does is hidden from this role
            lock       does not hold the migration lock
            holds      accounts: AccessExclusiveLock
          """);
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }
}
