package dev.whimbrel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.source.Format;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found in real databases; how it looks is in the stories. */
@ExtendWith(FreshDatabases.class)
class DoctorTest {
  private static final String[] FILES = {"1_a.up.sql", "CREATE TABLE a (n int, m int);\n"};

  private static Patient patient(Rig rig) {
    return patient(rig, Limits.none(), InstantSource.system());
  }

  private static Patient patient(Rig rig, Limits limits, InstantSource clock) {
    return new Patient(rig.database(), rig.journal(), Whimbrel.JOURNAL_SCHEMA, Patient.Naming.UNNAMED,
        Result.ok(Rig.sources(Format.GOLANG_MIGRATE, FILES)), limits, clock);
  }

  /** The servers of tests do not sync. */
  private static List<Finding> findings(Patient patient) {
    return Doctor.examine(patient).findings().stream().filter(finding -> !finding.id().equals("fsync-off")).toList();
  }

  private static List<String> ids(List<Finding> findings) {
    return findings.stream().map(finding -> finding.severity().word() + " " + finding.id() + " " + finding.about())
        .toList();
  }

  private static Finding only(Patient patient) {
    List<Finding> findings = findings(patient);
    assertThat(ids(findings)).hasSize(1);
    return findings.getFirst();
  }

  /** Sessions come and go in their own time; what is asked for is waited for. */
  private static Finding awaited(Patient patient, Predicate<Finding> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      List<Finding> found = findings(patient).stream().filter(wanted).toList();
      if (!found.isEmpty()) {
        return found.getFirst();
      }
    }
    throw new AssertionError("not found in time; there is " + ids(findings(patient)));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String steady(String text) {
    return text.replaceAll("pid \\d+", "pid N").replaceAll("backend\\(\\d+", "backend(N")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME").replaceAll("\\b\\d+ s\\b", "AGE");
  }

  @Test
  void nothingIsWrong(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      Diagnosis diagnosis = Doctor.examine(patient(rig));
      assertThat(diagnosis.wrong()).isEmpty();
      assertThat(diagnosis.unseen()).isEmpty();
      assertThat(diagnosis.lookedAt()).containsExactly("the directory", "the server's state and clock",
          "settings of roles and of the database", "the journal and its privileges", "runs and the migration lock",
          "sessions that wait", "open transactions", "prepared transactions", "indexes", "constraints", "partitions",
          "the journal against the directory", "privileges for what is pending");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("dev.whimbrel.Majors#here")
  void objectsOnEveryVersion(int major) throws Exception {
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(FILES);
      test.execute("""
          CREATE TABLE p (n int NOT NULL) PARTITION BY RANGE (n);
          CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
          CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
          CREATE INDEX p_n ON ONLY p (n);
          ALTER TABLE p ADD CONSTRAINT small CHECK (n < 100) NOT VALID;
          CREATE TABLE "B ad" (id int PRIMARY KEY, n int, EXCLUDE USING btree (n WITH =));
          ALTER TABLE a ADD CONSTRAINT fk FOREIGN KEY (n) REFERENCES "B ad" NOT VALID;
          UPDATE pg_index SET indisvalid = false WHERE indrelid = '"B ad"'::regclass;
          CREATE INDEX a_n ON a (n);
          CREATE INDEX a_n_ccold1 ON a (n);
          UPDATE pg_index SET indisvalid = false WHERE indrelid = 'a'::regclass;
          """);
      if (major >= 18) {
        test.execute("ALTER TABLE a ADD CONSTRAINT meant CHECK (n > 0) NOT ENFORCED");
      }
      detachHalf(test);
      List<Finding> findings = findings(patient(rig));
      assertThat(ids(findings)).containsExactly("error invalid-index-of-constraint public.\"B ad_n_excl\"",
          "error invalid-index-of-constraint public.\"B ad_pkey\"", "error invalid-index public.a_n",
          "error pending-detach public.p1", "warning reindex-leftover public.a_n_ccold1",
          "warning invalid-partitioned-index public.p_n", "warning not-valid-constraint public.a fk",
          "warning not-valid-constraint public.p small");
      assertThat(findings.stream().filter(finding -> finding.fix() != null)
          .map(finding -> Doctor.carryOut(rig.database(), Objects.requireNonNull(finding.fix()))))
          .allMatch(new Treatment.Mended()::equals);
      // the partition that is a table of its own now has a constraint of its own
      assertThat(ids(findings(patient(rig)))).containsExactly(
          "error invalid-index-of-constraint public.\"B ad_n_excl\"", "warning invalid-partitioned-index public.p_n",
          "warning not-valid-constraint public.p1 small");
    }
  }

