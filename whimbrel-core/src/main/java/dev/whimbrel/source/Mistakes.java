package dev.whimbrel.source;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that is found wrong with a directory, so that it can be said at once. */
final class Mistakes {
  private final Set<Problem> found = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();

  void add(Problem problem) {
    found.add(problem);
  }

  /** Something that keeps nothing from running, and that its author should know. */
  void warn(Problem problem) {
    warnings.add(problem);
  }

  /** A mistake of a whole file. */
  void add(ProblemCode code, String file, String message, String remedy) {
    add(Problem.of(code, message).inFile(file).remedy(remedy));
  }

  /** The value, or null after the reasons against it are kept. */
  <T> @Nullable T keep(Result<T> result) {
    if (result instanceof Result.Ok<T> ok) {
      return ok.value();
    }
    found.addAll(result.problems());
    return null;
  }

  /** Says that two files claim one identity, if another one did before. */
  void unique(Map<String, String> files, String key, String file, String what) {
    String other = files.putIfAbsent(key, file);
    if (other != null) {
      add(ProblemCode.DUPLICATE_VERSION, file, "\"" + file + "\" and \"" + other + "\" are both " + what,
          "rename one of them, or delete it");
    }
  }

  int count() {
    return found.size();
  }

  boolean none() {
    return found.isEmpty();
  }

  /** The value if nothing is wrong, otherwise all mistakes by file and position. */
  <T> Result<T> orElse(Supplier<T> value) {
    return none() ? Result.ok(value.get()) : Result.rejected(sorted());
  }

  List<Problem> sorted() {
    return sorted(found);
  }

  List<Problem> warnings() {
    return sorted(warnings);
  }

  private static List<Problem> sorted(Set<Problem> problems) {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(Mistakes::byPlace);
    return sorted;
  }

  private static int byPlace(Problem a, Problem b) {
    int files = file(a).compareTo(file(b));
    int lines = files == 0 ? Integer.compare(line(a), line(b)) : files;
    return lines == 0 ? Integer.compare(column(a), column(b)) : lines;
  }

  private static String file(Problem problem) {
    Position at = problem.at();
    return at == null ? "" : at.file();
  }

  private static int line(Problem problem) {
    Position at = problem.at();
    return at == null ? 0 : at.line();
  }

  private static int column(Problem problem) {
    Position at = problem.at();
    return at == null ? 0 : at.column();
  }
}
