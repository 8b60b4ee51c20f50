package dev.whimbrel.source;

import dev.whimbrel.migration.CodeMigration;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code among the migrations of a directory: each where a file of its version would stand. */
final class CodePlacement {
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern LEADING_DIGITS = Pattern.compile("(\\d+).*", Pattern.DOTALL);
  private static final Pattern FLYWAY = Pattern.compile("\\d+(?:[._]\\d+)*");

  private final Format format;
  private final List<Migration> placed;
  private final List<Problem> problems = new ArrayList<>();

  private CodePlacement(Format format, MigrationSet set) {
    this.format = format;
    this.placed = new ArrayList<>(set.migrations());
  }

  /** All of them in one order, or every version that is none or stands there twice. */
  static Result<MigrationSet> of(Format format, MigrationSet set, List<CodeMigration> codes) {
    CodePlacement placement = new CodePlacement(format, set);
    codes.forEach(placement::add);
    return placement.problems.isEmpty()
        ? Result.ok(new MigrationSet(placement.placed, set.warnings()))
        : Result.rejected(placement.problems);
  }

  private void add(CodeMigration code) {
    Optional<Version> version = version(code);
    if (version.isEmpty()) {
      return;
    }
    Migration migration = code.as(version.get());
    Optional<Migration> other = placed.stream().filter(one -> one.id().equals(migration.id())).findFirst();
    if (other.isPresent()) {
      problems.add(Problem.of(ProblemCode.DUPLICATE_VERSION,
          "version " + code.version() + " is that of " + other.get().file() + " and of " + migration.file())
          .remedy("give one of them another version"));
      return;
    }
    placed.add(place(migration), migration);
  }

  /** Before the first that comes later; otherwise behind the last that has a version, for what is repeatable runs after all. */
  private int place(Migration code) {
    int behind = 0;
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).id() instanceof MigrationId.Versioned) {
        if (compare(placed.get(i), code) > 0) {
          return i;
        }
        behind = i + 1;
      }
    }
    return behind;
  }

  private Optional<Version> version(CodeMigration code) {
    String text = code.version();
    boolean digits = DIGITS.matcher(text).matches();
    return switch (format) {
      case GOLANG_MIGRATE, GOOSE -> digits ? Optional.of(Version.numeric(text)) : refused(code, "a number");
      case DBMATE -> digits ? Optional.of(Version.verbatim(text)) : refused(code, "a number");
      case SQL_MIGRATE -> Optional.of(digits ? Version.numeric(text) : Version.verbatim(text));
      case ATLAS -> Optional.of(Version.verbatim(text));
      case FLYWAY -> FLYWAY.matcher(text).matches() ? Optional.of(flyway(text)) : refused(code, "numbers with dots");
      case LIQUIBASE -> {
        problems.add(Problem.of(ProblemCode.UNSUPPORTED,
            code.name() + " cannot stand among the changesets of Liquibase, which have no versions to be ordered by")
            .remedy("bring the directory into another format with: whimbrel convert"));
        yield Optional.empty();
      }
    };
  }

  private static Version flyway(String text) {
    FlywayName name = new FlywayName("", FlywayName.Kind.VERSIONED, text.replace('_', '.'), "");
    return new Version(name.version(), name.key());
  }

  private Optional<Version> refused(CodeMigration code, String wanted) {
    problems.add(Problem.of(ProblemCode.CONFIGURATION,
        "the version of " + code.name() + " is \"" + code.version() + "\", and a version of " + format.label() + " is "
            + wanted)
        .remedy("give it a version as the files have them"));
    return Optional.empty();
  }

  private int compare(Migration one, Migration code) {
    return switch (format) {
      case GOLANG_MIGRATE, GOOSE -> number(one).compareTo(number(code));
      case SQL_MIGRATE -> compareLeading(one, code);
      case FLYWAY -> FlywayName.compareVersions(one.id().toString(), code.id().toString());
      case ATLAS, DBMATE, LIQUIBASE -> AtlasSum.byBytes(fileName(one), fileName(code));
    };
  }

  private static BigInteger number(Migration migration) {
    return new BigInteger(migration.id().key());
  }

  /** As sql-migrate sorts: what begins with a number by that, then by name. */
  private static int compareLeading(Migration one, Migration code) {
    Matcher left = LEADING_DIGITS.matcher(one.id().toString());
    Matcher right = LEADING_DIGITS.matcher(code.id().toString());
    boolean numbered = left.matches();
    if (numbered != right.matches()) {
      return numbered ? -1 : 1;
    }
    int order = numbered ? new BigInteger(left.group(1)).compareTo(new BigInteger(right.group(1))) : 0;
    return order != 0 ? order : AtlasSum.byBytes(fileName(one), fileName(code));
  }

  private static String fileName(Migration migration) {
    String file = migration.file();
    return migration.up().isCode() ? CodeMigration.withoutMark(file) + ".sql" : file;
  }
}
