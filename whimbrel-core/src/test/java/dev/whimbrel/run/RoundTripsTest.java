package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.CountingProxy.Cut;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.FrontendMessage;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.testkit.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Counted by a proxy between us and the server: this is what a distant server costs. */
@Isolated("on a busy machine a second session may look what takes so long")
@ExtendWith(FreshDatabases.class)
class RoundTripsTest {
  /** To connect: the start and two messages of the password exchange, and how the server wants it. */
  private static final int CONNECT = 3;
  /** To learn what server it is and put the session into its known state. */
  private static final int GREET = 1;
  private static final int LOCK = 1;
  private static final int READ = 1;
  private static final int CREATE = 1;
  private static final int UNLOCK = 1;

  /** Of a first run of three plain migrations and one with data. */
  private static final int FLIGHTS = LOCK + READ + CREATE + 3 + 4 + UNLOCK;

  private TestDatabase test;
  private CountingProxy proxy;

  @BeforeEach
  void open(TestDatabase fresh) {
    test = fresh;
    proxy = CountingProxy.before(fresh.address());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static String[] files(int from, int to, IntFunction<String> text) {
    return IntStream.rangeClosed(from, to)
        .boxed().flatMap(i -> List.of(i + "_m.up.sql", text.apply(i)).stream()).toArray(String[]::new);
  }

  /** Of the first connection: on a busy machine a second session may look what takes so long. */
  private Traffic ours() {
    return proxy.perConnection().getFirst();
  }

  private int flights(Rig rig, String... files) {
    int before = ours().flights();
    assertThat(rig.up(files).isSuccess()).isTrue();
    return ours().flights() - before;
  }

  @Test
  void aMigrationInATransactionIsOneRoundTrip() {
    try (Rig rig = Rig.on(proxy.url())) {
      flights(rig, files(1, 1, i -> "CREATE TABLE t1 ();"));
      Traffic before = ours();
      flights(rig, files(1, 101, i -> i == 1 ? "CREATE TABLE t1 ();" : script(i)));
      Traffic traffic = ours().since(before);
      assertThat(traffic.flights()).isEqualTo(100 + LOCK + READ + UNLOCK);
      assertThat(traffic.count(FrontendMessage.QUERY)).isEqualTo(traffic.flights());
    }
  }

  private static String script(int i) {
    return "CREATE TABLE t" + i + " (n int);\nCREATE INDEX ON t" + i + " (n);\nINSERT INTO t" + i + " VALUES (1);\n";
  }

  @Test
  void theRestOfARunIsAFixedNumber() {
    try (Rig rig = Rig.on(proxy.url())) {
      assertThat(ours().flights()).isEqualTo(CONNECT + GREET);
      String[] one = files(1, 1, i -> "CREATE TABLE t1 ();");
      assertThat(flights(rig, one)).isEqualTo(LOCK + READ + CREATE + 1 + UNLOCK);
      assertThat(flights(rig, one)).isEqualTo(LOCK + READ + UNLOCK);
    }
    assertThat(proxy.total().connections()).isEqualTo(1);
  }

  @Test
  void whatCannotBeOneTextIsAsFewAsCanBe() {
    try (Rig rig = Rig.on(proxy.url())) {
      String first = "CREATE TABLE a (n int);";
      flights(rig, "1_a.up.sql", first);
      int fixed = LOCK + READ + UNLOCK;
      String copy = "SELECT 1;\nCOPY a FROM stdin;\n1\n\\.\nSELECT 2;\nCOPY a FROM stdin;\n2\n\\.\n";
      // before the data; COPY and its data, twice; the end
      assertThat(flights(rig, "1_a.up.sql", first, "2_b.up.sql", copy) - fixed).isEqualTo(7);
      String index = "CREATE INDEX CONCURRENTLY i ON a (n);\nDROP INDEX CONCURRENTLY i;\n";
      // started; for each statement: patience, the statement, its end, its row; tidying up
      assertThat(flights(rig, "1_a.up.sql", first, "2_b.up.sql", copy, "3_i.up.sql", index) - fixed).isEqualTo(10);
      String strings = "SELECT 1;\nSET standard_conforming_strings = off;\nSELECT 2;\n";
      assertThat(flights(rig, "1_a.up.sql", first, "2_b.up.sql", copy, "3_i.up.sql", index, "4_s.up.sql", strings)
          - fixed).isEqualTo(2);
      String segments = "-- whimbrel: transaction per-segment\nSELECT 1;\nSELECT 2;\nVACUUM a;\nSELECT 3;\nSELECT 4;\n";
      // started; a segment with its row; the statement between two, as above; a segment with its row; tidying up
      assertThat(flights(rig, "1_a.up.sql", first, "2_b.up.sql", copy, "3_i.up.sql", index, "4_s.up.sql", strings,
          "5_p.up.sql", segments) - fixed).isEqualTo(8);
    }
  }

  @Test
  void aLongFileIsCutAfterAQuarterOfAMillionCharacters() {
    try (Rig rig = Rig.on(proxy.url())) {
      String first = "CREATE TABLE a (t text);";
      flights(rig, "1_a.up.sql", first);
      String insert = "INSERT INTO a VALUES ('" + "x".repeat(1000) + "');\n"; // 1028 characters of a message
      // 255 of them and what begins the transaction; 256; 256; 233 and what ends it
      assertThat(flights(rig, "1_a.up.sql", first, "2_b.up.sql", insert.repeat(1000)) - LOCK - READ - UNLOCK)
          .isEqualTo(4);
    }
  }

  @Test
  void aWayBackIsOneRoundTripToo() {
    List<String> files = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      files
          .addAll(List.of(i + "_m.up.sql", "CREATE TABLE t" + i + " ();", i + "_m.down.sql", "DROP TABLE t" + i + ";"));
    }
    String[] set = files.toArray(String[]::new);
    try (Rig rig = Rig.on(proxy.url())) {
      flights(rig, set);
      int before = ours().flights();
      assertThat(rig.run(new Goal.Reset(), Rig.set(set)).done()).isEqualTo(20);
      assertThat(ours().flights() - before).isEqualTo(20 + LOCK + READ + UNLOCK);
    }
  }

