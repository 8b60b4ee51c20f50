package dev.whimbrel.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * Everything outside that a run may look at or write to.
 *
 * @param environment the variables of the process
 * @param directory the working directory
 * @param in what the user types
 * @param out results
 * @param err problems and progress
 * @param terminal who is at the other end
 * @param clock for the versions of new migrations
 */
public record Surroundings(Map<String, String> environment, Path directory, Reader in, PrintStream out, PrintStream err,
    Terminal terminal, Clock clock) {
  /** Who is at the other end. */
  public enum Terminal {
    /** A person who can be asked and sees colours. */
    INTERACTIVE,
    /** A file, a pipe or a log. */
    NONE
  }

  public Surroundings {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(directory);
  }

  @SuppressWarnings("SystemConsoleNull") // on 21 it is null where nobody is there, later isTerminal tells
  static Surroundings ofThisProcess() {
    Map<String, String> environment = System.getenv();
    boolean person = System.console() != null && isTerminal() && !"dumb".equals(environment.get("TERM"));
    return new Surroundings(environment, Path.of("").toAbsolutePath(),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), utf8(System.out),
        utf8(System.err),
        person ? Terminal.INTERACTIVE : Terminal.NONE, Clock.systemUTC());
  }

  /** From JDK 22 on there is a console even when nobody is there, and it has to be asked. */
  private static boolean isTerminal() {
    try {
      return Boolean.TRUE.equals(java.io.Console.class.getMethod("isTerminal").invoke(System.console()));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
