package dev.whimbrel.cli.seeds;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where somebody types commands.
 *
 * @param directory the working directory
 * @param variables those of the shell
 */
record Prompt(Path directory, Map<String, String> variables) {
  /** What the clock shows while these tests run. */
  static final String NOW = "2026-03-01T08:30:00Z";

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  Prompt {
    variables = Map.copyOf(variables);
  }

  static Prompt in(Path directory) {
    return new Prompt(directory, Map.of());
  }

  Prompt with(String variable, String value) {
    Map<String, String> more = new HashMap<>(variables);
    more.put(variable, value);
    return new Prompt(directory, more);
  }

  Prompt on(TestDatabase database) {
    return with("DATABASE_URL", database.url());
  }

  /** Runs a command; what stands in double quotes is one word. */
  Said type(String line) {
    return run(line, words(line));
  }

  /** Runs a command of these words. */
  Said run(String line, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings = new Surroundings(variables, directory, Reader.nullReader(), printer(out), printer(err),
        Terminal.NONE, Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC));
    int exitCode = new Cli(surroundings).run(words);
    return new Said(line, exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String[] words(String line) {
    Matcher matcher = WORD.matcher(line);
    return matcher.results().map(word -> word.group(word.group(1) == null ? 2 : 1)).toArray(String[]::new);
  }
}
