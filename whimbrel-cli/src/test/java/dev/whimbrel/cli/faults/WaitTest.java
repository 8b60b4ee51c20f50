package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.OwnServer;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code whimbrel wait} before databases that others bring up meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class WaitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path directory;

  private Tool started(TestDatabase any, String url, String... args) throws IOException {
    return Tool.start(Way.usual().with("WHIMBREL_URL", url), directory, any, args);
  }

  private static void awaitSaid(Tool tool, String words) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!tool.printedSoFar().contains(words)) {
      assertThat(System.nanoTime()).as("waiting for: " + words).isLessThan(end);
      Tool.pause();
    }
  }

  private static String steady(String out) {
    return out.replaceAll("PostgreSQL [0-9.]+, after [0-9.a-z]+\\.\n", "PostgreSQL VERSION, after TIME.\n");
  }

  private static String place(OwnServer server, String database) {
    return server.address().host() + ":" + server.address().port() + "/" + database;
  }

  @Test
  void aServerThatComesUpLate(TestDatabase any) throws Exception {
    try (OwnServer server = OwnServer.in(directory.resolve("server"))) {
      String place = place(server, "postgres");
      server.crash();
      Tool tool = started(any, server.url(), "wait");
      awaitSaid(tool, "the server at " + place + " cannot be reached; waiting for it\n");
      server.start();
      Ran ran = tool.end();
      assertThat(ran.err()).isEmpty();
      assertThat(steady(ran.out()).replaceAll("the server at \\S+ says: .*; waiting for it\n", ""))
          .isEqualTo("the server at " + place + " cannot be reached; waiting for it\n"
              + place + " answers: PostgreSQL VERSION, after TIME.\n");
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void aDatabaseThatIsCreatedLate(TestDatabase any) throws Exception {
    try (OwnServer server = OwnServer.in(directory.resolve("server"))) {
      String place = place(server, "later");
      Tool tool = started(any, server.address().withDatabase("later").url(), "wait");
      awaitSaid(tool, "does not exist");
      server.execute("CREATE DATABASE later ALLOW_CONNECTIONS false");
      awaitSaid(tool, "is not currently accepting connections");
      server.execute("ALTER DATABASE later ALLOW_CONNECTIONS true");
      Ran ran = tool.end();
      assertThat(ran.err()).isEmpty();
      assertThat(steady(ran.out())).isEqualTo("the server at " + place
          + " says: database \"later\" does not exist; waiting for it\n"
          + "the server at " + place
          + " says: database \"later\" is not currently accepting connections; waiting for it\n"
          + place + " answers: PostgreSQL VERSION, after TIME.\n");
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void aStandbyThatIsPromoted(TestDatabase any) throws Exception {
    try (OwnServer primary = OwnServer.in(directory.resolve("primary"));
        OwnServer standby = primary.standby(directory.resolve("standby"))) {
      String place = place(standby, "postgres");
      Tool tool = started(any, standby.url(), "wait");
      awaitSaid(tool, "standby");
      standby.execute("SELECT pg_promote()");
      Ran ran = tool.end();
      assertThat(ran.err()).isEmpty();
      assertThat(steady(ran.out()))
          .isEqualTo(
              "the server at " + place + " is a standby (in recovery) and takes no writes; waiting for it\n" + place
                  + " answers: PostgreSQL VERSION, after TIME.\n");
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void aSignalEndsIt(TestDatabase any) throws Exception {
    Tool tool = started(any, "postgres://app@localhost:1/shop", "wait");
    awaitSaid(tool, "cannot be reached; waiting for it\n");
    tool.signal("TERM");
    Ran ran = tool.end();
    assertThat(ran.err()).isEqualTo("interrupted while waiting for the server: nothing was changed\n");
    assertThat(ran.exitCode()).isEqualTo(143);
  }
}
