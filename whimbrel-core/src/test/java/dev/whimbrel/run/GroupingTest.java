package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.CountingProxy.Cut;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations that share a message, and migrations that share a transaction. */
@ExtendWith(FreshDatabases.class)
class GroupingTest {
  private static final Grouping IN_FLIGHT = new Grouping.Each(25);
  private static final Grouping ALL = new Grouping.All();

  /** Of a run on a database with a journal: lock, read, unlock. */
  private static final int FIXED = 3;

  private TestDatabase test;
  private CountingProxy proxy;

  @BeforeEach
  void open(TestDatabase fresh) {
    test = fresh;
    proxy = CountingProxy.before(fresh.address());
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.up("0_log.up.sql", "CREATE TABLE log (n int UNIQUE DEFERRABLE INITIALLY DEFERRED, what text);")
          .isSuccess()).isTrue();
    }
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  /** The files of migrations that each write their number, with others in their places. */
  private static String[] files(int count, Object... others) {
    List<String> files = new ArrayList<>(
        List.of("0_log.up.sql", "CREATE TABLE log (n int UNIQUE DEFERRABLE INITIALLY DEFERRED, what text);"));
    for (int i = 1; i <= count; i++) {
      files.addAll(List.of(i + "_m.up.sql", text(i, others)));
    }
    return files.toArray(String[]::new);
  }

  private static String text(int number, Object... others) {
    for (int i = 0; i < others.length; i += 2) {
      if (others[i].equals(number)) {
        return (String) others[i + 1];
      }
    }
    return "INSERT INTO log VALUES (" + number + ");\n";
  }

  private String written() {
    return Objects.requireNonNull(test.value("SELECT coalesce(string_agg(n::text, ' ' ORDER BY n), '') FROM log"));
  }

  private static List<String> versions(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
  }

  private int flights(Grouping grouping, String... files) {
    try (Rig rig = Rig.on(proxy.url())) {
      int before = proxy.perConnection().getLast().flights();
      int connection = proxy.perConnection().size() - 1;
      assertThat(rig.up(grouping, event -> {}, files).isSuccess()).isTrue();
      return proxy.perConnection().get(connection).flights() - before;
    }
  }

  @Test
  void aHundredMigrationsAreFourMessagesOrOne() {
    assertThat(flights(IN_FLIGHT, files(100))).isEqualTo(FIXED + 4);
    assertThat(flights(ALL, files(200))).isEqualTo(FIXED + 1);
    assertThat(written()).isEqualTo(String.join(" ", versions(1, 200)));
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.applied()).isEqualTo(versions(0, 200));
    }
  }

  /** A row each, as of migrations that are sent one by one; the times are each one's own. */
  @Test
  void theRowsInFlightAreThoseOfASequence() {
    String slow = "INSERT INTO log VALUES (2);\nSELECT pg_catalog.pg_sleep(0.3);\n";
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up(IN_FLIGHT, event -> {}, files(3, 2, slow));
      assertThat(report.isSuccess()).isTrue();
      assertThat(((StepResult.Done) report.results().get(1)).took()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
    assertThat(test.query("""
        SELECT version, event, direction, generation, batch, statements_done, statements_total, error,
          statements_total = 1 OR finished_at - started_at >= interval '0.3 s', finished_at >= started_at,
          started_at >= lag(finished_at) OVER (ORDER BY id)
        FROM whimbrel.journal WHERE batch = 2 ORDER BY id""")).isEqualTo(List.of(
        Arrays.asList("1", "applied", "up", "1", "2", "1", "1", null, "t", "t", null),
        Arrays.asList("2", "applied", "up", "1", "2", "2", "2", null, "t", "t", "t"),
        Arrays.asList("3", "applied", "up", "1", "2", "1", "1", null, "t", "t", "t")));
  }

  /** One that outlives its file would let the next take back what was recorded of it. */
  @Test
  void aSavepointEndsWithItsFile() {
    String[] files = {"0_log.up.sql", "CREATE TABLE log (n int UNIQUE DEFERRABLE INITIALLY DEFERRED, what text);",
        "1_a.up.sql", "CREATE TABLE t0 ();\nSAVEPOINT a;\nCREATE TABLE t1 ();\n", "2_b.up.sql",
        "CREATE TABLE t2 ();\nROLLBACK TO a;\n"};
    String refused = "STATEMENT_FAILED 2_b.up.sql:2:1 savepoint \"a\" does not exist";
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up(ALL, event -> {}, files))).last().isEqualTo(refused);
      assertThat(rig.applied()).containsExactly("0");
      assertThat(Rig.outcomes(rig.dryRun(new Goal.Latest(), Rig.set(files)))).last().isEqualTo(refused);
      assertThat(Rig.outcomes(rig.up(IN_FLIGHT, event -> {}, files))).last().isEqualTo(refused);
      assertThat(rig.applied()).containsExactly("0", "1");
    }
  }

  @Test
  void aSavepointWithinAFileIsFine() {
    String[] files = {"0_log.up.sql", "CREATE TABLE log (n int UNIQUE DEFERRABLE INITIALLY DEFERRED, what text);",
        "1_a.up.sql", "SAVEPOINT a;\nCREATE TABLE t0 ();\nROLLBACK TO a;\nCREATE TABLE t1 ();\n",
        "2_b.up.sql",
        "SAVEPOINT a;\nCREATE TABLE t0 ();\nRELEASE a;\n"};
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.dryRun(new Goal.Latest(), Rig.set(files)))).containsExactly("done", "done");
      assertThat(Rig.outcomes(rig.up(ALL, event -> {}, files))).containsExactly("done", "done");
    }
  }

  /** No RESET takes it back, so it would hold for all files behind. */
  @Test
  void whatHoldsForTheWholeTransactionIsRefusedInASharedOne() {
    for (String text : List.of("SET TRANSACTION READ ONLY", "set local transaction_isolation = 'serializable'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SET transaction_read_only = on")) {
      try (Rig rig = Rig.on(test)) {
        Plan plan = Planner.plan(
            Rig.set("0_log.up.sql", "CREATE TABLE log (n int UNIQUE DEFERRABLE INITIALLY DEFERRED, what text);",
                "1_a.up.sql", "SELECT 1;\n" + text + ";\n"),
            rig.history(), new Goal.Latest(),
            Policy.strict()).orThrow();
        assertThat(ALL.against(plan)).singleElement().satisfies(problem -> assertThat(problem.message())
            .startsWith("cannot be part of a run that is one transaction: it says how the whole transaction is to be"));
      }
    }
  }

  @Test
  void whatFailsInFlightIsNamedAndNothingBehindItRuns() {
    failing("SELECT 1;\nSELECT 1 / 0;\n", "STATEMENT_FAILED 7_m.up.sql:2:1 division by zero");
    failing("SELECT 1;\nSELECT nowhere;\n", "STATEMENT_FAILED 7_m.up.sql:2:8 column \"nowhere\" does not exist");
    failing("SELECT 1;\nSELEC 1;\n", "STATEMENT_FAILED 7_m.up.sql:2:1 syntax error at or near \"SELEC\"");
    failing("INSERT INTO log VALUES (3);\n",
        "STATEMENT_FAILED 7_m.up.sql:1:1 duplicate key value violates unique constraint \"log_n_key\" (while checking deferred constraints)");
  }

  private void failing(String text, String outcome) {
    test.execute("DELETE FROM log; DELETE FROM whimbrel.journal WHERE batch > 1");
    List<String> events = new ArrayList<>();
    List<String> wanted = new ArrayList<>(Collections.nCopies(6, "done"));
    wanted.add(outcome);
    wanted.addAll(Collections.nCopies(5, "not reached"));
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up(IN_FLIGHT, event -> events.add(brief(event)), files(12, 7, text));
      assertThat(Rig.outcomes(report)).isEqualTo(wanted);
      assertThat(report.problems().getFirst().state())
          .isEqualTo("rolled back: nothing of 7_m.up.sql is in the database");
      assertThat(rig.applied()).isEqualTo(versions(0, 6));
      assertThat(rig.history().entries().getLast().event().word()).isEqualTo("failed");
      assertThat(rig.history().entries().getLast().key()).isEqualTo("7");
    }
    assertThat(written()).isEqualTo("1 2 3 4 5 6");
    List<String> told = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      told.addAll(List.of("started " + i, "finished " + i));
    }
    assertThat(events.stream().filter(event -> !event.startsWith("sent")).toList()).isEqualTo(told);
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.up(IN_FLIGHT, event -> {}, files(12)).done()).isEqualTo(6);
    }
    assertThat(written()).isEqualTo("1 2 3 4 5 6 7 8 9 10 11 12");
  }

  private static String brief(RunEvent event) {
    return switch (event) {
      case RunEvent.StepsSent sent -> "sent " + sent.number() + "+" + sent.steps().size() + " of " + sent.total();
      case RunEvent.StepStarted started -> "started " + started.step().migration().id();
      case RunEvent.StepFinished finished -> "finished " + finished.result().step().migration().id();
      case RunEvent.Retrying retrying -> "retrying " + retrying.step().migration().id();
      case RunEvent.Entangled entangled -> "entangled";
      case RunEvent.Recovering recovering -> "recovering";
    };
  }

  /** The lock is free after the first attempt: that one is tried again alone, and the rest goes on. */
  @Test
  void aLockInTheWayIsWaitedForByTheOneThatNeedsIt() throws SQLException {
    test.execute("CREATE TABLE busy ()");
    List<String> events = new ArrayList<>();
    try (Rig rig = Rig.on(test); Connection other = test.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK busy");
      RunReport report = rig.up(IN_FLIGHT, event -> {
        events.add(brief(event));
        if (event instanceof RunEvent.Retrying) {
          rollBack(other);
        }
      }, files(6, 3, "ALTER TABLE busy ADD COLUMN n int;\nINSERT INTO log VALUES (3);\n"));
      assertThat(Rig.outcomes(report)).containsOnly("done");
    }
    assertThat(events).containsExactly("sent 1+6 of 6", "started 1", "finished 1", "started 2", "finished 2",
        "started 3", "retrying 3", "finished 3", "sent 4+3 of 6", "started 4", "finished 4", "started 5", "finished 5",
        "started 6", "finished 6");
    assertThat(written()).isEqualTo("1 2 3 4 5 6");
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Roles, settings, temporary tables, prepared statements, cursors, deferred constraints, isolation. */
  @ParameterizedTest
  @ValueSource(ints = {1, 25})
  void oneFileDecidesNothingForTheNext(int inFlight) {
    decidesNothing(new Grouping.Each(inFlight));
    assertThat(written()).isEqualTo("2 4 6");
  }

  @Test
  void oneFileDecidesNothingForTheNextInOneTransactionEither() {
    decidesNothing(ALL);
    assertThat(written()).isEqualTo("2 4 6");
  }

  private void decidesNothing(Grouping grouping) {
    test.execute("DROP ROLE IF EXISTS nobody_" + test.name() + "; CREATE ROLE nobody_" + test.name());
    String leaving = "SET search_path = nowhere;\nCREATE TEMP TABLE scratch ();\nPREPARE p AS SELECT 1;\n"
        + "DECLARE c CURSOR WITH HOLD FOR SELECT 1;\nSET CONSTRAINTS ALL IMMEDIATE;\nSET lock_timeout = 1;\n"
        + "LISTEN x;\nSET ROLE nobody_" + test.name() + ";\n";
    String looking = """
        DO $$ BEGIN
          ASSERT current_user = session_user;
          ASSERT current_setting('search_path') <> 'nowhere';
          ASSERT current_setting('lock_timeout') <> '1ms';
          ASSERT to_regclass('pg_temp.scratch') IS NULL;
          ASSERT (SELECT count(*) FROM pg_prepared_statements) = 0;
          ASSERT (SELECT count(*) FROM pg_cursors WHERE name = 'c') = 0;
        END $$;
        INSERT INTO log VALUES (0);
        INSERT INTO log VALUES (0);
        DELETE FROM log WHERE n = 0;
        INSERT INTO log VALUES (%d);
        """;
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up(grouping, event -> {}, files(6, 1, leaving, 2, looking.formatted(2), 3, leaving,
          4, looking.formatted(4), 5, "SELECT 1;", 6, looking.formatted(6))))).containsOnly("done");
    }
    test.execute("DROP ROLE nobody_" + test.name());
  }

  @Test
  void aFilesOwnTransactionKeepsItsIsolation() {
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up(IN_FLIGHT, event -> {}, files(3, 2,
          "BEGIN ISOLATION LEVEL SERIALIZABLE;\nINSERT INTO log VALUES (2, current_setting('transaction_isolation'));\nCOMMIT;\n"))))
          .containsOnly("done");
    }
    assertThat(test.value("SELECT what FROM log WHERE n = 2")).isEqualTo("serializable");
  }

  @Test
  void whatCannotShareAMessageGoesTheOrdinaryWay() {
    test.execute("CREATE INDEX there ON log (what)");
    String[] files = files(9, 3, "COPY log (n) FROM stdin;\n3\n\\.\n", 5, "CREATE INDEX CONCURRENTLY i ON log (n);\n",
        7,
        "SELECT pg_advisory_lock(77);\nINSERT INTO log VALUES (7);\n", 8,
        "SET standard_conforming_strings = off;\nINSERT INTO log VALUES (8, 'a\\'b');\n");
    List<String> sent = new ArrayList<>();
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up(IN_FLIGHT, event -> sent.add(brief(event)), files))).containsOnly("done");
      assertThat(test.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77")).isEqualTo("0");
    }
    assertThat(sent.stream().filter(event -> event.startsWith("sent")).toList()).containsExactly("sent 1+2 of 9");
    assertThat(written()).isEqualTo("1 2 3 4 6 7 8 9");
    assertThat(test.value("SELECT what FROM log WHERE n = 8")).isEqualTo("a'b");
  }

  /** Whatever a file tries, a transaction that is lost is lost by an error, and an error ends the message. */
  @ParameterizedTest
  @ValueSource(strings = {"DO $$ BEGIN ROLLBACK; END $$", "DO $$ BEGIN COMMIT; END $$",
      "DO $$ BEGIN EXECUTE 'ROLLBACK'; END $$", "SELECT 1/0", "SAVEPOINT s; SELECT 1/0; ROLLBACK TO s"})
  void noCommitIsSilentlyARollback(String sql) {
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up(IN_FLIGHT, event -> {}, files(4, 2, "INSERT INTO log VALUES (2);\n" + sql + ";\n"));
      assertThat(Rig.outcomes(report).getFirst()).isEqualTo("done");
      assertThat(Rig.outcomes(report).get(1)).startsWith("STATEMENT_FAILED 2_m.up.sql:2:");
      assertThat(Rig.outcomes(report).subList(2, 4)).containsOnly("not reached");
    }
    assertThat(written()).isEqualTo("1");
  }

  /** Cut at every moment in turn: what the run says is true, and the next one converges. */
  @ParameterizedTest
  @ValueSource(strings = {"in flight", "all"})
  void aConnectionCutAnywhereIsMendedByTheNextRun(String how) {
    Grouping grouping = how.equals("all") ? ALL : new Grouping.Each(4);
    String[] files = files(9, 6, "COPY log (n) FROM stdin;\n6\n\\.\n");
    int flights = how.equals("all") ? FIXED + 3 : FIXED + 1 + 1 + 2 + 1;
    for (Cut cut : Cut.values()) {
      for (int flight = 1; flight <= flights; flight++) {
        test.execute("DELETE FROM log; DELETE FROM whimbrel.journal WHERE batch > 1");
        try (Rig rig = Rig.on(proxy.url()); Rig witness = Rig.on(test)) {
          proxy.cutAt(proxy.total().flights() + flight, cut);
          RunReport report = rig.up(grouping, event -> {}, files);
          assertThat(report.problems()).as("%s %s", cut, flight).extracting(Problem::code)
              .isSubsetOf(ProblemCode.SESSION_ENDED, ProblemCode.DATABASE_ERROR);
          assertThat(witness.applied()).as("%s %s", cut, flight).hasSize(1 + report.done());
        } catch (WhimbrelException e) {
          assertThat(e.problems().getFirst().code()).as("%s %s", cut, flight)
              .isIn(ProblemCode.UNREACHABLE, ProblemCode.JOURNAL);
        }
        try (Rig rig = Rig.on(test)) {
          assertThat(rig.up(files).isSuccess()).as("%s %s", cut, flight).isTrue();
        }
        assertThat(written()).as("%s %s", cut, flight).isEqualTo("1 2 3 4 5 6 7 8 9");
      }
    }
  }

  @Test
  void theCommitOfSeveralThatWasNotHeardOfIsRead() {
    try (Rig rig = Rig.on(proxy.url())) {
      proxy.cutAt(proxy.total().flights() + 3, Cut.AFTER_FORWARDING);
      RunReport report = rig.up(new Grouping.Each(4), event -> {}, files(6));
      assertThat(Rig.outcomes(report)).hasSize(6).containsOnly("done");
      assertThat(((StepResult.Done) report.results().get(3)).notices()).hasSize(1).first().asString()
          .endsWith("a new session found the migration and its journal row committed");
    }
    assertThat(written()).isEqualTo("1 2 3 4 5 6");
  }

  @Test
  void oneTransactionIsRolledBackAsAWhole() {
    List<String> events = new ArrayList<>();
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up(ALL, event -> events.add(brief(event)), files(5, 3, "SELECT 1;\nSELECT 1 / 0;\n"));
      assertThat(Rig.outcomes(report)).containsExactly("ROLLED_BACK with 3", "ROLLED_BACK with 3",
          "STATEMENT_FAILED 3_m.up.sql:2:1 division by zero", "not reached", "not reached");
      Problem problem = report.problems().getFirst();
      assertThat(problem.state()).isEqualTo("rolled back: nothing of 3_m.up.sql is in the database; "
          + "the 2 migrations before it were rolled back with it, since the run is one transaction");
      assertThat(problem.remedy()).isEqualTo("mend 3_m.up.sql and run again: whimbrel up --tx all");
      assertThat(rig.applied()).containsExactly("0");
      assertThat(rig.history().entries().getLast().error())
          .isEqualTo("3_m.up.sql:2:1 SQLSTATE 22012: division by zero");
      assertThat(rig.up(ALL, event -> {}, files(5)).done()).isEqualTo(5);
    }
    assertThat(events).containsExactly("sent 1+5 of 5", "started 1", "finished 1", "started 2", "finished 2",
        "started 3", "finished 3");
    assertThat(written()).isEqualTo("1 2 3 4 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELEC 1", "INSERT INTO log VALUES (1)", "SELECT nowhere"})
  void whatFailsInOneTransactionIsNamed(String sql) {
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up(ALL, event -> {}, files(5, 4, sql + ";\n"));
      assertThat(report.results().get(3)).isInstanceOf(StepResult.Failed.class);
      assertThat(report.results().get(4)).isInstanceOf(StepResult.NotReached.class);
      assertThat(report.results().get(0)).isInstanceOf(StepResult.SharedFate.class);
    }
    assertThat(written()).isEmpty();
  }

  @Test
  void oneTransactionTakesDataAndOtherLiterals() {
    String[] files = files(5, 2, "COPY log (n) FROM stdin;\n2\n\\.\n", 3,
        "SET standard_conforming_strings = off;\nINSERT INTO log VALUES (3, 'a\\'b');\n", 4,
        "INSERT INTO log VALUES (4, 'c:\\');\n");
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up(ALL, event -> {}, files))).containsOnly("done");
    }
    assertThat(test.query("SELECT n, what FROM log WHERE what IS NOT NULL ORDER BY n"))
        .isEqualTo(List.of(List.of("3", "a'b"), List.of("4", "c:\\")));
    assertThat(written()).isEqualTo("1 2 3 4 5");
  }

  @Test
  void aLockInTheWayOfOneTransactionIsTriedAgainAsAWhole() throws SQLException {
    test.execute("CREATE TABLE busy ()");
    List<String> events = new ArrayList<>();
    try (Rig rig = Rig.on(test); Connection other = test.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK busy");
      RunReport report = rig.up(ALL, event -> {
        events.add(brief(event));
        if (event instanceof RunEvent.Retrying) {
          rollBack(other);
        }
      }, files(4, 3, "ALTER TABLE busy ADD COLUMN n int;\n"));
      assertThat(Rig.outcomes(report)).containsOnly("done");
    }
    assertThat(events.subList(0, 3)).containsExactly("sent 1+4 of 4", "retrying 3", "started 1");
    assertThat(written()).isEqualTo("1 2 4");
  }

  @Test
  void whatCannotBePartOfItIsRefusedBeforeAnythingRuns() {
    try (Rig rig = Rig.on(test)) {
      assertThatThrownBy(() -> rig.up(ALL, event -> {}, files(5, 2, "CREATE INDEX CONCURRENTLY i ON log (n);\n", 4,
          "BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;\n", 5, "BEGIN;\nSELECT 1;\nCOMMIT;\n")))
          .isInstanceOfSatisfying(WhimbrelException.class, e -> {
            assertThat(e.problems()).extracting(problem -> problem.at() + " " + problem.message()).containsExactly(
                "2_m.up.sql:1:1 cannot be part of a run that is one transaction: it does not run in one transaction",
                "4_m.up.sql:1:1 cannot be part of a run that is one transaction: it begins its transaction in a way of its own, \"BEGIN ISOLATION LEVEL SERIALIZABLE\"");
            assertThat(e.problems()).extracting(Problem::remedy)
                .containsOnly("give each migration a transaction of its own: whimbrel up --tx each");
          });
      assertThat(rig.applied()).containsExactly("0");
    }
    assertThat(written()).isEmpty();
  }

  /** An enum's new value can be used only after its commit, so that is what the advice says. */
  @Test
  void whatOnlyOneTransactionIsToBlameForAdvisesAgainstIt() {
    try (Rig rig = Rig.on(test)) {
      test.execute("CREATE TYPE mood AS ENUM ('well')");
      RunReport report = rig.up(ALL, event -> {}, files(3, 1, "ALTER TYPE mood ADD VALUE 'ill';\n", 2,
          "SELECT 'ill'::mood;\n"));
      assertThat(Objects.requireNonNull(report.problems().getFirst().server()).sqlState()).isEqualTo("55P04");
      assertThat(report.problems().getFirst().remedy()).isEqualTo(
          "a value added to an enum can be used only after its migration is committed; give each migration a transaction of its own: "
              + "whimbrel up --tx each");
    }
  }
}
