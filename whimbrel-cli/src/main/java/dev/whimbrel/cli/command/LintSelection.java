package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Migration.Role;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.lint.Elsewhere;
import dev.whimbrel.sql.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which migrations a command line means. */
final class LintSelection {
  private static final Pattern SCRIPT = Pattern.compile("(?!(?:.*/)?U[0-9]).*(?<![._]down)\\.sql");

  private final Settings settings;
  private final List<Migration> all;

  private LintSelection(Settings settings, MigrationSet set) {
    this.settings = settings;
    this.all = set.migrations().stream().filter(migration -> migration.role() == Role.STEP).toList();
  }

  /** Whether the command line says which, so that no database has to be asked what is pending. */
  static boolean isSaid(Invocation invocation) {
    return !invocation.arguments().isEmpty() || invocation.has(Options.SINCE_VERSION)
        || invocation.has(Options.CHANGED);
  }

  /** Those that it says, in the order of the directory; all if it says nothing. */
  static List<Migration> of(Invocation invocation, Settings settings, MigrationSet set) {
    LintSelection selection = new LintSelection(settings, set);
    Set<Migration> chosen = new LinkedHashSet<>();
    invocation.arguments().forEach(argument -> chosen.addAll(selection.named(argument)));
    invocation.value(Options.SINCE_VERSION).ifPresent(version -> chosen.addAll(selection.from(version)));
    invocation.value(Options.CHANGED).ifPresent(base -> chosen.addAll(selection.changed(base)));
    return isSaid(invocation) ? selection.all.stream().filter(chosen::contains).toList() : selection.all;
  }

  /** A migration and all that come after it, without those that stand for others. */
  static List<Migration> from(MigrationSet set, Migration first) {
    List<Migration> steps = set.migrations().stream().filter(migration -> migration.role() == Role.STEP).toList();
    return steps.subList(steps.indexOf(first), steps.size());
  }

  private List<Migration> from(String version) {
    List<Migration> from = new ArrayList<>();
    boolean isReached = false;
    for (Migration migration : all) {
      isReached |= isVersion(version).test(migration);
      if (isReached) {
        from.add(migration);
      }
    }
    if (!isReached) {
      throw unknown("the directory has no version \"" + version + "\"");
    }
    return from;
  }

  private static Predicate<Migration> isVersion(String version) {
    return migration -> migration.id() instanceof MigrationId.Versioned && migration.id().toString().equals(version);
  }

  /** A file, by its path from here, by its path in the directory, or by its version. */
  private List<Migration> named(String argument) {
    Optional<String> file = below(settings.project().resolve(argument));
    List<Migration> found = all.stream().filter(migration -> migration.file().equals(argument)
        || file.filter(migration.file()::equals).isPresent() || isVersion(argument).test(migration)).toList();
    if (found.isEmpty()) {
      throw unknown("\"" + argument + "\" is no migration of " + settings.directoryLabel());
    }
    return found;
  }

  private Optional<String> below(Path path) {
    Path directory = settings.directory().toAbsolutePath().normalize();
    Path whole = path.toAbsolutePath().normalize();
    return whole.startsWith(directory)
        ? Optional.of(directory.relativize(whole).toString().replace('\\', '/'))
        : Optional.empty();
  }

  private List<Migration> changed(String base) {
    Set<String> files = new Git(settings.directory()).changedSince(base);
    return all.stream().filter(migration -> files.contains(migration.file())).toList();
  }

  /** The migrations of the branch that {@code --changed} names and that are not here; ways back tell no more than the ways there. */
  static List<Elsewhere> elsewhere(Invocation invocation, Settings settings) {
    return invocation.value(Options.CHANGED).map(base -> new Git(settings.directory()).newOn(base).entrySet().stream()
        .filter(file -> SCRIPT.matcher(file.getKey()).matches())
        .map(file -> Elsewhere.of(base, Source.ofText(settings.directoryLabel() + "/" + file.getKey(),
            file.getValue())))
        .toList()).orElse(List.of());
  }

  private static WhimbrelException unknown(String fact) {
    return new WhimbrelException(Problem.of(ProblemCode.NO_SUCH_VERSION, fact).state("nothing was looked at")
        .remedy("see which there are with: whimbrel validate -v"), null);
  }
}
