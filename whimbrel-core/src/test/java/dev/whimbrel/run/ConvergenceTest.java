package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.ServerAddress;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot run in a transaction comes to its end after any fault, without anybody's help. Named after the rows of the faults. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ConvergenceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SETUP = "CREATE TABLE a (n int, t text);\nINSERT INTO a VALUES (1, 'x'), (1, 'y');\n";
  private static final String BUILD = "CREATE INDEX CONCURRENTLY i ON a (n);\n";
  private static final String UNIQUE = "CREATE UNIQUE INDEX CONCURRENTLY u ON a (n);\n";

  static Stream<Integer> majors() {
    return Stream.of(14, 15, 18).filter(ConvergenceTest::isHere);
  }

  private static boolean isHere(int major) {
    try {
      Databases.create(major).close();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  private static List<String> notices(RunReport report) {
    return report.results().stream().filter(StepResult.Done.class::isInstance)
        .flatMap(result -> ((StepResult.Done) result).notices().stream())
        .map(notice -> notice.startsWith(StepResult.NOTE)
            ? notice.substring(StepResult.NOTE.length())
            : "server: " + notice)
        .toList();
  }

  private static List<String> events(Rig rig) {
    return rig.history().entries().stream().map(ConvergenceTest::line).toList();
  }

  private static String line(JournalEntry entry) {
    return entry.key() + " " + entry.event().word() + " " + entry.statementsDone() + "/" + entry.statementsTotal();
  }

  private static List<List<@Nullable String>> indexes(TestDatabase test) {
    return test.query("SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        + "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' OR c.relname ~ '_cc' ORDER BY 1");
  }

  private static List<String> leftovers(TestDatabase test) {
    return test.query("SELECT relname FROM pg_class WHERE relname ~ '_ccnew' ORDER BY 1").stream()
        .map(row -> String.valueOf(row.getFirst())).toList();
  }

  private static List<List<String>> index(String... namesAndValidity) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < namesAndValidity.length; i += 2) {
      rows.add(List.of(namesAndValidity[i], namesAndValidity[i + 1]));
    }
    return rows;
  }

  private static void await(TestDatabase test, String question, String answer) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answer.equals(test.value(question))) {
      assertThat(System.nanoTime()).as("waiting for " + answer + " from " + question).isLessThan(end);
    }
  }

  /** An old snapshot, for which every concurrent build of an index waits at its end. */
  private static Connection snapshot(TestDatabase test) throws SQLException {
    Connection connection = test.connect();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM a");
    }
    return connection;
  }

  /** The last row of the journal is lost, as after a crash between a statement and its row. */
  private static void loseLastRow(TestDatabase test) {
    test.execute("DELETE FROM whimbrel.journal WHERE id = (SELECT max(id) FROM whimbrel.journal)");
  }

  private static final String BUILDING = "SELECT count(*) FROM pg_stat_progress_create_index "
      + "WHERE datname = current_database() AND phase = 'waiting for old snapshots'";
  private static final String DROPPING = "SELECT count(*) FROM pg_stat_activity "
      + "WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'DROP INDEX%'";
  private static final String OURS = "SELECT count(*) FROM pg_stat_activity "
      + "WHERE datname = current_database() AND application_name = 'whimbrel'";

  private enum Death {
    SESSION_TERMINATED, SOCKET_CLOSED
  }

  private static Connection lent(ServerAddress address) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("ApplicationName", "whimbrel");
    properties.setProperty("assumeMinServerVersion", "14"); // sends the name with the start, so that no RESET ALL removes it
    return DriverManager.getConnection(
        "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database(), properties);
  }

  /** Runs, and is killed as soon as the server is where a question says. Its session is a lent one, which nobody replaces. */
  private static void runKilled(TestDatabase test, Death death, String where, String... files) throws Exception {
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        CountingProxy proxy = CountingProxy.before(test.address());
        Connection lent = lent(proxy.address());
        Rig rig = Rig.on(Database.of(lent, SessionSettings.standard()))) {
      Future<RunReport> run = threads.submit(() -> rig.up(files));
      await(test, where, "1");
      if (death == Death.SOCKET_CLOSED) {
        proxy.close();
      } else {
        test.query("SELECT pg_terminate_backend(" + rig.database().pid() + ")");
      }
      assertThat(run.get().isSuccess()).isFalse();
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_anIndexThatAKilledRunLeftIsDroppedAndBuilt(int major) throws Exception {
    for (Death death : Death.values()) {
      for (String build : List.of(BUILD, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.a (n);\n",
          "CREATE INDEX CONCURRENTLY ON a (n);\n")) {
        String name = build.contains(" i ") ? "i" : "a_n_idx";
        String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", build};
        try (TestDatabase test = Databases.create(major)) {
          try (Rig rig = Rig.on(test)) {
            rig.up("1_a.up.sql", SETUP);
          }
          try (Connection reader = snapshot(test)) {
            runKilled(test, death, BUILDING, files);
            await(test, OURS, "0");
            assertThat(indexes(test)).isEqualTo(index(name, "f"));
            reader.rollback();
          }
          try (Rig rig = Rig.on(test)) {
            RunReport report = rig.up(files);
            assertThat(notices(report)).containsExactly("dropped \"public\".\"" + name
                + "\", an INVALID index that an earlier attempt had left");
            assertThat(events(rig)).containsExactly("1 applied 2/2", "2 started 0/1", "2 started 0/1", "2 applied 1/1");
          }
          assertThat(indexes(test)).isEqualTo(index(name, "t"));
        }
      }
    }
  }

  /** The server still builds for the dead run, and has its lock. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_runAgainAtOnceWaitsForTheOrphan(int major) throws Exception {
    String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", BUILD};
    try (TestDatabase test = Databases.create(major); Rig again = Rig.on(test)) {
      again.up("1_a.up.sql", SETUP);
      try (ExecutorService threads = Executors.newSingleThreadExecutor(); Connection reader = snapshot(test)) {
        runKilled(test, Death.SOCKET_CLOSED, BUILDING, files);
        Future<RunReport> run = threads.submit(() -> again.up(files));
        await(test,
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DROP INDEX%' AND pid = "
                + again.database().pid(),
            "1");
        reader.rollback();
        assertThat(Rig.outcomes(run.get())).containsExactly("done");
      }
      assertThat(indexes(test)).isEqualTo(index("i", "t"));
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_whoBuildsTheSameIndexIsWaitedForAndNamed(int major) throws Exception {
    String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", BUILD};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", SETUP);
      try (ExecutorService threads = Executors.newFixedThreadPool(2);
          Connection reader = snapshot(test);
          Connection other = test.connect()) {
        String pid = pid(other);
        Future<Boolean> building = threads.submit(() -> execute(other, "SET application_name = 'psql'", BUILD));
        await(test, BUILDING, "1");

        LoneStatement impatient = new LoneStatement(rig.database(), lone(files), LoneStatement.Patience.AS_SET,
            Duration.ofMillis(50));
        assertThat(impatient.run(Attempt.NONE)).isEqualTo(new LoneStatement.Ending.Stopped(
            LoneStatement.Reached.LOOKED,
            "pid " + pid + " still builds an index on \"public\".\"a\" after 0 s of waiting",
            "wait for it, or end it with: psql -c 'select pg_terminate_backend(" + pid + ")'"));

        Future<RunReport> run = threads.submit(() -> rig.up(files));
        await(test, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + rig.database().pid()
            + " AND query LIKE '%pg_stat_progress_create_index%'", "1");
        reader.rollback();
        assertThat(building.get()).isTrue();
        assertThat(Rig.outcomes(run.get()))
            .containsExactly(
                "PARTLY_APPLIED 2_i.up.sql:1:1 the index \"i\" is there, valid and as the statement has it, "
                    + "and this statement never ran");
        // it was none of ours, but it is what the file says
        assertThat(notices(rig.up(files)))
            .containsExactly("the index \"i\" is there, valid and as the statement has it: not built again");
      }
    }
  }

  private static dev.whimbrel.sql.Statement lone(String... files) {
    return Rig.set(files).migrations().getLast().up().statements().getFirst();
  }

  private static String pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static boolean execute(Connection connection, String... commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
      return true;
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_aFinishedIndexWhoseRowWasLostIsRecognised(int major) {
    for (String build : List.of(BUILD, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (n)",
        "CREATE INDEX CONCURRENTLY ON a (n)")) {
      String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", build};
      try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
        rig.up(files);
        String before = test.value("SELECT max(indexrelid) FROM pg_index");
        loseLastRow(test);
        RunReport report = rig.up(files);
        String name = build.contains(" i ") ? "i" : "a_n_idx";
        assertThat(notices(report))
            .containsExactly("the index \"" + name + "\" is there, valid and as the statement has it: not built again");
        assertThat(test.value("SELECT max(indexrelid) FROM pg_index")).isEqualTo(before);
        assertThat(events(rig)).endsWith("2 started 0/1", "2 started 0/1", "2 applied 1/1");
        assertThat(indexes(test)).isEqualTo(index(name, "t"));
      }
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_whatAFailedBuildLeavesIsSaidAndGoesWithTheNextRun(int major) {
    for (String build : List.of(UNIQUE, "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON a (n);\n")) {
      String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", build};
      try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
        assertThat(problem.message()).isEqualTo("could not create unique index \"u\"");
        assertThat(problem.state()).isEqualTo(
            "none of the 1 statements of 2_i.up.sql is recorded as done; the index \"u\" is INVALID");
        assertThat(problem.remedy()).isEqualTo(
            "mend the cause and run again: whimbrel up (it drops the INVALID index and goes on with statement 1)");
        assertThat(indexes(test)).isEqualTo(index("u", "f"));
        // not mended yet: the same again, nothing more
        assertThat(onlyProblem(rig.up(files)).message()).isEqualTo("could not create unique index \"u\"");
        assertThat(indexes(test)).isEqualTo(index("u", "f"));
        test.execute("DELETE FROM a WHERE t = 'y'");
        assertThat(notices(rig.up(files)))
            .containsExactly("dropped \"public\".\"u\", an INVALID index that an earlier attempt had left");
        assertThat(indexes(test)).isEqualTo(index("u", "t"));
      }
    }
  }

  /** An index that nobody named: of the same definition, on the same table, and INVALID. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_anUnnamedIndexIsFoundByItsDefinition(int major) {
    String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX other ON a (n);\nCREATE UNIQUE INDEX more ON a (n, t);\n",
        "2_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY ON a (n);\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.state()).endsWith("; the index \"a_n_idx\" is INVALID");
      test.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'more'::regclass");
      test.execute("DELETE FROM a WHERE t = 'y'");
      assertThat(notices(rig.up(files)))
          .containsExactly("dropped \"public\".\"a_n_idx\", an INVALID index that an earlier attempt had left");
      assertThat(indexes(test)).isEqualTo(index("a_n_idx", "t", "more", "f", "other", "t"));
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_aValidIndexInTheWayOfAFirstAttemptIsShown(int major) {
    String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX i ON a (t);\n", "2_i.up.sql", BUILD};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files[0], files[1]);
      for (int run = 0; run < 2; run++) {
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
        assertThat(problem.message())
            .isEqualTo("the index \"i\" is there, and its definition is not that of the statement: "
                + "CREATE INDEX i ON public.a USING btree (t)");
        assertThat(problem.remedy()).isEqualTo("give the new one another name; or, if the old one is to go: "
            + "DROP INDEX CONCURRENTLY \"public\".\"i\"\nthen run again: whimbrel up");
      }
      assertThat(Rig.outcomes(rig.up(files[0], files[1], "2_i.up.sql",
          "CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON a (t);\n"))).containsExactly("done");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_anIndexThatSomebodyBuiltBeforeIsTakenAfterAskingOnce(int major) {
    String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", BUILD};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files[0], files[1]);
      test.execute("CREATE INDEX i ON a (n)");
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.message()).isEqualTo(
          "the index \"i\" is there, valid and as the statement has it, and this statement never ran");
      assertThat(problem.remedy()).isEqualTo("to have it built anew: DROP INDEX CONCURRENTLY \"public\".\"i\"; "
          + "as it is, the next run takes it for its own\nthen run again: whimbrel up");
      assertThat(notices(rig.up(files)))
          .containsExactly("the index \"i\" is there, valid and as the statement has it: not built again");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_aNameThatSomethingElseHas(int major) {
    String[][] holders = {{"CREATE TABLE i ()", "table \"public\".\"i\""},
        {"CREATE VIEW i AS SELECT 1", "view \"public\".\"i\""},
        {"CREATE MATERIALIZED VIEW i AS SELECT 1", "materialized view \"public\".\"i\""},
        {"CREATE SEQUENCE i", "sequence \"public\".\"i\""}, {"CREATE TYPE i AS (n int)", "type \"public\".\"i\""},
        {"CREATE TABLE o (n int); CREATE INDEX i ON o (n)", "index \"public\".\"i\" on \"public\".\"o\""}};
    for (String[] holder : holders) {
      for (String build : List.of(BUILD, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (n);\n")) {
        String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", build};
        try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
          rig.up(files[0], files[1]);
          test.execute(holder[0]);
          for (int run = 0; run < 2; run++) {
            Problem problem = onlyProblem(rig.up(files));
            assertThat(problem.message()).isEqualTo(
                "the name \"i\" is taken by the " + holder[1] + ", and no index can be built under it");
            assertThat(problem.remedy())
                .isEqualTo("give the index another name, or rename what has it\nthen run again: whimbrel up");
          }
          assertThat(Rig.outcomes(rig.up(files[0], files[1], "2_i.up.sql", build.replace(" i ON", " free ON"))))
              .containsExactly("done");
        }
      }
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_ifNotExistsPassesOverAValidIndexOnly(int major) {
    String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX i ON a (n);\nCREATE TABLE j ();\n", "2_i.up.sql",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (n);\nCREATE INDEX CONCURRENTLY IF NOT EXISTS j ON a (n);\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
      assertThat(problem.at()).hasToString("2_i.up.sql:2:1");
      assertThat(problem.message())
          .isEqualTo("the name \"j\" is taken by the table \"public\".\"j\", and no index can be built under it");
      assertThat(problem.state()).isEqualTo("1 of the 2 statements of 2_i.up.sql is in effect and recorded");
      assertThat(problem.remedy()).isEqualTo(
          "give the index another name, or rename what has it\nthen run again: whimbrel up (it goes on with statement 2)");
      assertThat(indexes(test)).isEqualTo(index("i", "t"));
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_anInvalidIndexOfAnotherDefinitionIsNotOurs(int major) {
    for (String build : List.of(BUILD, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (n);\n")) {
      String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX i ON a (t);\n", "2_i.up.sql", build};
      try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
        rig.up(files[0], files[1]);
        test.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
        assertThat(problem.message())
            .isEqualTo("the index \"i\" is there, INVALID, and its definition is not that of the "
                + "statement: CREATE INDEX i ON public.a USING btree (t)");
        assertThat(problem.state()).isEqualTo("none of the 1 statements of 2_i.up.sql is recorded as done");
        assertThat(problem.remedy())
            .isEqualTo("DROP INDEX CONCURRENTLY \"public\".\"i\"\nthen run again: whimbrel up");
        test.execute("DROP INDEX i");
        assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      }
    }
  }

  /** Each beside one that differs from it in a single word. */
  private static final String[][] DEFINITIONS = {
      {"INDEX %s ON a (n)", "UNIQUE INDEX %s ON a (n)"}, {"INDEX %s ON a (n DESC)", "INDEX %s ON a (n)"},
      {"INDEX %s ON a (n NULLS FIRST)", "INDEX %s ON a (n NULLS LAST)"},
      {"INDEX %s ON a USING hash (n)", "INDEX %s ON a USING btree (n)"},
      {"INDEX %s ON a (t text_pattern_ops)", "INDEX %s ON a (t)"},
      {"INDEX %s ON a (t COLLATE \"C\")", "INDEX %s ON a (t COLLATE \"POSIX\")"},
      {"INDEX %s ON a (n) INCLUDE (t)", "INDEX %s ON a (n, t)"},
      {"INDEX %s ON a (n) WITH (fillfactor = 70)", "INDEX %s ON a (n) WITH (fillfactor = 71)"},
      {"INDEX %s ON a (n) WHERE t <> 'it''s'", "INDEX %s ON a (n) WHERE t <> 'it'"},
      {"INDEX %s ON a ((n + 1), lower(a.t))", "INDEX %s ON a ((n + 2), lower(a.t))"},
      {"INDEX %s ON a (s.twice(n)) /* c */ -- c\n", "INDEX %s ON a (s.thrice(n))"},
      {"INDEX %s ON a USING brin (n) WITH (pages_per_range = 7)", "INDEX %s ON a USING brin (n)"},
      {"INDEX %s ON a (n) TABLESPACE pg_default", "INDEX %s ON a (t) TABLESPACE pg_default"},
      {"INDEX %s ON a USING gist (p) INCLUDE (n)", "INDEX %s ON a USING spgist (p) INCLUDE (n)"},
      {"INDEX %s ON a USING gist (v tsvector_ops(siglen = 100))", "INDEX %s ON a USING gist (v)"}};

  private static final String VARIED = "CREATE SCHEMA s;\nCREATE TABLE a (gone int, n int, t text, p point, v tsvector);\n"
      + "ALTER TABLE a DROP COLUMN gone;\n"
      + "CREATE FUNCTION s.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';\n"
      + "CREATE FUNCTION s.thrice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 3 * $1';\n";

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void theServerSaysWhetherADefinitionIsTheSame(int major) {
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      List<String> files = new ArrayList<>(List.of("1_a.up.sql", VARIED));
      rig.up(files.toArray(String[]::new));
      List<String[]> definitions = new ArrayList<>(List.of(DEFINITIONS));
      if (major >= 15) {
        definitions.add(new String[]{"UNIQUE INDEX %s ON a (n) NULLS NOT DISTINCT", "UNIQUE INDEX %s ON a (n)"});
      }
      int version = 2;
      for (String[] pair : definitions) {
        for (String there : pair) {
          test.execute("CREATE " + there.formatted("\"I x\""));
          test.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\"I x\"'::regclass");
          files.addAll(
              List.of(version + "_i.up.sql", "CREATE " + pair[0].replace("INDEX", "INDEX CONCURRENTLY").formatted(
                  "IF NOT EXISTS \"I x\"")));
          RunReport report = rig.up(files.toArray(String[]::new));
          if (there.equals(pair[0])) {
            assertThat(notices(report)).as(there)
                .containsExactly("dropped \"public\".\"I x\", an INVALID index that an earlier attempt had left");
            assertThat(indexes(test)).isEqualTo(index("I x", "t"));
            version++;
          } else {
            assertThat(onlyProblem(report).message()).as(there)
                .startsWith("the index \"I x\" is there, INVALID, and its definition is not that of the statement: ");
            assertThat(indexes(test)).isEqualTo(index("I x", "f"));
            files.removeLast();
            files.removeLast();
          }
          test.execute("DROP INDEX \"I x\"");
        }
      }
      assertThat(test.value("SELECT count(*) FROM pg_class WHERE relname = 'a'")).isEqualTo("1");
    }
  }

  /** Where the role may not make temporary tables, nothing is dropped on a guess. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_whatCannotBeComparedIsNotDropped(int major) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_i.up.sql", BUILD};
    try (TestDatabase test = Databases.create(major)) {
      String role = test.name() + "_owner";
      test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'; GRANT CREATE ON SCHEMA public TO " + role
          + "; GRANT CREATE ON DATABASE " + test.name() + " TO " + role + "; REVOKE TEMPORARY ON DATABASE "
          + test.name() + " FROM PUBLIC");
      try (Rig rig = Rig.on(Rig.url(test, role, "p"))) {
        rig.up(files[0], files[1]);
        test.execute("CREATE INDEX i ON a (n); "
            + "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.message())
            .isEqualTo("the index \"i\" is there, INVALID, and whether its definition is that of "
                + "the statement cannot be found out (SQLSTATE 42501: permission denied to create temporary tables in database \""
                + test.name() + "\"): CREATE INDEX i ON public.a USING btree (n)");
        assertThat(problem.remedy()).isEqualTo("if it is to be built again: DROP INDEX CONCURRENTLY \"public\".\"i\"\n"
            + "then run again: whimbrel up");
        assertThat(indexes(test)).isEqualTo(index("i", "f"));
      } finally {
        test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
      }
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aDroppedIndexWhoseRowWasLostIsNotMissed(int major) {
    String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX i ON a (n);\n", "2_i.up.sql",
        "DROP INDEX CONCURRENTLY i;\nDROP INDEX CONCURRENTLY never;\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files);
      loseLastRow(test);
      loseLastRow(test);
      assertThat(events(rig)).endsWith("2 started 0/2");
      assertThat(Rig.outcomes(rig.up(files)))
          .containsExactly("PARTLY_APPLIED 2_i.up.sql:2:1 index \"never\" does not exist");
      // what the server refused was not dropped by us
      assertThat(Rig.outcomes(rig.up(files)))
          .containsExactly("PARTLY_APPLIED 2_i.up.sql:2:1 index \"never\" does not exist");
      files[3] = "DROP INDEX CONCURRENTLY i;\n";
      RunReport report = rig.up(files);
      assertThat(Rig.outcomes(report)).containsExactly("done");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aDropThatWasKilledGoesOn(int major) throws Exception {
    String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX i ON a (n);\n", "2_i.up.sql", "DROP INDEX CONCURRENTLY i;\n"};
    try (TestDatabase test = Databases.create(major)) {
      try (Rig rig = Rig.on(test)) {
        rig.up(files[0], files[1]);
      }
      try (Connection reader = snapshot(test)) {
        runKilled(test, Death.SESSION_TERMINATED,
            "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                + "WHERE c.relname = 'i' AND NOT i.indisvalid",
            files);
        reader.rollback();
      }
      await(test, OURS, "0");
      assertThat(indexes(test)).isEqualTo(index("i", "f"));
      try (Rig rig = Rig.on(test)) {
        assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      }
      assertThat(indexes(test)).isEmpty();
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m35_whatAKilledReindexLeavesIsDroppedFirst(int major) throws Exception {
    for (String reindex : List.of("REINDEX TABLE CONCURRENTLY a", "REINDEX (VERBOSE, CONCURRENTLY) SCHEMA public",
        "REINDEX DATABASE CONCURRENTLY {db}")) {
      try (TestDatabase test = Databases.create(major)) {
        String[] files = {"1_a.up.sql", SETUP + "CREATE INDEX i ON a (n);\nCREATE INDEX j ON a (t);\n", "2_r.up.sql",
            reindex.replace("{db}", test.name())};
        try (Rig rig = Rig.on(test)) {
          rig.up(files[0], files[1]);
        }
        // the journal, whose tables come first in the database, is read by nobody: its leftover goes without a wait
        for (String moment : reindex.contains("DATABASE") ? List.of(BUILDING) : List.of(BUILDING, DROPPING)) {
          try (Connection reader = snapshot(test)) {
            runKilled(test, Death.SESSION_TERMINATED, moment, files);
            reader.rollback();
          }
          await(test, OURS, "0");
          List<String> left = leftovers(test);
          assertThat(left).isNotEmpty();
          if (reindex.contains("TABLE")) {
            // nobody reads the second table, so that its leftover can go at once
            assertThat(left).first().isEqualTo("i_ccnew");
            assertThat(left.stream().anyMatch(name -> name.startsWith("pg_toast_"))).isEqualTo(moment.equals(BUILDING));
          }
        }
        try (Rig rig = Rig.on(test)) {
          List<String> left = leftovers(test);
          RunReport report = rig.up(files);
          assertThat(Rig.outcomes(report)).containsExactly("done");
          assertThat(notices(report).stream().filter(notice -> notice.startsWith("dropped")))
              .hasSameSizeAs(left)
              .allMatch(notice -> notice.endsWith(", an INVALID index that an earlier attempt had left"));
        }
        assertThat(indexes(test)).isEqualTo(index("i", "t", "j", "t"));
      }
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m35_aReindexThatFailsSaysWhatItLeft(int major) {
    String[] files = {"1_a.up.sql", SETUP, "2_r.up.sql", "REINDEX INDEX CONCURRENTLY u;\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files[0], files[1]);
      assertThatThrownBy(() -> test.execute(UNIQUE)).hasMessageContaining("could not create unique index");
      for (int i = 0; i < 2; i++) {
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.message()).isEqualTo("could not create unique index \"u_ccnew\"");
        assertThat(problem.state()).isEqualTo("none of the 1 statements of 2_r.up.sql is recorded as done; "
            + "the index \"public\".\"u_ccnew\" is INVALID");
        assertThat(problem.remedy()).isEqualTo(
            "mend the cause and run again: whimbrel up (it drops the INVALID index and goes on with statement 1)");
        assertThat(indexes(test)).isEqualTo(index("u", "f", "u_ccnew", "f"));
      }
      test.execute("DELETE FROM a WHERE t = 'y'");
      assertThat(notices(rig.up(files)))
          .containsExactly("dropped \"public\".\"u_ccnew\", an INVALID index that an earlier attempt had left");
      assertThat(indexes(test)).isEqualTo(index("u", "t"));
    }
  }

  /** A table is rebuilt without its INVALID indexes, and the server calls that a success. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m35_anInvalidIndexThatWasPassedOverIsAFailure(int major) {
    String[] files = {"1_a.up.sql", SETUP, "2_r.up.sql", "REINDEX TABLE CONCURRENTLY a;\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files[0], files[1]);
      assertThatThrownBy(() -> test.execute(UNIQUE)).hasMessageContaining("could not create unique index");
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.message())
          .isEqualTo("the server reported no error, but the index \"public\".\"u\" is INVALID");
      assertThat(problem.remedy()).isEqualTo("run again: whimbrel up");
      test.execute("DROP INDEX u");
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
    }
  }

  /** Names as long as can be, with numbers behind them; and another's index that only looks like a leftover. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m35_leftoversAreToldByTheirNames(int major) {
    String name = "n".repeat(63);
    String cut = "n".repeat(56);
    String[] files = {"1_a.up.sql",
        SETUP + "CREATE INDEX " + name + " ON a (n);\nCREATE INDEX i ON a (t);\nCREATE INDEX "
            + cut + "_ccold7 ON a (n);\nCREATE INDEX i_ccnew2 ON a (t);\nCREATE INDEX mine_ccnew ON a (n);\n",
        "2_r.up.sql", "REINDEX INDEX CONCURRENTLY public." + name + ";\nREINDEX INDEX CONCURRENTLY i;\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files[0], files[1]);
      test.execute(
          "UPDATE pg_index SET indisvalid = false WHERE indexrelid IN (SELECT oid FROM pg_class WHERE relname ~ '_cc')");
      assertThat(notices(rig.up(files))).containsExactly(
          "dropped \"public\".\"" + cut + "_ccold7\", an INVALID index that an earlier attempt had left",
          "dropped \"public\".\"i_ccnew2\", an INVALID index that an earlier attempt had left");
      assertThat(indexes(test)).isEqualTo(index("i", "t", "mine_ccnew", "f", name, "t"));
    }
  }

  private static final String PARTITIONS = """
      CREATE TABLE p (n int) PARTITION BY RANGE (n);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
      CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
      """;
  private static final String DETACH = "ALTER TABLE p DETACH PARTITION public.p1 CONCURRENTLY;\n";
  private static final String CHILDREN = "SELECT inhrelid::regclass, inhdetachpending FROM pg_inherits WHERE inhparent = 'p'::regclass ORDER BY 1";

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aDetachThatWasKilledIsFinished(int major) throws Exception {
    String[] files = {"1_a.up.sql", PARTITIONS, "2_d.up.sql", DETACH};
    try (TestDatabase test = Databases.create(major)) {
      try (Rig rig = Rig.on(test)) {
        rig.up(files[0], files[1]);
      }
      try (Connection reader = test.connect()) {
        reader.setAutoCommit(false);
        execute(reader, "SELECT * FROM p");
        runKilled(test, Death.SESSION_TERMINATED,
            "SELECT count(*) FROM pg_inherits WHERE inhdetachpending", files);
        reader.rollback();
      }
      await(test, OURS, "0");
      assertThat(test.query(CHILDREN)).isEqualTo(List.of(List.of("p1", "t"), List.of("p2", "f")));
      try (Rig rig = Rig.on(test)) {
        assertThat(notices(rig.up(files))).containsExactly(
            "an earlier attempt had begun to detach \"public\".\"p1\": finished it with FINALIZE");
        assertThat(test.query(CHILDREN)).isEqualTo(List.of(List.of("p2", "f")));
        loseLastRow(test);
        assertThat(notices(rig.up(files))).containsExactly(
            "\"public\".\"p1\" is no partition of \"p\" any more: an earlier attempt detached it");
      }
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aDetachThatWasCancelledSaysSo(int major) throws Exception {
    String[] files = {"1_a.up.sql", PARTITIONS, "2_d.up.sql", "SET lock_timeout = 50;\n" + DETACH};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files[0], files[1]);
      try (Connection reader = test.connect()) {
        reader.setAutoCommit(false);
        execute(reader, "SELECT * FROM p");
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.server()).extracting(error -> error.sqlState()).isEqualTo("55P03");
        assertThat(problem.state()).isEqualTo("1 of the 2 statements of 2_d.up.sql is in effect and recorded; "
            + "\"public\".\"p1\" is half detached from \"p\"");
        assertThat(problem.remedy()).isEqualTo(
            "mend the cause and run again: whimbrel up (it finishes that and goes on with statement 2)");
        reader.rollback();
      }
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      assertThat(test.query(CHILDREN)).isEqualTo(List.of(List.of("p2", "f")));
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aDatabaseThatIsThereAlreadyIsOursOnlyAfterAnAttemptWithoutAWord(int major) {
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      String other = test.name() + "_other";
      String[] files = {"1_d.up.sql", "CREATE DATABASE " + other + ";\n", "1_d.down.sql", "DROP DATABASE " + other};
      rig.up(files);
      loseLastRow(test);
      assertThat(notices(rig.up(files)))
          .containsExactly("the database \"" + other + "\" is there: an earlier attempt made it");
      rig.run(new Goal.Undo(1), Rig.set(files));
      loseLastRow(test);
      assertThat(notices(rig.run(new Goal.Undo(1), Rig.set(files))))
          .containsExactly("the database \"" + other + "\" is gone: an earlier attempt dropped it");
      test.execute("CREATE DATABASE " + other);
      for (int i = 0; i < 2; i++) {
        assertThat(Rig.outcomes(rig.up(files)))
            .containsExactly("PARTLY_APPLIED 1_d.up.sql:1:1 database \"" + other + "\" already exists");
      }
      test.execute("DROP DATABASE " + other);
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aSubscriptionThatIsGoneIsNotDroppedTwice(int major) {
    String[] files = {"1_s.up.sql", "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p "
        + "WITH (connect = false, slot_name = NONE);\n", "2_s.up.sql", "DROP SUBSCRIPTION s;\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(files);
      loseLastRow(test);
      assertThat(notices(rig.up(files)))
          .containsExactly("the subscription \"s\" is gone: an earlier attempt dropped it");
    }
  }

  /** A statement in whose wake everybody queues gives up soon; one that nobody queues behind does not. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void onlyWhoeverIsInNobodysWayIsPatient(int major) throws Exception {
    try (TestDatabase test = Databases.create(major)) {
      try (Rig rig = Rig.on(test)) {
        rig.up("1_a.up.sql", SETUP);
      }
      SessionSettings hasty = new SessionSettings(Duration.ofSeconds(5),
          Duration.ofMillis(100), Duration.ZERO, "whimbrel");
      try (ExecutorService threads = Executors.newSingleThreadExecutor();
          Rig rig = Rig.on(Database.open(Rig.url(test.url()), hasty));
          Connection holder = test.connect()) {
        holder.setAutoCommit(false);
        execute(holder, "LOCK TABLE a IN SHARE UPDATE EXCLUSIVE MODE");
        assertThat(Rig.outcomes(rig.up("1_a.up.sql", SETUP, "2_v.up.sql", "VACUUM (FULL) a;\n")))
            .containsExactly("PARTLY_APPLIED 2_v.up.sql:1:1 canceling statement due to lock timeout");
        Future<RunReport> run = threads.submit(() -> rig.up("1_a.up.sql", SETUP, "2_v.up.sql",
            "VACUUM a;\nVACUUM (FULL) a;\n"));
        await(test, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + rig.database().pid()
            + " AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '300 ms'", "1");
        holder.rollback();
        assertThat(Rig.outcomes(run.get())).containsExactly("done");
      }
    }
  }
}
