package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class ConnectingTest {
  private static final SessionSettings IMPATIENT = new SessionSettings(Duration.ofMillis(600), Duration.ofSeconds(5),
      Duration.ZERO, "whimbrel");

  /** The problem, and nothing of the password in whatever could be printed of it. */
  private static Problem refused(String url) {
    Problem[] found = new Problem[1];
    assertThatThrownBy(() -> Database.open(Rig.url(url), IMPATIENT).close())
        .isInstanceOfSatisfying(WhimbrelException.class, e -> {
          StringWriter trace = new StringWriter();
          e.printStackTrace(new PrintWriter(trace));
          assertThat(trace + e.problems().toString()).doesNotContain("s3cret");
          found[0] = e.problems().getFirst();
        });
    return found[0];
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nobodyListens() throws IOException {
    Problem problem = refused("postgres://u:s3cret@127.0.0.1:" + freePort() + "/d");
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).matches("the server at 127\\.0\\.0\\.1:\\d+/d cannot be reached");
    assertThat(problem.state()).startsWith("nothing was changed; waited ");
    assertThat(problem.remedy()).contains("--connect-timeout");
  }

  @Test
  void theHostIsNotKnown() {
    Problem problem = refused("postgres://u:s3cret@no-such-host.invalid/d");
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).isEqualTo("the host of no-such-host.invalid:5432/d is not known");
  }

  @Test
  void thePasswordIsWrong(TestDatabase test) {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'right'");
    try {
      Problem problem = refused(Rig.url(test, role, "s3cret"));
      assertThat(problem.code()).isEqualTo(ProblemCode.REFUSED_LOGIN);
      assertThat(problem.message()).endsWith("refused the user \"" + role + "\"");
      assertThat(refused(Rig.url(test, "nobody_at_all", "s3cret")).code()).isEqualTo(ProblemCode.REFUSED_LOGIN);
      assertThat(refused("postgres://" + role + "@" + test.host() + ":" + test.port() + "/" + test.name()).code())
          .isEqualTo(ProblemCode.REFUSED_LOGIN);
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }

  @Test
  void theDatabaseDoesNotExist(TestDatabase test) {
    Problem problem = refused(test.url() + "_not");
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).startsWith("the database does not exist on the server at ");
    assertThat(problem.remedy()).isEqualTo("create it with: whimbrel db create");
  }

  @Test
  void theServerHasNoConnectionLeft(TestDatabase test) {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p' CONNECTION LIMIT 1");
    try (Database first = Database.open(Rig.url(Rig.url(test, role, "p")), IMPATIENT)) {
      assertThat(first.isClosed()).isFalse();
      assertThat(refused(Rig.url(test, role, "p")).message()).endsWith("has no connection left to give");
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }

  @Test
  void m27_theDatabaseTakesNoConnections(TestDatabase test) {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'; ALTER DATABASE " + test.name() + " CONNECTION LIMIT 0");
    try {
      Problem problem = refused(Rig.url(test, role, "p"));
      assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
      assertThat(problem.message()).isEqualTo("the server at " + test.host() + ":" + test.port() + "/" + test.name()
          + " has no connection left to give");
      assertThat(problem.server()).extracting(error -> error.message())
          .isEqualTo("too many connections for database \"" + test.name() + "\"");
    } finally {
      test.execute("DROP ROLE " + role);
    }
  }

  @Test
  void theNameInTheUrlIsAddedToOurs(TestDatabase test) {
    try (Database database = Database.open(Rig.url(test.url() + "?application_name=deploy%207"), IMPATIENT)) {
      assertThat(database.query("SELECT pg_catalog.current_setting('application_name')"))
          .isEqualTo(List.of(List.of("whimbrel (deploy 7)")));
    }
  }

  /** The limit is for the greeting alone. */
  @Test
  void aStatementMayTakeLongerThanConnecting(TestDatabase test) {
    try (Database database = Database.open(Rig.url(test.url()), IMPATIENT)) {
      assertThat(database.query("SELECT 7 FROM pg_catalog.pg_sleep(2.5)")).isEqualTo(List.of(List.of("7")));
    }
  }

  @Test
  void socketsAskWhetherTheOtherEndIsThere() throws IOException {
    try (Socket socket = new AttentiveSockets(new Properties()).createSocket()) {
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)
          ? socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
          : Integer.valueOf(15)).isEqualTo(15);
    }
  }

  @Test
  void encryptionIsAskedOfAServerThatHasNone(TestDatabase test) {
    Problem problem = refused(test.url() + "?sslmode=require");
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).startsWith("no encrypted connection to the server at ");
  }

  @Test
  void whateverListensIsNoPostgres() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> {
        while (true) {
          try (Socket client = socket.accept()) {
            client.getOutputStream().write("SSH-2.0-x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
          } catch (IOException e) {
            return;
          }
        }
      });
      assertThat(refused("postgres://u:s3cret@127.0.0.1:" + socket.getLocalPort() + "/d").code())
          .isEqualTo(ProblemCode.UNREACHABLE);
    }
  }

  /** The port is bound only when the wait has been told of twice. */
  @Test
  void aServerThatStartsLaterIsWaitedFor(TestDatabase test) throws Exception {
    int port = freePort();
    List<String> waits = new ArrayList<>();
    ServerSocket[] late = new ServerSocket[1];
    DatabaseUrl url = Rig.url("postgres://" + test.user() + ":" + test.password() + "@127.0.0.1:" + port + "/"
        + test.name());
    SessionSettings patient = new SessionSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO, "w");
    try (Database database = Database.open(url, patient, reason -> {
      waits.add(reason);
      if (waits.size() == 2) {
        late[0] = forward(port, test);
      }
    })) {
      assertThat(database.query("SELECT 1")).isEqualTo(List.of(List.of("1")));
    } finally {
      late[0].close();
    }
    assertThat(waits).hasSize(2).allMatch(reason -> reason.endsWith("cannot be reached"));
  }

  /** It takes the connection at once, as the system does for every server, and is slow itself. */
  @Test
  void aServerThatIsSlowToAnswerHasMoreTimeThanOneThatIsNotThere(TestDatabase test) throws Exception {
    int port = freePort();
    Duration slowness = Duration.ofSeconds(2);
    SessionSettings patient = IMPATIENT.withLoginTimeout(Duration.ofSeconds(30));
    DatabaseUrl url = Rig.url("postgres://" + test.user() + ":" + test.password() + "@127.0.0.1:" + port + "/"
        + test.name());
    try (ServerSocket door = forward(port, test, slowness)) {
      long start = System.nanoTime();
      try (Database database = Database.open(url, patient)) {
        assertThat(database.query("SELECT 1")).isEqualTo(List.of(List.of("1")));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(slowness);
      assertThat(door.isClosed()).isFalse();
    }
  }

  private static ServerSocket forward(int port, TestDatabase test) {
    return forward(port, test, Duration.ZERO);
  }

  private static ServerSocket forward(int port, TestDatabase test, Duration after) {
    try {
      ServerSocket door = new ServerSocket();
      door.setReuseAddress(true);
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      Thread.ofVirtual().start(() -> {
        try (Socket client = door.accept(); Socket server = new Socket(InetAddress.getLoopbackAddress(), test.port())) {
          Thread.sleep(after); // a slow network is the fault itself: nothing is waited for
          Thread back = Thread.ofVirtual().start(() -> pump(server, client));
          pump(client, server);
          back.join();
        } catch (IOException | InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      return door;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      assertThat(e).isNotNull(); // the other side is gone, and that is the end of it
    }
  }

  @Test
  void theSessionKnowsWhomItTalksTo(TestDatabase test) {
    try (Database database = Database.open(Rig.url(test.url()), SessionSettings.standard())) {
      assertThat(database.dialect().label()).isEqualTo("PostgreSQL " + test.version());
      assertThat(database.identity()).isEqualTo(new Database.Identity(test.name(), test.user()));
      assertThat(database.writability()).isEqualTo(Database.Writability.WRITABLE);
      assertThat(database.query("SELECT pid, application_name FROM pg_stat_activity WHERE pid = " + database.pid()))
          .isEqualTo(List.of(List.of(String.valueOf(database.pid()), "whimbrel")));
      assertThat(database.query("SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), "
          + "current_setting('idle_in_transaction_session_timeout'), "
          + "current_setting('client_connection_check_interval')"))
          .isEqualTo(List.of(List.of("2s", "0", "0", "500ms")));
    }
  }
}
