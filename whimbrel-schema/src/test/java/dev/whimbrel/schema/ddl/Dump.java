package dev.whimbrel.schema.ddl;

import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code pg_dump} says of a database, where there is one that is not older than the server. */
final class Dump {
  private static final Pattern VERSION = Pattern.compile("pg_dump \\(PostgreSQL\\) (\\d+)");
  private static final int MAJOR = major();

  private Dump() {}

  /** The lines of a dump, or none if there is no {@code pg_dump} for the server. */
  static List<String> of(TestDatabase test) {
    if (MAJOR < test.major()) {
      return List.of();
    }
    String dump = run(List.of("pg_dump", "--schema-only", "--host", test.host(), "--port",
        Integer.toString(test.port()), "--username", test.user(), "--dbname", test.name()), test.password());
    return dump.lines().filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict")).toList();
  }

  /** From where they differ, some lines of each; nothing if they are equal. */
  static String difference(List<String> before, List<String> after) {
    int at = 0;
    while (at < before.size() && at < after.size() && before.get(at).equals(after.get(at))) {
      at++;
    }
    return before.equals(after) ? "" : some(before, at) + "\n--- and the second has\n" + some(after, at);
  }

  private static String some(List<String> lines, int from) {
    return String.join("\n", lines.subList(Math.max(from - 5, 0), Math.min(from + 8, lines.size())));
  }

  /** 0 if there is none. */
  private static int major() {
    try {
      Matcher version = VERSION.matcher(run(List.of("pg_dump", "--version"), ""));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private static String run(List<String> command, String password) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", password);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
