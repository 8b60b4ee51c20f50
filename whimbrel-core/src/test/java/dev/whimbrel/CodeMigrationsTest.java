package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.CodeMigration;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

@ExtendWith(FreshDatabases.class)
class CodeMigrationsTest {
  private static final Map<String, String> FILES = Map.of("1_a.up.sql", "CREATE TABLE a (x int);\n", "1_a.down.sql",
      "DROP TABLE a;\n", "3_c.up.sql", "CREATE TABLE c AS SELECT count(*) AS n FROM a;\n", "3_c.down.sql",
      "DROP TABLE c;\n");

  private static final CodeMigration FILL = CodeMigration
      .of("02", "fill a", "1", connection -> run(connection, "INSERT INTO a VALUES (1), (2)"))
      .reverting(connection -> run(connection, "DELETE FROM a"));

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Whimbrel with(TestDatabase test, CodeMigration... codes) {
    return Whimbrel.configure(TestPool.of(test)).files(FILES).code(codes).build();
  }

  private static List<String> versions(Whimbrel whimbrel) {
    return whimbrel.status().lines().stream().map(line -> line.version() + " " + line.state().label()).toList();
  }

  @Test
  void codeRunsBetweenFilesAndBack(TestDatabase test) {
    Whimbrel whimbrel = with(test, FILL);
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done", "done");
    assertThat(test.value("SELECT n FROM c")).isEqualTo("2");
    assertThat(
        test.query("SELECT version, event, file, description, raw_checksum, token_checksum, statements_total::text "
            + "FROM whimbrel.journal WHERE file LIKE 'code:%'"))
        .containsExactly(List.of("2", "applied", "code:02_fill_a", "fill a", "1", "1", "0"));
    assertThat(versions(whimbrel)).containsExactly("1 applied", "02 applied", "3 applied");
    assertThat(whimbrel.verify()).isEmpty();
    assertThat(whimbrel.up().results()).isEmpty();
    assertThat(Rig.outcomes(whimbrel.downTo("1"))).containsExactly("done", "done");
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
    assertThat(test.value("SELECT event FROM whimbrel.journal ORDER BY id DESC LIMIT 1")).isEqualTo("reverted");
    assertThat(versions(whimbrel)).containsExactly("1 applied", "02 rolled back", "3 rolled back");
  }

  @Test
  void codeAlone(TestDatabase test) {
    Whimbrel whimbrel = Whimbrel.configure(TestPool.of(test)).code(
        CodeMigration.of("10", "", "x", connection -> run(connection, "CREATE TABLE ten ()")),
        CodeMigration.of("9", "", "x", connection -> run(connection, "CREATE TABLE nine ()"))).build();
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done");
    assertThat(test.query("SELECT version FROM whimbrel.journal ORDER BY id")).containsExactly(List.of("9"),
        List.of("10"));
  }