  /** The server has committed and the client was not told: a new session asks the journal, and the run goes on. */
  @Test
  void aConnectionCutAfterTheCommitDoesNotEndTheRun() {
    String[] files = files(1, 3, i -> "CREATE TABLE t" + i + " ();");
    try (Rig rig = Rig.on(proxy.url())) {
      flights(rig, "1_m.up.sql", "CREATE TABLE t1 ();");
      proxy.cutAt(proxy.total().flights() + LOCK + READ + 1, Cut.AFTER_FORWARDING);
      RunReport report = rig.up(files);
      assertThat(Rig.outcomes(report)).containsExactly("done", "done");
      assertThat(((StepResult.Done) report.results().getFirst()).notices()).containsExactly(
          "the connection was lost (An I/O error occurred while sending to the backend.); "
              + "a new session found the migration and its journal row committed");
      assertThat(rig.applied()).containsExactly("1", "2", "3");
    }
    assertThat(test.value("SELECT count(*) FROM pg_class WHERE relname ~ '^t[123]$'")).isEqualTo("3");
  }

  @Test
  void aConnectionCutBeforeItLeavesNothing() {
    String[] files = files(1, 3, i -> "CREATE TABLE t" + i + " ();");
    try (Rig rig = Rig.on(proxy.url())) {
      flights(rig, "1_m.up.sql", "CREATE TABLE t1 ();");
      proxy.cutAt(proxy.total().flights() + LOCK + READ + 1, Cut.BEFORE_FORWARDING);
      RunReport report = rig.up(files);
      assertThat(Rig.outcomes(report)).containsExactly(
          "SESSION_ENDED 2_m.up.sql:1:1 the connection was lost while 2_m.up.sql ran: "
              + "An I/O error occurred while sending to the backend.",
          "not reached");
      assertThat(report.problems().getFirst().state())
          .isEqualTo("rolled back: nothing of 2_m.up.sql is in the database; a new session has seen that");
      assertThat(report.problems().getFirst().remedy()).isEqualTo("run again: whimbrel up");
    }
    assertThat(test.value("SELECT to_regclass('t2')")).isNull();
    converges(files, "2, 3");
  }

