package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the file {@code V1__name.sql.conf} says of {@code V1__name.sql}.
 *
 * @param transaction from {@code executeInTransaction}
 * @param placeholders from {@code placeholderReplacement}
 */
record FlywayConfiguration(TransactionRequest transaction, Substitution placeholders) {
  /** Whether placeholders are replaced. */
  enum Substitution {
    REPLACED, KEPT
  }

  private static final List<String> KEYS = List.of("executeInTransaction", "placeholderReplacement", "encoding",
      "shouldExecute");

  private static final FlywayConfiguration NONE = new FlywayConfiguration(TransactionRequest.AUTOMATIC,
      Substitution.REPLACED);

  static FlywayConfiguration of(FileSet files, String script, Mistakes mistakes) {
    byte[] bytes = files.files().get(script + ".conf");
    Source source = bytes == null ? null : mistakes.keep(Source.of(script + ".conf", bytes));
    return source == null ? NONE : read(Lines.of(source), mistakes);
  }

  private static FlywayConfiguration read(Lines lines, Mistakes mistakes) {
    FlywayConfiguration read = NONE;
    for (int line = 1; line <= lines.count(); line++) {
      String text = lines.text(line).strip();
      if (!text.isEmpty() && !text.startsWith("#") && !text.startsWith("!")) {
        read = read.with(lines, line, text, mistakes);
      }
    }
    return read;
  }

  private FlywayConfiguration with(Lines lines, int line, String text, Mistakes mistakes) {
    int equals = text.indexOf('=');
    String key = (equals < 0 ? text : text.substring(0, equals)).strip();
    String value = equals < 0 ? "" : text.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
    switch (key) {
      case "executeInTransaction", "placeholderReplacement" -> {
        return truth(lines, line, key, value, mistakes);
      }
      case "encoding" -> encoding(lines, line, value, mistakes);
      case "shouldExecute" -> mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
          "\"shouldExecute\" is not supported", "remove the line, or move the script out of the directory"));
      default -> mistakes
          .add(lines.problem(ProblemCode.BAD_MARKER, line, "\"" + key + "\" is no key of a script's configuration",
              Nearest.to(key, KEYS).map(near -> "did you mean \"" + near + "\"?")
                  .orElse("the keys are " + String.join(", ", KEYS))));
    }
    return this;
  }

  private FlywayConfiguration truth(Lines lines, int line, String key, String value, Mistakes mistakes) {
    if (value.equals("false")) {
      return key.equals("executeInTransaction")
          ? new FlywayConfiguration(TransactionRequest.NONE, placeholders)
          : new FlywayConfiguration(transaction, Substitution.KEPT);
    }
    if (!value.equals("true")) {
      mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, "\"" + key + "\" is neither true nor false",
          "write " + key + "=true or " + key + "=false"));
    }
    return this;
  }

  private static void encoding(Lines lines, int line, String value, Mistakes mistakes) {
    if (!Set.of("utf-8", "utf8").contains(value)) {
      mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line, "encoding \"" + value + "\" is not supported",
          "convert the script to UTF-8 and remove the line"));
    }
  }
}