  /** The second half of it waits for the transactions that use the table, and is cancelled there. */
  private static void detachHalf(TestDatabase test) throws Exception {
    try (Connection reader = test.connect(); Connection detacher = test.connect()) {
      reader.setAutoCommit(false);
      run(reader, "SELECT FROM p");
      CompletableFuture<Boolean> detached = CompletableFuture.supplyAsync(() -> {
        try {
          run(detacher, "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY");
          return true;
        } catch (SQLException e) {
          return false;
        }
      });
      while ("0".equals(test.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))) {
        Thread.onSpinWait();
      }
      test.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE p DETACH%' "
          + "AND datname = current_database()");
      assertThat(detached.join()).isFalse();
      reader.rollback();
    }
  }

  @Test
  void anIndexThatIsBeingBuiltIsLeftAlone(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test); Connection reader = test.connect(); Connection builder = test.connect()) {
      rig.up(FILES);
      reader.setAutoCommit(false);
      run(reader, "SELECT FROM a");
      CompletableFuture<Void> built = CompletableFuture.runAsync(() -> {
        try {
          run(builder, "CREATE INDEX CONCURRENTLY a_n ON a (n)");
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      });
      Finding finding = awaited(patient(rig), found -> found.id().equals("index-being-built")
          && found.fact().contains("CREATE INDEX")); // what is said of activity may be a moment older than the catalogs
      assertThat(steady(finding.fact()))
          .matches("the index public\\.a_n on public\\.a is INVALID, and pid N is at work "
              + "on that table \\(CREATE INDEX CONCURRENTLY, .*\\)");
      assertThat(finding.fix()).isNull();
      reader.rollback();
      built.join();
      assertThat(Doctor.examine(patient(rig)).wrong()).isEmpty();
    }
  }

  @Test
  void aTransactionInWhichNothingHappens(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test); Connection idle = test.connect()) {
      rig.up(FILES);
      idle.setAutoCommit(false);
      run(idle, "SELECT 's3cret', n FROM a");
      Finding finding = awaited(patient(rig), found -> found.id().equals("idle-in-transaction"));
      assertThat(steady(finding.fact())).isEqualTo("pid N (whimbrel-testkit as " + test.user() + " from 127.0.0.1) has "
          + "done nothing for AGE in a transaction that is open since TIME UTC, after: SELECT …");
      assertThat(steady(String.valueOf(finding.remedy()))).isEqualTo("let its program end the transaction, or end it "
          + "with: psql -c 'SELECT pg_terminate_backend(N)'");
      assertThat(finding.fix()).isNull();
      assertThat(findings(patient(rig, Limits.standard(), InstantSource.system()))).isEmpty();
      idle.rollback();
    }
  }

  @Test
  void aMigrationThatWaitsAndWhoKeepsIt(TestDatabase test) throws Exception {
    SessionSettings patience = new SessionSettings(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, "whimbrel up");
    try (Rig rig = Rig.on(test);
        Connection holder = test.connect();
        Database runner = Database.open(Rig.url(test.url()), patience)) {
      rig.up(FILES);
      holder.setAutoCommit(false);
      run(holder, "LOCK TABLE a");
      CompletableFuture<Boolean> waits = CompletableFuture
          .supplyAsync(() -> runner.send("ALTER TABLE a ADD o int").failure() == null);
      Patient patient = patient(rig, Limits.standard(), InstantSource.system());
      Finding finding = awaited(patient, found -> found.id().equals("waiting")
          && found.fact().contains("ALTER TABLE")); // a lock may be seen a moment before what is said of its session
      assertThat(steady(finding.fact())).isEqualTo("pid N (whimbrel up: ALTER TABLE a ADD o int) has waited AGE for a "
          + "lock behind pid N (whimbrel-testkit, idle in transaction for AGE: LOCK TABLE a)");
      holder.rollback();
      assertThat(waits.join()).isTrue();
    }
  }

  @Test
  void aRunThatIsGoneWithoutAWord(TestDatabase test) {
    SessionSettings settings = SessionSettings.standard().withApplicationName("whimbrel up");
    try (Rig rig = Rig.on(test); Database gone = Database.open(Rig.url(test.url()), settings)) {
      rig.up(FILES);
      Finding finding = gone.locked(rig.journal().lockKey(), Duration.ZERO, holder -> {}, () -> {
        assertThat(ids(findings(patient(rig, Limits.standard(), InstantSource.system()))))
            .containsExactly("advice run-at-work pid " + gone.pid());
        return only(patient(rig));
      });
      assertThat(steady(finding.fact()))
          .isEqualTo("pid N (whimbrel up as " + test.user() + " from 127.0.0.1, connected "
              + "since TIME UTC) holds the migration lock of this journal and has done nothing for AGE");
      assertThat(finding.id()).isEqualTo("stale-lock");
      Fix fix = Objects.requireNonNull(finding.fix());
      assertThat(fix.command()).isEqualTo("SELECT pg_terminate_backend(" + gone.pid() + ")");
      assertThat(Doctor.carryOut(rig.database(), new Fix.EndSession(gone.pid(), "another time")))
          .isEqualTo(new Treatment.NotNeeded("that session is gone"));
      assertThat(gone.send("SET application_name = 'psql'").failure()).isNull();
      assertThat(Doctor.carryOut(rig.database(), fix))
          .isEqualTo(new Treatment.NotNeeded("that session goes by the name \"psql\" now"));
      assertThat(gone.send("SET application_name = 'whimbrel up'").failure()).isNull();
      assertThat(Doctor.carryOut(rig.database(), fix)).isEqualTo(new Treatment.Mended());
      assertThat(gone.send("SELECT 1").failure()).isNotNull();
      assertThat(Doctor.carryOut(rig.database(), fix)).isEqualTo(new Treatment.NotNeeded("that session is gone"));
    }
  }

  @Test
  void sessionsThatMayRestAreKnownWhateverNameTheUrlAdds(TestDatabase test) {
    List<String> names = List.of("whimbrel up (watching)", "whimbrel doctor", "whimbrel (watching)", "whimbrel up",
        "whimbrel doctors");
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      for (String name : names) {
        SessionSettings settings = SessionSettings.standard().withApplicationName(name);
        try (Database plain = Database.open(Rig.url(test.url()), settings);
            Database added = Database.open(Rig.url(test.url() + "?application_name=x(1)"), settings)) {
          assertThat(added.send("SHOW application_name").rows(0)).isEqualTo(List.of(List.of(name + " (x(1))")));
          boolean mayRest = names.indexOf(name) < 3;
          assertThat(ids(findings(patient(rig))))
              .containsExactlyInAnyOrderElementsOf(mayRest
                  ? List.of()
                  : List.of("advice idle-run pid " + plain.pid(), "advice idle-run pid " + added.pid()));
        }
      }
    }
  }

  @Test
  void timeoutsThatCutOffWhatIsRunByHand(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      test.execute("ALTER DATABASE " + test.name() + " SET lock_timeout = '2s'");
      test.execute("ALTER DATABASE " + test.name() + " SET statement_timeout = 0");
      String newest = test.major() >= 17 ? "transaction_timeout" : "statement_timeout";
      test.execute("ALTER DATABASE " + test.name() + " SET " + newest + " = '1min'");
      assertThat(findings(patient(rig)).stream().map(finding -> finding.id() + " " + finding.fact()))
          .containsExactly("default-timeout lock_timeout is 2s by default for the database \"" + test.name() + "\"",
              "default-timeout " + newest + " is 1min by default for the database \"" + test.name() + "\"");
    }
  }

  @Test
  void preparedTransactions(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      test.execute("BEGIN; LOCK TABLE a; PREPARE TRANSACTION 'it''s " + test.name() + "'");
      Finding finding = only(patient(rig));
      assertThat(steady(finding.fact())).isEqualTo("the transaction \"it's " + test.name() + "\" of " + test.user()
          + " is prepared since TIME UTC (AGE) and neither committed nor rolled back; it holds locks on public.a");
      assertThat(finding.remedy()).isEqualTo("if its transaction manager has forgotten it: "
          + "psql -c 'ROLLBACK PREPARED '\\''it'\\'''\\''s " + test.name() + "'\\'''");
      assertThat(finding.fix()).isNull();
      test.execute("ROLLBACK PREPARED 'it''s " + test.name() + "'");
    }
  }

  @Test
  void aHandfulOfRoundTrips(TestDatabase test) {
    try (CountingProxy proxy = CountingProxy.before(test.address()); Rig rig = Rig.on(proxy.url())) {
      rig.up(FILES);
      int before = proxy.total().flights();
      assertThat(Doctor.examine(patient(rig)).unseen()).isEmpty();
      assertThat(proxy.total().flights() - before).isEqualTo(3);
    }
  }

  @Test
  void clocksThatDiffer(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      Finding ahead = only(patient(rig, Limits.none(), () -> Instant.now().minusSeconds(3600)));
      assertThat(ahead.id() + " " + ahead.severity()).isEqualTo("clock-skew WARNING");
      assertThat(ahead.fact()).matches("the server's clock is (59|60) min ahead of the clock of this machine");
      Finding behind = only(patient(rig, Limits.none(), () -> Instant.now().plusSeconds(60)));
      assertThat(behind.severity()).isEqualTo(Severity.ADVICE);
      assertThat(behind.fact()).matches("the server's clock is (59|60) s behind the clock of this machine");
    }
  }

  @Test
  void rowsFromTheFuture(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      test.execute("UPDATE whimbrel.journal SET finished_at = finished_at + interval '1 year'");
      Finding finding = only(patient(rig));
      assertThat(finding.id()).isEqualTo("journal-from-the-future");
      assertThat(steady(finding.fact())).isEqualTo(
          "the journal says that 1 was applied on TIME UTC, and the server's clock says TIME UTC");
    }
  }

  @Test
  void oneQuestionThatIsRefusedHidesNoOther(TestDatabase test) {
    test.execute("CREATE ROLE " + test.name() + "_app LOGIN PASSWORD 'pw'; GRANT CREATE ON DATABASE " + test.name()
        + " TO " + test.name() + "_app; REVOKE EXECUTE ON FUNCTION pg_blocking_pids FROM PUBLIC;"
        + "REVOKE SELECT ON pg_prepared_xacts FROM PUBLIC; CREATE TABLE t (n int); CREATE INDEX i ON t (n);"
        + "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");
    try (Rig rig = Rig.on(Rig.url(test, test.name() + "_app", "pw"))) {
      Diagnosis diagnosis = Doctor.examine(patient(rig));
      assertThat(diagnosis.unseen()).containsExactlyInAnyOrder(
          new Diagnosis.Unseen("what the sessions of other roles do, and for how long",
              "the server hides it; GRANT pg_read_all_stats TO \"" + test.name() + "_app\" shows it"),
          new Diagnosis.Unseen("sessions that wait",
              "permission denied for function pg_blocking_pids (SQLSTATE 42501)"),
          new Diagnosis.Unseen("prepared transactions",
              "permission denied for view pg_prepared_xacts (SQLSTATE 42501)"));
      assertThat(ids(diagnosis.wrong())).contains("error invalid-index public.i");
      assertThat(diagnosis.lookedAt()).contains("partitions");
    } finally {
      test.execute("DROP OWNED BY " + test.name() + "_app; DROP ROLE " + test.name() + "_app");
    }
  }

  @Test
  void aDirectoryThatDoesNotParse(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      Result<Sources> wrong = Result.rejected(Problem
          .of(ProblemCode.BAD_FILE_NAME, "what a name").inFile("x.sql"));
      Patient patient = new Patient(rig.database(), rig.journal(), Whimbrel.JOURNAL_SCHEMA, Patient.Naming.UNNAMED,
          wrong, Limits.none(), InstantSource.system());
      assertThat(ids(findings(patient))).containsExactly("error bad-file-name x.sql");
      assertThat(Doctor.examine(patient).unseen()).containsExactly(
          new Diagnosis.Unseen("the journal against the directory", "the directory has mistakes"));
    }
  }
}
