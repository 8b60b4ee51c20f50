package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Options;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A URL may hold a password, so one that stands in a wrong place is not repeated. */
final class Misplaced {
  private static final Pattern DATABASE = Pattern.compile("(?i)(?:postgres(?:ql)?|pgx[45]?):");
  private static final Pattern SECRET = Pattern.compile("://[^/@]*:.*@", Pattern.DOTALL);

  private Misplaced() {}

  /** What was understood, or without what must not be shown why it was not. */
  static Result<Wanted> hidden(Result<Wanted> wanted) {
    boolean holds = switch (wanted) {
      case Result.Rejected<Wanted> rejected -> rejected.problems().stream()
          .anyMatch(problem -> holds(problem.message()) || SECRET.matcher(String.valueOf(problem.remedy())).find());
      case Result.Ok<Wanted> ok ->
        Stream.concat(Stream.of(ok.value().line()), ok.value().first().stream()).anyMatch(Misplaced::holds);
    };
    return holds ? Result.rejected(problem()) : wanted;
  }

  static boolean holds(String text) {
    return DATABASE.matcher(text).find() || SECRET.matcher(text).find();
  }

  private static boolean holds(Line line) {
    return Stream.concat(line.arguments().stream(), line.values().entrySet().stream()
        .filter(value -> !value.getKey().equals(Options.URL.name())).map(Map.Entry::getValue))
        .anyMatch(Misplaced::holds);
  }

  static Problem problem() {
    return Problem.of(ProblemCode.USAGE, "a database URL stands where something else is expected")
        .remedy("name the database as the tool does, or with WHIMBREL_URL or DATABASE_URL");
  }
}
