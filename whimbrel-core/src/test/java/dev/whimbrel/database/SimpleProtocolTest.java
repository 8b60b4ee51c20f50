package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract with the inner interface of the driver: a new version of it passes this or is not taken. */
@ExtendWith(FreshDatabases.class)
class SimpleProtocolTest {
  private TestDatabase test;
  private Database database;

  @BeforeEach
  void open(TestDatabase fresh) {
    test = fresh;
    database = Database.open(Rig.url(fresh.url()), SessionSettings.standard());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void commandsBeforeAnErrorAreReportedAsCompleted() {
    Answer answer = database.send("BEGIN; CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (1); "
        + "SELECT n FROM t; INSERT INTO t VALUES (1); CREATE TABLE never ()");
    assertThat(tags(answer)).containsExactly("BEGIN", "CREATE TABLE", "INSERT 0 1", "SELECT");
    assertThat(failure(answer).sqlState()).isEqualTo("23505");
    assertThat(failure(answer).position()).isZero();
    assertThat(failure(answer).error().detail()).isEqualTo("Key (n)=(1) already exists.");
    assertThat(failure(answer).connection()).isEqualTo(ServerFailure.Link.ALIVE);
  }

  @Test
  void aSyntaxErrorAnywhereMeansThatNothingRan() {
    String text = "CREATE TABLE ä€😀 (); SELEC 1";
    Answer answer = database.send(text);
    assertThat(answer.completed()).isEmpty();
    assertThat(failure(answer).sqlState()).isEqualTo("42601");
    int codePoints = text.codePointCount(0, text.indexOf("SELEC"));
    assertThat(failure(answer).position()).isEqualTo(codePoints + 1);
    assertThat(test.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'ä%'")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT f()                 | 2
      CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$ SELECT 1; SELECT 3; $x$; SELECT f()           | 3
      CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT '';?:x$1''::text'; SELECT f()            | ;?:x$1
      DO $$ BEGIN PERFORM 1; PERFORM 2; END $$; SELECT 4                                              | 4
      CREATE TABLE t (a jsonb); CREATE TABLE u (); SELECT '{"a":1}'::jsonb ? 'a'                      | t
      CREATE TABLE t (); CREATE TABLE u (); SELECT '{call x}{fn y}?'                                  | {call x}{fn y}?
      CREATE TABLE t (); CREATE TABLE u (); SELECT 1 /* ? ; $1 */ -- ; ?                               | 1
      """, quoteCharacter = '`')
  void textIsSentAsItStands(String sql, String expected) {
    Answer answer = database.send(sql);
    assertThat(answer.failure()).isNull();
    Answer.Completed last = answer.completed().getLast();
    assertThat(last.rows()).isEqualTo(List.of(List.of(expected)));
  }

  @Test
  void eachCommandIsCompletedOnce() {
    database.send("CREATE TABLE t (n int); CREATE TABLE log (n int); CREATE VIEW v AS SELECT n FROM t");
    database.send("""
        CREATE RULE also AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.n);
        CREATE RULE instead AS ON INSERT TO v DO INSTEAD SELECT 7 AS n;
        CREATE RULE nothing AS ON DELETE TO t DO INSTEAD NOTHING""");
    Answer answer = database.send(";; INSERT INTO t VALUES (1);; INSERT INTO t VALUES (2) RETURNING n; "
        + "INSERT INTO v VALUES (1); DELETE FROM t; /* none */; SELECT WHERE false; TABLE log; SET x.y = 'z'; NOTIFY n;");
    assertThat(answer.failure()).isNull();
    assertThat(tags(answer)).containsExactly("INSERT 0 1", "SELECT", "SELECT", "DELETE 0", "SELECT", "SELECT", "SET",
        "NOTIFY");
  }

  @Test
  void commitOfALostTransactionAnswersRollback() {
    database.send("BEGIN; SELECT 1/0");
    Answer answer = database.send("COMMIT");
    assertThat(answer.failure()).isNull();
    assertThat(tags(answer)).containsExactly("ROLLBACK");
  }

  @Test
  void rowsAreText() {
    assertThat(database.query("SELECT NULL, '', 'ä€😀', 1.50, true, '\\x00ff'::bytea, ARRAY[1,NULL], "
        + "timestamp '2026-01-02 03:04:05', 'tab\tline\n'"))
        .isEqualTo(List.of(Arrays.asList(null, "", "ä€😀", "1.50", "t", "\\x00ff", "{1,NULL}", "2026-01-02 03:04:05",
            "tab\tline\n")));
  }

  @Test
  void noticesAreHeardAndTheLastOnesKept() {
    Answer answer = database.send("DO $$ BEGIN FOR i IN 1..250 LOOP RAISE NOTICE 'n%', i; END LOOP; END $$");
    assertThat(answer.notices()).hasSize(100).startsWith("n151").endsWith("n250");
  }

  @Test
  void aSessionEndedByTheServerIsLost() {
    Answer answer = database.send("SELECT 1; SELECT pg_terminate_backend(pg_backend_pid())");
    assertThat(failure(answer).sqlState()).isEqualTo("57P01");
    assertThat(failure(answer).connection()).isEqualTo(ServerFailure.Link.LOST);
    assertThat(database.isClosed()).isTrue();
    assertThat(failure(database.send("SELECT 1")).connection()).isEqualTo(ServerFailure.Link.LOST);
  }

  @Test
  void aConnectionCutByTheNetworkIsLost() {
    try (CountingProxy proxy = CountingProxy.before(test.address());
        Database far = Database.open(Rig.url(proxy.url()), SessionSettings.standard())) {
      proxy.cutAt(proxy.total().flights() + 1, CountingProxy.Cut.AFTER_FORWARDING);
      Answer answer = far.send("CREATE TABLE t ()");
      assertThat(failure(answer).sqlState()).startsWith("08");
      assertThat(failure(answer).connection()).isEqualTo(ServerFailure.Link.LOST);
    }
  }

  @Test
  void tenMegabytesGoThereAndBack() {
    String big = "ä".repeat(5_000_000);
    Answer answer = database.send("CREATE TABLE t (x text); INSERT INTO t VALUES ('" + big + "'); SELECT x FROM t");
    assertThat(answer.failure()).isNull();
    String back = Objects.requireNonNull(answer.rows(2).getFirst().getFirst());
    assertThat(back.equals(big)).isTrue();
  }

  @Test
  void anyNumberOfCommandsIsOneRoundTrip() {
    try (CountingProxy proxy = CountingProxy.before(test.address());
        Database far = Database.open(Rig.url(proxy.url()), SessionSettings.standard())) {
      int before = proxy.total().flights();
      far.send("BEGIN; " + "SELECT 1; ".repeat(1000) + "COMMIT");
      far.send("SELECT 1/0; SELECT 2");
      assertThat(proxy.total().flights() - before).isEqualTo(2);
    }
  }

  /** The driver cannot take part in these from inside a text; it must say so, and the session must live. */
  @Test
  void copyToTheClientIsRefusedAndTheSessionLives() {
    Answer answer = database.send("BEGIN; CREATE TABLE t (n int); COPY t TO STDOUT; SELECT 1");
    assertThat(answer.failure()).isNotNull();
    assertThat(database.isClosed()).isFalse();
    database.send("ROLLBACK");
    assertThat(database.query("SELECT 1")).isEqualTo(List.of(List.of("1")));
  }

  @Test
  void cancelComesFromAnotherThread() throws InterruptedException {
    Thread other = Thread.ofVirtual().start(() -> {
      String active = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + database.pid()
          + " AND state = 'active' AND query LIKE '%pg_sleep%'";
      while (!"1".equals(test.value(active))) {
        Thread.onSpinWait();
      }
      database.cancel();
    });
    assertThat(failure(database.send("SELECT pg_sleep(60)")).sqlState()).isEqualTo("57014");
    other.join();
    assertThat(database.query("SELECT 1")).isEqualTo(List.of(List.of("1")));
  }

  private static List<String> tags(Answer answer) {
    return answer.completed().stream().map(Answer.Completed::tag).toList();
  }

  private static ServerFailure failure(Answer answer) {
    return Objects.requireNonNull(answer.failure());
  }
}
