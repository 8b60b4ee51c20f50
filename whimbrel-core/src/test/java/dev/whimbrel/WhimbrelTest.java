package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(FreshDatabases.class)
class WhimbrelTest {
  private static final Map<String, String> TWO = Map.of("1_a.up.sql", "CREATE TABLE a ();", "1_a.down.sql",
      "DROP TABLE a;", "2_b.up.sql", "CREATE TABLE b ();", "2_b.down.sql", "DROP TABLE b;");

  private static WhimbrelBuilder on(TestDatabase test) {
    return Whimbrel.configure(TestPool.of(test));
  }

  @Test
  void aRunIsOneTransactionWhereThatIsSaid(TestDatabase test) {
    Whimbrel whimbrel = on(test).files(Map.of("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql", "SELECT 1 / 0;"))
        .grouping(new Grouping.All()).build();
    assertThat(Rig.outcomes(whimbrel.up()))
        .containsExactly("ROLLED_BACK with 2", "STATEMENT_FAILED 2_b.up.sql:1:1 division by zero");
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void bringsADatabaseUpToDate(TestDatabase test, @TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("20260101120000-first.sql"),
        "-- +migrate Up\nCREATE TABLE a ();\n-- +migrate Down\nDROP TABLE a;\n");
    Files.writeString(directory.resolve("20260101120001-second.sql"),
        "-- +migrate Up\nCREATE TABLE b ();\n-- +migrate Down\nDROP TABLE b;\n");
    List<String> events = new ArrayList<>();
    Whimbrel whimbrel = on(test).directory(directory).listener(event -> events.add(switch (event) {
      case RunEvent.StepStarted started -> "started " + started.number() + "/" + started.total();
      case RunEvent.StepsSent sent -> "sent";
      case RunEvent.Retrying retrying -> "retrying";
      case RunEvent.Entangled entangled -> "entangled";
      case RunEvent.Recovering recovering -> "recovering";
      case RunEvent.StepFinished finished -> "finished";
    })).build();
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done");
    assertThat(events).containsExactly("started 1/2", "finished", "started 2/2", "finished");
    assertThat(whimbrel.up().results()).isEmpty();
    assertThat(test.value("SELECT DISTINCT tool FROM whimbrel.journal")).isEqualTo("whimbrel " + Whimbrel.version());
    assertThat(Whimbrel.version()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }

  @Test
  void whatCannotBeRunIsRefusedBeforeAnythingRuns(TestDatabase test, @TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> on(test).directory(directory).build().up())
        .isInstanceOfSatisfying(WhimbrelException.class,
            e -> assertThat(e.problems().getFirst().code()).isEqualTo(ProblemCode.NO_MIGRATIONS));
    Files.writeString(directory.resolve("1_a.up.sql"), "CREATE TABLE a ();");
    Files.writeString(directory.resolve("2_b.up.sql"), "SELECT 'never closed;");
    Whimbrel whimbrel = on(test).directory(directory).build();
    assertThatThrownBy(whimbrel::up).hasMessageStartingWith("2_b.up.sql:1:8 ");
    assertThat(whimbrel.validate()).extracting(Problem::code).containsExactly(ProblemCode.UNTERMINATED);
    assertThatThrownBy(() -> on(test).directory(directory.resolve("nowhere")).build())
        .hasMessageEndingWith("nowhere\" does not exist");
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
    assertThat(test.value("SELECT to_regclass('whimbrel.journal')")).isNull();
  }

  @Test
  void eachOperationInItsTurn(TestDatabase test) {
    Whimbrel whimbrel = on(test).files(TWO).service("orders").build();
    assertThat(whimbrel.validate()).isEmpty();
    assertThat(whimbrel.plan(new Goal.Latest()).steps()).hasSize(2);
    assertThat(Rig.outcomes(whimbrel.dryRun(new Goal.Latest()))).containsExactly("done", "done");
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
    assertThat(whimbrel.upTo("1").done()).isEqualTo(1);
    assertThat(whimbrel.status()).satisfies(status -> {
      assertThat(status.service()).isEqualTo("orders");
      assertThat(status.current()).contains("1");
      assertThat(status.pending()).isEqualTo(1);
      assertThat(status.lines()).extracting(Survey.Line::version).containsExactly("1", "2");
    });
    assertThat(whimbrel.up().done()).isEqualTo(1);
    assertThat(whimbrel.verify()).isEmpty();
    assertThat(whimbrel.downTo("1").done()).isEqualTo(1);
    assertThat(whimbrel.down().done()).isEqualTo(1);
    assertThat(whimbrel.status().current()).isEqualTo(Optional.empty());
    assertThat(whimbrel.up().done()).isEqualTo(2);
    assertThat(whimbrel.down(2).done()).isEqualTo(2);
    Whimbrel edited = on(test).service("orders")
        .files(Map.of("1_a.up.sql", "CREATE TABLE a (x int);", "2_b.up.sql", "CREATE TABLE b ();")).build();
    whimbrel.up();
    assertThat(edited.verify()).extracting(Problem::code).containsExactly(ProblemCode.EDITED);
  }