  private void converges(String[] files, String rest) {
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up(files);
      assertThat(report.isSuccess()).isTrue();
      assertThat(String.join(", ", report.results().stream().map(r -> r.step().migration().id().toString()).toList()))
          .isEqualTo(rest);
      assertThat(rig.applied()).containsExactly("1", "2", "3");
    }
    assertThat(test.value("SELECT count(*) FROM pg_class WHERE relname ~ '^t[123]$'")).isEqualTo("3");
  }

  /** Cut at every moment of a run in turn: afterwards a plain run converges, and everything was done once. */
  @Test
  void aConnectionCutAnywhereIsMendedByTheNextRun() {
    String[] files = {"1_a.up.sql", "CREATE TABLE done (what text);\nINSERT INTO done VALUES ('1');", "2_b.up.sql",
        "INSERT INTO done VALUES ('2');", "3_c.up.sql",
        "COPY done FROM stdin;\n3\n\\.\nSET lock_timeout = 0;\n", "4_d.up.sql", "INSERT INTO done VALUES ('4');"};
    mendedWhereverItIsCut(FLIGHTS, files);
  }

  /** What can commit together with its row does, so that a statement is never in doubt. */
  @Test
  void aScriptWithoutATransactionDoesNothingTwiceEither() {
    String[] files = {"1_a.up.sql",
        "-- whimbrel: no-transaction\nCREATE TABLE done (what text);\nINSERT INTO done VALUES ('1');\nINSERT INTO done VALUES ('2');",
        "2_b.up.sql",
        "-- whimbrel: transaction per-segment\nINSERT INTO done VALUES ('3');\nVACUUM done;\nINSERT INTO done VALUES ('4');"};
    int flights;
    try (Rig rig = Rig.on(proxy.url())) {
      int before = proxy.total().flights();
      assertThat(rig.up(files).isSuccess()).isTrue();
      flights = proxy.total().flights() - before;
    }
    mendedWhereverItIsCut(flights, files);
  }

  private void mendedWhereverItIsCut(int flights, String... files) {
    for (Cut cut : Cut.values()) {
      for (int flight = 1; flight <= flights; flight++) {
        test.execute("DROP SCHEMA IF EXISTS whimbrel CASCADE; DROP TABLE IF EXISTS done");
        runCutAt(flight, cut, files);
        try (Rig rig = Rig.on(test)) {
          assertThat(rig.up(files).isSuccess()).as("%s %s", cut, flight).isTrue();
        }
        assertThat(test.query("SELECT string_agg(what, '' ORDER BY what) FROM done")).as("%s %s", cut, flight)
            .isEqualTo(List.of(List.of("1234")));
      }
    }
  }

  /** Whatever the run says of a step is true. */
  private void runCutAt(int flight, Cut cut, String[] files) {
    try (Rig rig = Rig.on(proxy.url()); Rig witness = Rig.on(test)) {
      proxy.cutAt(proxy.total().flights() + flight, cut);
      RunReport report = rig.up(files);
      assertThat(report.problems()).as("%s %s", cut, flight).extracting(Problem::code)
          .isSubsetOf(ProblemCode.SESSION_ENDED, ProblemCode.PARTLY_APPLIED, ProblemCode.DATABASE_ERROR);
      assertThat(witness.applied()).as("%s %s", cut, flight).isEqualTo(report.results().stream()
          .filter(StepResult.Done.class::isInstance).map(done -> done.step().migration().id().key()).toList());
    } catch (dev.whimbrel.problem.WhimbrelException e) {
      assertThat(e.problems().getFirst().code()).as("%s %s", cut, flight)
          .isIn(ProblemCode.UNREACHABLE, ProblemCode.JOURNAL);
    }
  }
}