  @Test
  void codeThatThrowsIsRolledBackAndTold(TestDatabase test) {
    IllegalStateException thrown = new IllegalStateException("no rows; password=hunter2 was refused");
    AtomicInteger calls = new AtomicInteger();
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      if (calls.incrementAndGet() == 1) {
        throw thrown;
      }
    }));
    RunReport report = whimbrel.up();
    assertThat(report.problems()).containsExactly(Problem
        .of(ProblemCode.STATEMENT_FAILED,
            "code:2_fill_a failed with java.lang.IllegalStateException: no rows; password=… was refused")
        .state("rolled back: nothing of code:2_fill_a is in the database")
        .remedy("mend the code of code:2_fill_a, then start the application again"));
    assertThat(report.results().get(1)).isInstanceOfSatisfying(StepResult.Failed.class,
        failed -> assertThat(failed.cause()).isSameAs(thrown));
    assertThat(report.results().get(2)).isInstanceOf(StepResult.NotReached.class);
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
    assertThat(test.query("SELECT event, error FROM whimbrel.journal ORDER BY id DESC LIMIT 1")).containsExactly(
        List.of("failed",
            "code:2_fill_a failed with java.lang.IllegalStateException: no rows; password=… was refused"));
    assertThat(whimbrel.readiness()).satisfies(readiness -> {
      assertThat(readiness.state()).isEqualTo(Readiness.State.FAILED);
      assertThat(readiness.failed()).containsExactly("2");
      assertThat(readiness.pending()).containsExactly("3");
    });
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done");
    assertThat(test.value("SELECT n FROM c")).isEqualTo("1");
  }

  @Test
  void whatTheServerRefusesIsTold(TestDatabase test) {
    RunReport report = with(test, CodeMigration.of("2", "fill a", "1",
        connection -> run(connection, "INSERT INTO nowhere VALUES (1)"))).up();
    assertThat(report.problems()).containsExactly(Problem
        .of(ProblemCode.STATEMENT_FAILED,
            "code:2_fill_a failed: ERROR: relation \"nowhere\" does not exist")
        .server(new ServerError("42P01", "relation \"nowhere\" does not exist", null, null, null))
        .state("rolled back: nothing of code:2_fill_a is in the database")
        .remedy("mend the code of code:2_fill_a, then start the application again"));
  }

  @Test
  void anErrorIsNoReasonToLeaveATransactionOpen(TestDatabase test) {
    RunReport report = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      throw new NoClassDefFoundError("com/acme/Missing");
    })).up();
    assertThat(report.problems()).extracting(Problem::message)
        .containsExactly("code:2_fill_a failed with java.lang.NoClassDefFoundError: com/acme/Missing");
    assertThatThrownBy(() -> with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      throw new OutOfMemoryError("of a test");
    })).up()).isInstanceOf(OutOfMemoryError.class).hasMessage("of a test");
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT", "ROLLBACK", "begin", "SELECT 1; COMMIT; BEGIN", "ROLLBACK AND CHAIN",
      "PREPARE TRANSACTION 'x'"})
  void codeDoesNotEndItsTransactionInSql(String sql, TestDatabase test) {
    RunReport report = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      assertThatThrownBy(() -> connection.prepareStatement(sql)).hasMessageEndingWith(
          " would end or change the transaction that this migration shares with its journal row");
      run(connection, sql);
    })).up();
    assertThat(report.problems()).hasSize(1).first().satisfies(problem -> assertThat(problem.message())
        .startsWith("code:2_fill_a failed: ").endsWith(" its journal row"));
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @Test
  void codeDoesNotEndItsTransactionByCalls(TestDatabase test) {
    List<String> refused = new ArrayList<>();
    AtomicReference<Connection> kept = new AtomicReference<>();
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      kept.set(connection);
      refused(refused, connection::commit);
      refused(refused, connection::rollback);
      refused(refused, () -> connection.setAutoCommit(true));
      refused(refused, connection::close);
      refused(refused, () -> connection.abort(Runnable::run));
      refused(refused, () -> connection.setReadOnly(true));
      refused(refused, () -> connection.unwrap(BaseConnection.class));
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.getConnection()).isSameAs(connection);
        refused(refused, () -> statement.addBatch("COMMIT"));
      }
      assertThat(connection.getAutoCommit()).isFalse();
      assertThat(connection.isClosed()).isFalse();
      assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
    }));
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done", "done");
    String ends = " would end or change the transaction that this migration shares with its journal row";
    assertThat(refused).containsExactly("commit()" + ends, "rollback()" + ends, "setAutoCommit()" + ends,
        "close()" + ends, "abort()" + ends, "setReadOnly()" + ends,
        "what is lent to a migration is not to be unwrapped, except to PGConnection", "COMMIT" + ends);
    assertThatThrownBy(() -> Objects.requireNonNull(kept.get()).createStatement())
        .hasMessage("the migration that this connection was lent to is over");
  }

  private interface Attempt {
    void make() throws SQLException;
  }

  private static void refused(List<String> messages, Attempt attempt) {
    try {
      attempt.make();
      messages.add("not refused");
    } catch (SQLException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void savepointsBatchesCursorsAndCopyAreThere(TestDatabase test) {
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      Savepoint savepoint = connection.setSavepoint();
      assertThatThrownBy(() -> run(connection, "INSERT INTO nowhere VALUES (1)")).isInstanceOf(SQLException.class);
      connection.rollback(savepoint);
      try (PreparedStatement statement = connection.prepareStatement("INSERT INTO a VALUES (?)")) {
        for (int i = 0; i < 10; i++) {
          statement.setInt(1, i);
          statement.addBatch();
        }
        statement.executeBatch();
      }
      connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY a FROM STDIN", new StringReader("10\n11\n"));
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(3);
        try (ResultSet rows = statement.executeQuery("SELECT x FROM a ORDER BY x")) {
          int count = 0;
          while (rows.next()) {
            count++;
          }
          assertThat(count).isEqualTo(12);
        }
      }
    }));
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done", "done");
    assertThat(test.value("SELECT n FROM c")).isEqualTo("12");
  }

  @Test
  void codeThatPassesOverAnErrorIsNotApplied(TestDatabase test) {
    RunReport report = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      try {
        run(connection, "SELECT 1/0");
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("22012");
      }
    })).up();
    assertThat(report.problems()).containsExactly(Problem
        .of(ProblemCode.STATEMENT_FAILED,
            "code:2_fill_a went on after an error of the server, which had ended its transaction")
        .server(new ServerError("25P02",
            "current transaction is aborted, commands ignored until end of transaction block", null, null, null))
        .state("rolled back: nothing of code:2_fill_a is in the database")
        .remedy(
            "let the code throw what it catches, or set a savepoint before what may fail; then start the application again"));
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @Test
  void codeThatEndsItsTransactionBehindOurBackIsNoticed(TestDatabase test) {
    RunReport report = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      Connection real = connection.getMetaData().getConnection();
      real.commit();
      run(real, "INSERT INTO a VALUES (2)");
    })).up();
    assertThat(report.problems()).containsExactly(Problem
        .of(ProblemCode.PARTLY_APPLIED, "code:2_fill_a ended the transaction that it shares with its journal row")
        .state("what it did before that may be committed, and the journal does not say that it is applied")
        .remedy("see what it left in the database and undo that; mend the code, then start the application again"));
    assertThat(test.query("SELECT x::text FROM a")).containsExactly(List.of("1"));
    assertThat(test.value("SELECT event FROM whimbrel.journal ORDER BY id DESC LIMIT 1")).isEqualTo("failed");
  }

  @Test
  void nothingOfTheSessionIsLeft(TestDatabase test) {
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "dirty", "1", connection -> {
      run(connection, "SET search_path = pg_catalog");
      run(connection, "CREATE TEMP TABLE t ()");
      run(connection, "SET CONSTRAINTS ALL DEFERRED");
      run(connection, "PREPARE p AS SELECT 1");
    }), CodeMigration.of("4", "clean", "1", connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT current_setting('search_path'), to_regclass('pg_temp.t'), "
              + "(SELECT count(*) FROM pg_prepared_statements WHERE name = 'p')")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("\"$user\", public");
        assertThat(rows.getString(2)).isNull();
        assertThat(rows.getInt(3)).isZero();
      }
    }));
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done", "done", "done");
  }

  @Test
  void aDeferredConstraintFailsTheCode(TestDatabase test) {
    Whimbrel whimbrel = Whimbrel.configure(TestPool.of(test))
        .files(Map.of("1_a.up.sql", "CREATE TABLE a (x int UNIQUE DEFERRABLE INITIALLY DEFERRED);"))
        .code(CodeMigration.of("2", "twice", "1", connection -> run(connection, "INSERT INTO a VALUES (1), (1)")))
        .build();
    assertThat(whimbrel.up().problems()).extracting(Problem::message).containsExactly(
        "code:2_twice failed: duplicate key value violates unique constraint \"a_x_key\" (while checking deferred constraints)");
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @Test
  void whatMayPassIsTriedAgain(TestDatabase test) {
    AtomicInteger calls = new AtomicInteger();
    List<String> events = new ArrayList<>();
    Whimbrel whimbrel = Whimbrel.configure(TestPool.of(test)).files(FILES)
        .listener(event -> {
          if (event instanceof RunEvent.Retrying retrying) {
            events.add(retrying.failure().sqlState());
          }
        })
        .code(CodeMigration.of("2", "fill a", "1", connection -> {
          run(connection, "INSERT INTO a VALUES (1)");
          if (calls.incrementAndGet() == 1) {
            try {
              run(connection, "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
            } catch (SQLException e) {
              throw new IllegalStateException("wrapped", e);
            }
          }
        })).build();
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done", "done");
    assertThat(events).containsExactly("40001");
    assertThat(test.value("SELECT n FROM c")).isEqualTo("1");
  }

  @Test
  void aLostConnectionIsLookedInto(TestDatabase test) {
    RunReport report = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      run(connection, "SELECT pg_terminate_backend(pg_backend_pid())");
    })).up();
    assertThat(report.problems()).hasSize(1).first().satisfies(problem -> {
      assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
      assertThat(problem.state()).startsWith("rolled back: nothing of code:2_fill_a is in the database");
    });
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
    assertThat(Rig.outcomes(with(test, FILL).up())).containsExactly("done", "done");
  }

  @Test
  void anInterruptCancelsTheCodesStatement(TestDatabase test) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<RunReport> report = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "sleep", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      begun.countDown();
      run(connection, "SELECT pg_sleep(60)");
    }));
    Thread thread = Thread.ofPlatform().start(() -> {
      report.set(whimbrel.up());
      interrupted.set(Thread.currentThread().isInterrupted());
    });
    begun.await();
    thread.interrupt();
    thread.join();
    RunReport ended = Objects.requireNonNull(report.get());
    assertThat(ended.problems()).containsExactly(Problem
        .of(ProblemCode.INTERRUPTED, "interrupted in code:2_sleep")
        .server(new ServerError("57014", "canceling statement due to user request", null, null, null))
        .state("rolled back: nothing of code:2_sleep is in the database")
        .remedy("the statement was cancelled or ran longer than --timeout; start the application again"));
    assertThat(interrupted.get()).isTrue();
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @Test
  void anInterruptOfCodeThatOnlyWaitsIsOneToo(TestDatabase test) {
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "wait", "1", connection -> {
      run(connection, "INSERT INTO a VALUES (1)");
      Thread.currentThread().interrupt();
      new CountDownLatch(1).await();
    }));
    RunReport report = whimbrel.up();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.problems()).containsExactly(Problem
        .of(ProblemCode.INTERRUPTED, "interrupted in code:2_wait")
        .state("rolled back: nothing of code:2_wait is in the database")
        .remedy("to go on, start the application again"));
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @Test
  void aDryRunDoesNotTryCode(TestDatabase test) {
    assertThat(Rig.outcomes(with(test, FILL).dryRun(new Goal.Latest()))).containsExactly("done",
        "not tried: it is code, and what that does outside the database cannot be rolled back", "done");
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void versionsThatStandTwiceAreRefusedAllAtOnce(TestDatabase test) {
    Whimbrel whimbrel = with(test, FILL, CodeMigration.of("2", "again", "1", connection -> {}),
        CodeMigration.of("0003", "", "1", connection -> {}), CodeMigration.of("x", "", "1", connection -> {}));
    List<Problem> expected = List.of(
        Problem.of(ProblemCode.DUPLICATE_VERSION, "version 2 is that of code:02_fill_a and of code:2_again")
            .remedy("give one of them another version"),
        Problem.of(ProblemCode.DUPLICATE_VERSION, "version 0003 is that of 3_c.up.sql and of code:0003")
            .remedy("give one of them another version"),
        Problem.of(ProblemCode.CONFIGURATION,
            "the version of code:x is \"x\", and a version of golang-migrate is a number")
            .remedy("give it a version as the files have them"));
    assertThat(whimbrel.validate()).containsExactlyElementsOf(expected);
    assertThatThrownBy(whimbrel::up).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactlyElementsOf(expected));
    assertThat(test.value("SELECT to_regclass('whimbrel.journal')")).isNull();
  }

  @Test
  void codeOfAnotherVersionIsAnEdit(TestDatabase test) {
    with(test, FILL).up();
    Whimbrel edited = with(test, CodeMigration.of("2", "fill a", "2", connection -> {}));
    assertThat(edited.verify()).hasSize(1).first().satisfies(problem -> {
      assertThat(problem.code()).isEqualTo(ProblemCode.EDITED);
      assertThat(problem.message()).matches(
          "code:2_fill_a was changed since it was applied on \\d{4}-\\d\\d-\\d\\d: the checksum that its author gave it was "
              + "\"1\" and is \"2\"");
      assertThat(problem.remedy())
          .isEqualTo("restore the code and its checksum, and put the change into a new migration");
    });
  }

  @Test
  void whoDoesNotKnowTheCodeLeavesItAlone(TestDatabase test) {
    with(test, FILL).up();
    Whimbrel without = with(test);
    assertThat(versions(without)).containsExactly("1 applied", "3 applied", "02 by code");
    assertThat(without.up().results()).isEmpty();
    assertThat(without.verify()).isEmpty();
    assertThat(without.readiness().state()).isEqualTo(Readiness.State.AHEAD);
    Whimbrel more = Whimbrel.configure(TestPool.of(test))
        .files(Map.of("1_a.up.sql", "CREATE TABLE a (x int);\n", "3_c.up.sql",
            "CREATE TABLE c AS SELECT count(*) AS n FROM a;\n", "4_d.up.sql", "CREATE TABLE d ();\n"))
        .build();
    assertThatThrownBy(more::up).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).hasSize(1).first().satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.MISSING);
          assertThat(problem.message())
              .matches("version 02 was applied on \\d{4}-\\d\\d-\\d\\d by code of an application "
                  + "\\(code:02_fill_a\\), which is not known here, so nobody can tell what else of it is pending and comes first");
          assertThat(problem.remedy())
              .isEqualTo("let that application apply what is pending, or register its code here");
        }));
    assertThatThrownBy(() -> without.downTo("1")).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactly(Problem
            .of(ProblemCode.MISSING, "version 02 is to be reverted, and it was applied by code of an application "
                + "(code:02_fill_a), which is not known here")
            .remedy(
                "let that application revert it; or undo it by hand and say so with: whimbrel resolve 02 --as reverted")));
  }

  @Test
  void eachFormatHasAPlaceForCode(TestDatabase test) {
    assertThat(order(Format.FLYWAY, "1.10", Map.of("V1.2__a.sql", "SELECT 1;", "V1.11__b.sql", "SELECT 1;", "R__v.sql",
        "SELECT 1;"))).containsExactly("1.2", "1.10", "1.11", "R__v");
    assertThat(order(Format.FLYWAY, "2", Map.of("V1__a.sql", "SELECT 1;", "R__v.sql", "SELECT 1;")))
        .containsExactly("1", "2", "R__v");
    assertThat(order(Format.DBMATE, "20240102", Map.of("20240101_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n",
        "20240103_b.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n")))
        .containsExactly("20240101", "20240102", "20240103");
    assertThat(order(Format.SQL_MIGRATE, "5", Map.of("004-a.sql", "-- +migrate Up\nSELECT 1;\n", "10-b.sql",
        "-- +migrate Up\nSELECT 1;\n", "later.sql", "-- +migrate Up\nSELECT 1;\n")))
        .containsExactly("004", "5", "10", "later");
    assertThat(order(Format.GOOSE, "7", Map.of("6_a.sql", "-- +goose Up\nSELECT 1;\n", "10_b.sql",
        "-- +goose Up\nSELECT 1;\n"))).containsExactly("6", "7", "10");
    Whimbrel liquibase = Whimbrel.configure(TestPool.of(test)).format(Format.LIQUIBASE)
        .files(Map.of("a.sql", "--liquibase formatted sql\n--changeset ann:1\nSELECT 1;\n"))
        .code(CodeMigration.of("1", "", "1", connection -> {})).build();
    assertThat(liquibase.validate()).containsExactly(Problem.of(ProblemCode.UNSUPPORTED,
        "code:1 cannot stand among the changesets of Liquibase, which have no versions to be ordered by")
        .remedy("bring the directory into another format with: whimbrel convert"));
  }

  private static List<String> order(Format format, String version, Map<String, String> files) {
    Material material = new Material(
        FileSet.of("map", files.entrySet().stream().collect(Collectors.toMap(
            Map.Entry::getKey, file -> file.getValue().getBytes(StandardCharsets.UTF_8)))),
        true, format, Map.of(), "", List.of(CodeMigration.of(version, "code", "1", connection -> {})),
        Transactions.AS_WRITTEN);
    return material.read(Lexicon.standard()).orThrow().all().migrations().stream()
        .map(migration -> migration.id().toString()).toList();
  }

  @Test
  void codeHasNoPlaceBesideTheTableOfAnotherTool(TestDatabase test) {
    with(test).up();
    test.execute("INSERT INTO whimbrel.mirror (service, tool, table_schema, table_name, left_out) "
        + "VALUES ('', 'golang-migrate', 'public', 'schema_migrations', '{}')");
    Whimbrel whimbrel = with(test, CodeMigration.of("4", "late", "1", connection -> {}));
    assertThatThrownBy(whimbrel::up).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactly(Problem
            .of(ProblemCode.UNSUPPORTED,
                "the table public.schema_migrations of golang-migrate is kept up here, and it has "
                    + "no place for migrations that are code")
            .state("nothing was changed")
            .remedy("if that tool is not used any more: whimbrel adopt --detach")));
  }

  /** After the code come two messages: one looks whether its transaction is still there, one commits. */
  @Test
  void whatWasCommittedBeforeTheConnectionBrokeIsFoundThroughThePool(TestDatabase test) {
    with(test).upTo("1");
    try (CountingProxy proxy = CountingProxy.before(test.address())) {
      AtomicInteger calls = new AtomicInteger();
      Whimbrel whimbrel = Whimbrel.configure(TestPool.of(proxy)).files(FILES)
          .code(CodeMigration.of("2", "fill a", "1", connection -> {
            run(connection, "INSERT INTO a VALUES (1)");
            proxy.cutAt(proxy.total().flights() + 2, CountingProxy.Cut.AFTER_FORWARDING);
            calls.incrementAndGet();
          })).build();
      RunReport report = whimbrel.upTo("2");
      assertThat(report.results()).singleElement().isInstanceOfSatisfying(StepResult.Done.class,
          done -> assertThat(done.notices()).singleElement().asString()
              .startsWith("the connection was lost (")
              .endsWith("); a new session found the migration and its journal row committed"));
      assertThat(calls.get()).isEqualTo(1);
    }
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("1");
  }

  @Test
  void whatWasNotCommittedIsFoundToBeRolledBack(TestDatabase test) {
    with(test).upTo("1");
    try (CountingProxy proxy = CountingProxy.before(test.address())) {
      Whimbrel whimbrel = Whimbrel.configure(TestPool.of(proxy)).files(FILES)
          .code(CodeMigration.of("2", "fill a", "1", connection -> {
            proxy.cutAt(proxy.total().flights() + 1, CountingProxy.Cut.BEFORE_FORWARDING);
            run(connection, "INSERT INTO a VALUES (1)");
          })).build();
      RunReport report = whimbrel.upTo("2");
      assertThat(report.problems()).singleElement().satisfies(problem -> {
        assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
        assertThat(problem.state()).isEqualTo(
            "rolled back: nothing of code:2_fill_a is in the database; a new session has seen that");
      });
    }
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
  }

  @Test
  void anOddRegistrationIsRefusedAtOnce() {
    assertThatThrownBy(() -> CodeMigration.of(" ", "", "1", connection -> {}))
        .hasMessage("the version of a code migration is one line that is not empty");
    assertThatThrownBy(() -> CodeMigration.of("1", "", "", connection -> {}))
        .hasMessage("the checksum of a code migration is one line that is not empty");
    assertThatThrownBy(() -> CodeMigration.of("1", "a\nb", "1", connection -> {}))
        .hasMessage("the description of a code migration is one line");
  }

  @Test
  void theHistoryKnowsWhatIsOfCode(TestDatabase test) {
    with(test, FILL).up();
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.history().entries()).extracting(JournalEntry::isOfCode).containsExactly(false, true, false);
      assertThat(rig.history().entries()).extracting(JournalEntry::version).containsExactly("1", "02", "3");
    }
    assertThat(Survey.of(Rig.result(Format.GOLANG_MIGRATE, ParseOptions.standard(), "1_a.up.sql",
        "SELECT 1;").orThrow(), history(test)).in(State.BY_CODE)).hasSize(1);
  }

  private static History history(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      return rig.history();
    }
  }

  @Test
  void whatWasLentIsAnObjectLikeOthers(TestDatabase test) {
    AtomicReference<Connection> lent = new AtomicReference<>();
    AtomicReference<Statement> made = new AtomicReference<>();
    Whimbrel whimbrel = with(test, CodeMigration.of("2", "fill a", "1", connection -> {
      lent.set(connection);
      made.set(connection.createStatement());
      assertThat(connection.equals(connection)).isTrue();
      assertThat(connection.equals(connection.createStatement())).isFalse();
    }));
    assertThat(Rig.outcomes(whimbrel.up())).containsExactly("done", "done", "done");
    Connection connection = Objects.requireNonNull(lent.get());
    Statement statement = Objects.requireNonNull(made.get());
    assertThat(List.<Object>of(connection, statement)).allSatisfy(object -> {
      assertThat(object.equals(object)).isTrue();
      assertThat(object.hashCode()).isEqualTo(System.identityHashCode(object));
    });
    assertThat(connection.toString()).isEqualTo("a connection lent to a migration");
    assertThat(statement.toString()).isEqualTo("a statement of a migration");
    assertThatCode(statement::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> statement.execute("SELECT 1"))
        .hasMessage("the migration that this connection was lent to is over");
  }
}
