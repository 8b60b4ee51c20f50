package dev.whimbrel.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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
    Terminal device = System.console() != null && isTerminal() ? Terminal.INTERACTIVE : Terminal.NONE;
    Terminal terminal = terminal(device, environment);
    Charset charset = charset(terminal, System.out.charset());
    return new Surroundings(environment, Path.of("").toAbsolutePath(),
        new BufferedReader(new InputStreamReader(System.in, charset)), stream(System.out, charset),
        stream(System.err, charset), terminal, Clock.systemUTC());
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

  /** One that cannot move its cursor, or that a pipeline keeps for later, is a log. */
  static Terminal terminal(Terminal device, Map<String, String> environment) {
    boolean pipeline = !Set.of("", "0", "false").contains(environment.getOrDefault("CI", "").toLowerCase(Locale.ROOT));
    return "dumb".equals(environment.get("TERM")) || pipeline ? Terminal.NONE : device;
  }

  /**
   * Programs read UTF-8, whatever the locale. A terminal is written to as it reads, with question marks for what it does not have; where
   * nobody chose a locale it is one of today.
   */
  static Charset charset(Terminal terminal, Charset ofLocale) {
    return terminal == Terminal.NONE || ofLocale.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : ofLocale;
  }

  private static PrintStream stream(PrintStream stream, Charset charset) {
    return new PrintStream(stream, true, charset);
  }
}
