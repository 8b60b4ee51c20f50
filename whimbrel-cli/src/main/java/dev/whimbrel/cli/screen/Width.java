package dev.whimbrel.cli.screen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns the terminal has: what COLUMNS says, or else the terminal itself. */
final class Width {
  private static final int STANDARD = 80;
  private static final int NARROWEST = 20;
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");
  private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d{0,3})\\s*");

  private final OptionalInt given;
  private int asked;

  private Width(OptionalInt given) {
    this.given = given;
  }

  static Width of(Map<String, String> variables) {
    return new Width(number(variables.getOrDefault("COLUMNS", "")));
  }

  private static OptionalInt number(String text) {
    return NUMBER.matcher(text).matches() ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /** Asks the terminal at the first call only: it costs a process. */
  synchronized int columns() {
    if (given.isEmpty() && asked == 0) {
      asked = ofTerminal().orElse(STANDARD);
    }
    return Math.max(NARROWEST, given.orElse(asked));
  }

  private static OptionalInt ofTerminal() {
    try {
      Process process = new ProcessBuilder("sh", "-c", "stty size </dev/tty 2>/dev/null").start();
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return OptionalInt.empty();
      }
      Matcher size = SIZE.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      return size.matches() ? number(size.group(1)) : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty(); // no shell, no answer
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
