package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.testkit.OwnServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that a run cannot work on: said in time, and what it is. */
@Timeout(180)
class WrongServersTest {
  /** What the row allows. */
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  @TempDir
  private Path directory;

  private Path project;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Duration took = Duration.ZERO;

  @BeforeEach
  void begin() throws IOException {
    project = directory.resolve("project");
    migration("1_a.up.sql", "CREATE TABLE a (n int);\n");
  }

  private void migration(String name, String text) throws IOException {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations").resolve(name), text);
  }

  private int whimbrel(OwnServer server, String... args) {
    return whimbrel(server.url(), args);
  }

  private int whimbrel(String url, String... args) {
    out.reset();
    err.reset();
    Surroundings surroundings = new Surroundings(Map.of("WHIMBREL_URL", url), project, new StringReader(""),
        stream(out), stream(err), Surroundings.Terminal.NONE, Clock.systemUTC());
    long start = System.nanoTime();
    int exit = new Cli(surroundings).run(args);
    took = Duration.ofNanos(System.nanoTime() - start);
    return exit;
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String place(OwnServer server) {
    return server.address().host() + ":" + server.address().port() + "/postgres";
  }

  private static void await(OwnServer server, String question, String... answer) {
    while (!server.query(question).equals(List.of(List.of(answer)))) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void refusedAtOnce(OwnServer server, String message, String... command) {
    assertThat(whimbrel(server, command)).as(text(err)).isEqualTo(5);
    assertThat(text(out)).isEmpty();
    assertThat(text(err)).isEqualTo(message);
    assertThat(took).isLessThan(AT_ONCE);
  }

  @Test
  void m45_aStandbyThatFollows() throws IOException {
    try (OwnServer primary = OwnServer.in(directory.resolve("primary"));
        OwnServer standby = primary.standby(directory.resolve("standby"))) {
      assertThat(whimbrel(primary, "up")).as(text(err)).isZero();
      await(standby, "SELECT count(*) FROM pg_class WHERE relname = 'a'", "1");
      assertThat(standby.query("SELECT pg_is_in_recovery(), status FROM pg_stat_wal_receiver"))
          .containsExactly(List.of("t", "streaming"));
      migration("2_b.up.sql", "CREATE TABLE b (n int);\n");

      String refusal = "error: the server at " + place(standby) + " is a standby (in recovery) and takes no writes\n"
          + "  state:    nothing was changed\n"
          + "  next:     name the primary, or all hosts: postgres://host1,host2/database?target_session_attrs=read-write\n";
      refusedAtOnce(standby, refusal, "up");
      refusedAtOnce(standby, refusal, "up", "--dry-run");
      refusedAtOnce(standby, refusal, "baseline", "2", "--yes");
      assertThat(whimbrel(standby, "version")).as(text(err)).isZero();
      assertThat(text(out)).isEqualTo("1\n");
      assertThat(whimbrel(standby, "ready")).as(text(err)).isEqualTo(8);

      assertThat(whimbrel(primary, "up")).as(text(err)).isZero();
      await(standby, "SELECT count(*) FROM pg_class WHERE relname = 'b'", "1");
      assertThat(whimbrel(standby, "ready")).as(text(err)).isZero();
    }
  }

  @Test
  void m45_aDatabaseWhoseTransactionsOnlyRead() {
    try (OwnServer server = OwnServer.in(directory.resolve("server"))) {
      server.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
      refusedAtOnce(server, "error: the database at " + place(server) + " is read-only\n"
          + "  state:    nothing was changed\n"
          + "  next:     see: show default_transaction_read_only; it is set for the server, the database or the role\n",
          "up");
      assertThat(server.query("SELECT nspname FROM pg_namespace WHERE nspname = 'whimbrel'")).isEmpty();
    }
  }

  /** The system takes the connection, and nobody ever accepts it: as behind a firewall that swallows what is sent. */
  @Test
  void m65_aSilentServerIsGivenUpWithinTheTimeThatIsGiven() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String place = "127.0.0.1:" + door.getLocalPort() + "/d";
      assertThat(whimbrel("postgres://u:s3cret@" + place, "up", "--connect-timeout", "1s")).as(text(err)).isEqualTo(5);
      assertThat(text(out)).isEmpty();
      assertThat(text(err).replaceFirst("waited [1-9] s", "waited SOME s"))
          .isEqualTo("error: the server at " + place + " takes the connection and does not answer\n"
              + "  state:    nothing was changed; waited SOME s for the login\n"
              + "  next:     check that it is a server of PostgreSQL, that it is not overloaded, and that no firewall or "
              + "proxy swallows what is sent; --connect-timeout 60s waits longer\n");
      assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(1)).isLessThan(Duration.ofSeconds(10));
    }
  }
}
