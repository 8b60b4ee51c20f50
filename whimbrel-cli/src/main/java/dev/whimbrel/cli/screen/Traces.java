package dev.whimbrel.cli.screen;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Stack traces with their causes and what was suppressed, whose messages are others' and may hold secrets. */
final class Traces {
  private static final Pattern FRAME = Pattern.compile("\\s+(?:at |\\.\\.\\. ).*");
  private static final Pattern PASSWORD = Pattern.compile("(?i).*pass.*");

  private Traces() {}

  static String of(Throwable e, Map<String, String> environment) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    Set<String> passwords = passwords(environment);
    return trace.toString().lines()
        .map(line -> FRAME.matcher(line).matches() ? line : message(line, passwords))
        .map(line -> line.replace("\t", "    "))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String message(String line, Set<String> passwords) {
    String text = line;
    for (String password : passwords) {
      text = text.replace(password, "…");
    }
    return Redaction.inText(text);
  }

  private static Set<String> passwords(Map<String, String> environment) {
    Set<String> passwords = new TreeSet<>();
    environment.forEach((name, value) -> {
      if (PASSWORD.matcher(name).matches()) {
        passwords.add(value);
      }
      if (DatabaseUrl.isServerUrl(value) && DatabaseUrl.parse(value) instanceof Result.Ok<DatabaseUrl> url
          && url.value().password() != null) {
        passwords.add(url.value().password());
      }
    });
    passwords.removeIf(String::isBlank);
    return passwords;
  }
}