  @Test
  void whoNamesNoServiceAmongServicesIsToldHow(TestDatabase test) {
    on(test).files(TWO).service("orders").build().up();
    assertThatThrownBy(() -> on(test).files(TWO).build().up()).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactly(Problem
            .of(ProblemCode.CONFIGURATION, "this database is shared by services, and no service is named")
            .state("nothing was changed")
            .remedy(
                "name it with service(\"…\"); the journal knows orders; if this is one more, without a name, say so "
                    + "with: service(\"\")")));
    Whimbrel more = on(test).files(Map.of("1_c.up.sql", "CREATE TABLE c ();")).service("").build();
    assertThat(Rig.outcomes(more.up())).containsExactly("done");
  }

  @Test
  void theSettingsReachTheSession(TestDatabase test) {
    Whimbrel whimbrel = on(test)
        .files(Map.of("V1__a.sql", "CREATE TABLE ${name} AS SELECT current_setting('lock_timeout') AS l, "
            + "current_setting('statement_timeout') AS s;"))
        .format(Format.FLYWAY).placeholder("name", "kept").journalSchema("book").lockTimeout(Duration.ofMillis(100))
        .statementTimeout(Duration.ofSeconds(7)).lockWait(Duration.ofSeconds(9)).build();
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done");
    assertThat(test.query("SELECT l, s FROM kept")).containsExactly(List.of("100ms", "7s"));
    assertThat(test.value("SELECT count(*) FROM book.journal")).isEqualTo("1");
  }

  @Test
  void whatMakesNoSenseIsRefusedAtOnce(TestDatabase test) {
    WhimbrelBuilder builder = on(test);
    assertThatThrownBy(builder::build).hasMessage("no migrations: name a directory, resources, files or code");
    assertThatThrownBy(() -> builder.journalSchema("pg_mine")).hasMessage("no schema for a journal: \"pg_mine\"");
    assertThatThrownBy(() -> builder.lockWait(Duration.ofSeconds(-1))).hasMessage("a time that is negative: PT-1S");
    assertThatThrownBy(() -> builder.service("a\nb")).hasMessage("the name of a service is one line");
    assertThatThrownBy(() -> builder.files(TWO).files(TWO))
        .hasMessage("the migrations come from one place; another one was named before");
  }

  @Test
  void aConnectionIsGivenBackAsItWas(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = pg_temp, public; SET lock_timeout = '3min'");
      Whimbrel whimbrel = Whimbrel.configure(connection).files(TWO).build();
      assertThat(whimbrel.up().done()).isEqualTo(2);
      assertThat(whimbrel.isCurrent()).isTrue();
      assertThat(connection.isClosed()).isFalse();
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(show(statement, "search_path")).isEqualTo("pg_temp, public");
      assertThat(show(statement, "lock_timeout")).isEqualTo("3min");
      connection.setAutoCommit(false);
      assertThatThrownBy(whimbrel::up).hasMessage("the connection handed in is not in autocommit mode");
      assertThatThrownBy(whimbrel::readiness).hasMessage("the connection handed in is not in autocommit mode");
      connection.setAutoCommit(true);
      statement.execute("BEGIN");
      assertThatThrownBy(whimbrel::up).hasMessage("the connection handed in is inside a transaction");
      assertThatThrownBy(whimbrel::readiness).hasMessage("the connection handed in is inside a transaction");
      statement.execute("ROLLBACK");
    }
  }

  private static String show(Statement statement, String setting) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SHOW " + setting)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void aListenerThatAsksTheSameConnectionIsToldSo(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect()) {
      Whimbrel[] self = new Whimbrel[1];
      self[0] = Whimbrel.configure(connection).files(TWO).listener(event -> self[0].status()).build();
      assertThatThrownBy(self[0]::up).hasRootCauseMessage("the connection handed in is at work already");
    }
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void transactionsAreRequired(TestDatabase test) {
    Whimbrel whimbrel = on(test).transactions(Transactions.REQUIRED)
        .files(Map.of("1_a.up.sql", "CREATE TABLE a (x int);", "2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON a (x);"))
        .build();
    assertThatThrownBy(whimbrel::up).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactly(Problem
            .of(ProblemCode.MIXED_TRANSACTION,
                "is not one transaction, and this application requires that of each migration")
            .inFile("2_i.up.sql").state("nothing was changed")
            .remedy("take out what cannot run in a transaction, or apply this one with: whimbrel up")));
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
    assertThat(whimbrel.upTo("1").done()).isEqualTo(1);
  }

  @Test
  void withoutTransactionsEachStatementStandsForItself(TestDatabase test) {
    Map<String, String> failing = Map.of("1_a.up.sql", "CREATE TABLE a (x int);\nSELECT 1/(SELECT count(*) FROM a);\n");
    Whimbrel whimbrel = on(test).transactions(Transactions.NONE).files(failing).build();
    RunReport report = whimbrel.up();
    assertThat(report.problems()).extracting(Problem::code).containsExactly(ProblemCode.PARTLY_APPLIED);
    assertThat(whimbrel.readiness().state()).isEqualTo(Readiness.State.FAILED);
    test.execute("INSERT INTO a VALUES (1)");
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done");
    Whimbrel paired = on(test).transactions(Transactions.NONE).service("paired")
        .files(Map.of("1_b.up.sql", "BEGIN;\nCREATE TABLE b ();\nSELECT 1/0;\nCOMMIT;\n")).build();
    assertThat(paired.up().problems()).extracting(Problem::code).containsExactly(ProblemCode.STATEMENT_FAILED);
    assertThat(test.value("SELECT to_regclass('b')")).isNull();
  }

  @Test
  void whatTheBuilderHearsLaterReachesNobody(TestDatabase test) {
    WhimbrelBuilder builder = on(test).files(TWO).service("one");
    Whimbrel whimbrel = builder.build();
    builder.service("two");
    whimbrel.up();
    assertThat(test.value("SELECT DISTINCT service FROM whimbrel.journal")).isEqualTo("one");
  }

  @Test
  void aPoolThatIsClosedIsAProblem(TestDatabase test) {
    Whimbrel whimbrel = Whimbrel.configure(TestPool.failing("no more: password=hunter2 refused")).files(TWO).build();
    assertThatThrownBy(whimbrel::up).isInstanceOf(WhimbrelException.class)
        .hasMessage("the data source gives no connection: no more: password=… refused");
    assertThatThrownBy(whimbrel::readiness)
        .hasMessage("the data source gives no connection: no more: password=… refused");
    assertThat(test.value("SELECT to_regclass('whimbrel.journal')")).isNull();
  }

  @Test
  void everyConnectionGoesBackToThePool(TestDatabase test) {
    TestPool pool = TestPool.of(test);
    Whimbrel whimbrel = Whimbrel.configure(pool).files(Map.of("1_a.up.sql", """
        CREATE TABLE a ();
        SELECT pg_terminate_backend(pg_backend_pid());
        """)).build();
    assertThat(whimbrel.up().problems()).extracting(Problem::code).containsExactly(ProblemCode.SESSION_ENDED);
    whimbrel.readiness();
    whimbrel.status();
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
    assertThat(pool.given()).isEqualTo(3).isEqualTo(pool.returned());
  }

  @Test
  void anInterruptCancelsWhatRunsOnABorrowedConnection(TestDatabase test) throws InterruptedException {
    Whimbrel whimbrel = on(test).files(Map.of("1_a.up.sql", "CREATE TABLE a ();\nSELECT pg_sleep(60);\n")).build();
    AtomicReference<RunReport> report = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread thread = Thread.ofPlatform().start(() -> {
      report.set(whimbrel.up());
      interrupted.set(Thread.currentThread().isInterrupted());
    });
    while (!"1".equals(test.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
        + "AND datname = current_database()"))) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertThat(Objects.requireNonNull(report.get()).problems()).extracting(Problem::code, Problem::message)
        .containsExactly(tuple(ProblemCode.INTERRUPTED, "interrupted in 1_a.up.sql, statement 2"));
    assertThat(interrupted.get()).isTrue();
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void theJournalTellsWhoItWas(TestDatabase test) {
    on(test).files(TWO).build().up();
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.history().entries()).extracting(JournalEntry::file).containsExactly("1_a.up.sql", "2_b.up.sql");
      assertThat(rig.history().entries().getFirst().author().tool()).isEqualTo("whimbrel " + Whimbrel.version());
    }
  }
}
