package dev.whimbrel.cli.training;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Main;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs what is typed every day, once, and ends as the program ends. What no line here comes by is loaded as ever, and slower; what
 * one comes by is loaded at every start, also at those that have no need of it.
 */
public final class Drill {
  private final Path place;
  private final String server;
  private final Map<String, String> environment = new HashMap<>();

  private Drill(Path place, String server) {
    this.place = place;
    this.server = server;
  }

  /** {@code Drill DIRECTORY URL PASSWORD}: the URL of the server without the name of a database. */
  public static void main(String[] args) {
    Drill drill = new Drill(Path.of(args[0]), args[1]);
    drill.environment.put("PGPASSWORD", args[2]);
    drill.formats();
    drill.commands(Terminal.NONE);
    drill.commands(Terminal.INTERACTIVE);
    drill.mistakes();
    drill.withoutDatabase();
    Main.main(new String[]{"up", "--dir", args[0] + "/golang-migrate", "--url",
        drill.url("golang-migrate", "?sslmode=disable")});
  }

  private String url(String database, String parameters) {
    return server + database + parameters;
  }

  private void formats() {
    ends(0, Terminal.NONE, "hash", "--dir", "atlas");
    for (String format : List.of("atlas", "sql-migrate", "goose", "dbmate", "flyway", "liquibase")) {
      for (String command : List.of("up", "up", "status")) {
        ends(0, Terminal.NONE, command, "--dir", format, "--url", url(format, "?sslmode=disable"));
      }
    }
  }

  private void commands(Terminal terminal) {
    environment.put("WHIMBREL_URL", url("golang-migrate", "?sslmode=disable"));
    environment.put("WHIMBREL_DIR", "golang-migrate");
    ends(8, terminal, "ready");
    ends(0, terminal, "plan");
    ends(0, terminal, "up", "--dry-run", "1");
    ends(0, terminal, "up");
    for (String command : List.of("up", "status", "plan", "validate", "verify", "version", "history", "doctor",
        "ready")) {
      ends(0, terminal, command);
      ends(0, terminal, command, "--json");
    }
    ends(0, terminal, "down");
    ends(0, terminal, "up", "--json");
    ends(0, terminal, "reset", "--yes");
  }

  private void mistakes() {
    environment.put("WHIMBREL_URL", url("failing", "?sslmode=disable"));
    ends(2, Terminal.NONE, "up", "--dir", Directories.FAILING);
    ends(0, Terminal.NONE, "status", "--dir", Directories.FAILING);
    ends(2, Terminal.INTERACTIVE, "up", "--dir", Directories.FAILING, "--json");
    ends(3, Terminal.NONE, "validate", "--dir", Directories.MISTAKEN);
    ends(1, Terminal.NONE, "up", "--dir", "nowhere");
    ends(1, Terminal.NONE, "upp");
  }

  private void withoutDatabase() {
    ends(0, Terminal.NONE, "--help");
    ends(0, Terminal.NONE, "help", "up");
    ends(0, Terminal.NONE, "about");
    ends(0, Terminal.NONE, "new", "another one", "--dir", "sql-migrate");
  }

  private void ends(int expected, Terminal terminal, String... args) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exitCode = new Cli(new Surroundings(environment, place, new StringReader("y\n"), out, out, terminal,
        Clock.systemUTC())).run(args);
    if (exitCode != expected) {
      throw new IllegalStateException("whimbrel " + String.join(" ", args) + " ended with " + exitCode + " instead of "
          + expected + ":\n" + said.toString(StandardCharsets.UTF_8));
    }
  }
}
