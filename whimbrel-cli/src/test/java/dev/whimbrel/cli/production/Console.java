package dev.whimbrel.cli.production;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** A project with its database, in which commands are run. */
final class Console {
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T08:30:00Z"), ZoneOffset.UTC);

  private final Path project;
  private final Map<String, String> variables;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Terminal terminal = Terminal.NONE;
  private Reader in = Reader.nullReader();

  Console(Path project, String url) {
    this.project = project;
    this.variables = Map.of("WHIMBREL_URL", url, "PATH", System.getenv("PATH"));
  }

  /** What came of a command. */
  record Ran(int exitCode, String out, String err) {}

  /** Somebody sits there. */
  Console with(Reader person) {
    terminal = Terminal.INTERACTIVE;
    in = person;
    return this;
  }

  Console file(String name, String text) throws IOException {
    Path path = project.resolve(name);
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(path, text);
    return this;
  }

  Path project() {
    return project;
  }

  Ran run(String... args) {
    int exitCode = new Cli(new Surroundings(variables, project, in, stream(out), stream(err), terminal, CLOCK))
        .run(args);
    return new Ran(exitCode, said(), err.toString(StandardCharsets.UTF_8));
  }

  /** Standard output so far. */
  String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
