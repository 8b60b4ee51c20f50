package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.FrontendMessage;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.testkit.Traffic;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} asks a server that is far away, the connection with a password included. */
@ExtendWith(FreshDatabases.class)
class FirstRunTest {
  /** The start, two for the password, the greeting, the lock, the journal. */
  private static final int BEFORE = 6;

  @TempDir
  Path directory;

  @Test
  void asksLittleBesideItsMigrations(TestDatabase test) throws IOException {
    Files.createDirectory(directory.resolve("migrations"));
    for (int i = 1; i <= 20; i++) {
      Files.writeString(directory.resolve("migrations/" + (100 + i) + "_m.up.sql"), "CREATE TABLE t" + i + " ();\n");
    }
    try (CountingProxy proxy = CountingProxy.before(test.address())) {
      // the look for a lost history, the journal's tables; the lock back, the journal for the summary
      assertThat(flights(proxy, "up")).isEqualTo(BEFORE + 2 + 20 + 2);
      assertThat(flights(proxy, "up")).isEqualTo(BEFORE + 1);
      Files.writeString(directory.resolve("migrations/200_m.up.sql"), "CREATE TABLE more ();\n");
      assertThat(flights(proxy, "up")).isEqualTo(BEFORE + 1 + 2);
    }
  }

  private int flights(CountingProxy proxy, String line) {
    int connections = proxy.perConnection().size();
    Surroundings surroundings = new Surroundings(Map.of("WHIMBREL_URL", proxy.url()), directory, new StringReader(""),
        new PrintStream(PrintStream.nullOutputStream()), new PrintStream(PrintStream.nullOutputStream()), Terminal.NONE,
        Clock.systemUTC());
    assertThat(new Cli(surroundings).run(line.split(" "))).isZero();
    Traffic ours = proxy.perConnection().get(connections);
    return ours.flights() - ours.count(FrontendMessage.TERMINATE); // the word of farewell has no answer
  }
}
