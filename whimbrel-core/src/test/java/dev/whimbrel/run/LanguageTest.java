package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M57: what fails is told apart by what is never translated, whatever language the server or the driver speaks. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class LanguageTest {
  private static final Retries SHORT = Retries.of(Duration.ofMillis(800), Duration.ofSeconds(2));
  private static final SessionSettings IMPATIENT = new SessionSettings(Duration.ofMillis(600), Duration.ofSeconds(5),
      Duration.ZERO, "whimbrel");

  /** What came of a run: its problem and how often it was tried again. */
  private record Told(Problem problem, int retries, int waits) {}

  /** The same run twice, at the server itself and where it speaks Russian: all but its own words is the same. */
  private static Told inBoth(TestDatabase test, String... files) throws Exception {
    Told english = up(test.url(), files);
    try (Translating russian = Translating.before(test)) {
      Told told = up(russian.url(), files);
      assertThat(russian.translated()).isPositive();
      String words = words(english.problem());
      assertThat(words(told.problem())).isEqualTo(Translating.MESSAGE);
      assertThat(steady(told.problem()))
          .isEqualTo(steady(english.problem()).replace(steady(words), Translating.MESSAGE));
      assertThat(told.retries() > 0).isEqualTo(english.retries() > 0);
      return told;
    }
  }

  private static String words(Problem problem) {
    assertThat(problem.server()).isNotNull();
    return problem.server() == null ? "" : problem.server().message();
  }

  /** Without what differs from run to run. */
  private static String steady(Object problem) {
    return problem.toString().replaceAll("\\d+", "N");
  }

  private static Told up(String url, String... files) {
    try (Rig rig = Rig.on(url)) {
      List<RunEvent> retries = new ArrayList<>();
      RunReport report = rig.up(SHORT, event -> {
        if (event instanceof RunEvent.Retrying) {
          retries.add(event);
        }
      }, files);
      assertThat(report.problems()).hasSize(1);
      return new Told(report.problems().getFirst(), retries.size(), 0);
    }
  }

  @Test
  void m57_aLockIsTriedAgainAndTheBlockerIsNamed(TestDatabase test) throws Exception {
    test.execute("CREATE TABLE a ()");
    try (Connection reader = test.connect(); Statement reading = reader.createStatement()) {
      reader.setAutoCommit(false);
      reading.execute("SET application_name = 'a report'");
      reading.execute("SELECT * FROM a");
      Told told = inBoth(test, "1_a.up.sql", "ALTER TABLE a ADD COLUMN m int;\n");
      assertThat(told.retries()).isPositive();
      assertThat(told.problem().code()).isEqualTo(ProblemCode.STATEMENT_FAILED);
      assertThat(told.problem().message()).startsWith(Translating.MESSAGE + "; blocked by pid ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40P01", "40001"})
  void m57_aConflictIsTriedAgain(String state, TestDatabase test) throws Exception {
    Told told = inBoth(test, "1_a.up.sql",
        "DO $$ BEGIN RAISE EXCEPTION '% %', 'said', 'so' USING ERRCODE = '" + state + "'; END $$;\n");
    assertThat(told.retries()).isPositive();
  }

  @Test
  void m57_aDuplicateIsRolledBack(TestDatabase test) throws Exception {
    Told told = inBoth(test, "1_a.up.sql", "CREATE TABLE a (n int PRIMARY KEY);\nINSERT INTO a VALUES (1), (1);\n");
    assertThat(told.problem().toString()).contains("23505", "Key (n)=(1) already exists.");
    assertThat(told.retries()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"57014", "42501", "25001", "3F000", "55P04", "53100", "25006"})
  void m57_whatIsToBeDoneFollowsTheState(String state, TestDatabase test) throws Exception {
    inBoth(test, "1_a.up.sql",
        "DO $$ BEGIN RAISE EXCEPTION '% %', 'said', 'so' USING ERRCODE = '" + state + "'; END $$;\n");
  }

  @Test
  void m57_aSessionThatAnAdministratorEnded(TestDatabase test) throws Exception {
    Told told = inBoth(test, "1_a.up.sql", "SELECT pg_terminate_backend(pg_backend_pid());\n");
    assertThat(told.problem().code()).isEqualTo(ProblemCode.SESSION_ENDED);
    assertThat(told.problem().remedy()).isEqualTo("an administrator ended the session; run again: whimbrel up");
  }

  @Test
  void m57_anIndexThatFailedIsBuiltAgain(TestDatabase test) throws Exception {
    test.execute("CREATE TABLE a (n int); INSERT INTO a VALUES (1), (1)");
    String[] files = {"1_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (n);\n"};
    Told told = inBoth(test, files);
    assertThat(told.problem().code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
    test.execute("TRUNCATE a");
    try (Translating russian = Translating.before(test); Rig rig = Rig.on(russian.url())) {
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
    }
  }

  @Test
  void m57_aWarningIsToldFromANotice(TestDatabase test) throws Exception {
    try (Translating russian = Translating.before(test); Rig rig = Rig.on(russian.url())) {
      List<String> notices = new ArrayList<>();
      RunReport report = rig.up(SHORT, event -> {
        if (event instanceof RunEvent.StepFinished finished && finished.result() instanceof StepResult.Done done) {
          notices.addAll(done.notices());
        }
      }, "1_a.up.sql", "DO $$ BEGIN RAISE WARNING 'one'; RAISE NOTICE 'two'; END $$;\n");
      assertThat(Rig.outcomes(report)).containsExactly("done");
      assertThat(notices).containsExactly("warning: " + Translating.MESSAGE, Translating.MESSAGE);
    }
  }

  private static Told connecting(String url) {
    List<String> waits = new ArrayList<>();
    try (Database database = Database.open(Rig.url(url), IMPATIENT, waits::add)) {
      throw new AssertionError("connected to " + database.label());
    } catch (WhimbrelException e) {
      return new Told(e.problems().getFirst(), 0, waits.size());
    }
  }

  @Test
  void m57_aDatabaseThatIsNotThere(TestDatabase test) throws Exception {
    try (Translating russian = Translating.before(test)) {
      Told told = connecting(russian.url("nowhere"));
      assertThat(told.waits()).isZero();
      assertThat(told.problem().message())
          .matches("the database does not exist on the server at 127\\.0\\.0\\.1:\\d+/nowhere");
      assertThat(told.problem().remedy()).isEqualTo("create it with: whimbrel db create");
      assertThat(words(told.problem())).isEqualTo(Translating.MESSAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P03", "53300"})
  void m57_aServerThatStartsOrIsFullIsWaitedFor(String state) throws IOException {
    Told english = refusedWith("FATAL", state, "the database system is starting up");
    Told russian = refusedWith("ВАЖНО", state, Translating.MESSAGE);
    assertThat(russian.waits()).isPositive();
    assertThat(english.waits()).isPositive();
    assertThat(steady(russian.problem())).isEqualTo(
        steady(english.problem()).replace("the database system is starting up", Translating.MESSAGE));
  }

  private static Told refusedWith(String severity, String state, String message) throws IOException {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refuse(door, "S" + severity + "\0VFATAL\0C" + state + "\0M" + message + "\0\0"));
      return connecting(url(door) + "?sslmode=disable");
    }
  }

  private static String url(ServerSocket door) {
    return "postgres://u:p@127.0.0.1:" + door.getLocalPort() + "/d";
  }

  private static void refuse(ServerSocket door, String fields) {
    byte[] body = fields.getBytes(StandardCharsets.UTF_8);
    while (!door.isClosed()) {
      try (Socket client = door.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(in.readInt() - 4);
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeByte('E');
        out.writeInt(body.length + 4);
        out.write(body);
        out.flush();
      } catch (IOException e) {
        assertThat(e).isNotNull(); // the client had enough, or the test is over
      }
    }
  }
}
