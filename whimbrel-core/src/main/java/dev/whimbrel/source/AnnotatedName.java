package dev.whimbrel.source;

import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.ProblemCode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a file with markers says.
 *
 * @param file the name
 * @param version what identifies it
 * @param description the rest, with blanks for underscores
 */
record AnnotatedName(String file, Version version, String description) {
  private static final Pattern LEADING_DIGITS = Pattern.compile("(\\d+).*", Pattern.DOTALL);
  private static final Pattern SQL_MIGRATE = Pattern.compile("(\\d+)(?:[_-](.*))?\\.sql", Pattern.DOTALL);
  private static final Pattern GOOSE = Pattern.compile("\\+?(\\d+)_(.*)\\.sql", Pattern.DOTALL);
  private static final Pattern DBMATE = Pattern.compile("(\\d+)_?(.*)\\.sql", Pattern.DOTALL);

  /** All {@code .sql} files: numbered ones by number and name, then the others by name. */
  static List<AnnotatedName> sqlMigrate(FileSet files, Mistakes mistakes) {
    List<AnnotatedName> names = new ArrayList<>();
    for (String file : candidates(files, mistakes)) {
      Matcher numbered = SQL_MIGRATE.matcher(file);
      Matcher digits = LEADING_DIGITS.matcher(file);
      if (digits.matches() && !Names.fitsBigint(digits.group(1), file, mistakes)) {
        continue;
      }
      if (numbered.matches()) {
        names.add(new AnnotatedName(file, Version.numeric(numbered.group(1)), description(numbered.group(2))));
      } else {
        String stem = file.substring(0, file.length() - ".sql".length());
        names.add(new AnnotatedName(file, Version.verbatim(stem), ""));
      }
    }
    names.sort(Comparator.comparing(AnnotatedName::number, Comparator.nullsLast(Comparator.naturalOrder()))
        .thenComparing(AnnotatedName::file, AtlasSum::byBytes));
    return names;
  }

  /** All {@code .sql} files, by number. */
  static List<AnnotatedName> goose(FileSet files, Mistakes mistakes) {
    List<AnnotatedName> names = new ArrayList<>();
    for (String file : candidates(files, mistakes)) {
      Matcher matcher = GOOSE.matcher(file);
      if (!matcher.matches() || new BigInteger(matcher.group(1)).signum() == 0) {
        mistakes.add(ProblemCode.BAD_FILE_NAME, file,
            "the name of \"" + file + "\" does not begin with a number greater than zero and an underscore",
            "name it like 00001_create_users.sql, or move it elsewhere: goose stops at it");
      } else if (Names.fitsBigint(matcher.group(1), file, mistakes)) {
        names.add(new AnnotatedName(file, Version.numeric(matcher.group(1)), description(matcher.group(2))));
      }
    }
    names.sort(Comparator.comparing((AnnotatedName name) -> new BigInteger(name.version().key()))
        .thenComparing(AnnotatedName::file, AtlasSum::byBytes));
    return names;
  }

  /** The {@code .sql} files that begin with a digit, by the bytes of their names. */
  static List<AnnotatedName> dbmate(FileSet files, Mistakes mistakes) {
    List<AnnotatedName> names = new ArrayList<>();
    for (String file : candidates(files, mistakes)) {
      Matcher matcher = DBMATE.matcher(file);
      if (matcher.matches()) {
        names.add(new AnnotatedName(file, Version.verbatim(matcher.group(1)), description(matcher.group(2))));
      } else if (Marker.in(files.bytes(file)).contains(Marker.DBMATE)) {
        mistakes.add(ProblemCode.BAD_FILE_NAME, file,
            "\"" + file + "\" holds a migration, but its name does not begin with a digit, so dbmate passes over it",
            "name it like 20260131120000_create_users.sql, or remove its markers");
      }
    }
    names.sort(Comparator.comparing(AnnotatedName::file, AtlasSum::byBytes));
    return names;
  }

  private static List<String> candidates(FileSet files, Mistakes mistakes) {
    Names.topLevel(files).stream().filter(Names::oddCase)
        .forEach(name -> Names.refuseOddCase(name, mistakes));
    return files.sql();
  }

  private static String description(@Nullable String text) {
    return text == null ? "" : text.replace('_', ' ');
  }

  /** The number that sql-migrate sorts by, or null. */
  private @Nullable BigInteger number() {
    Matcher matcher = LEADING_DIGITS.matcher(file);
    return matcher.matches() ? new BigInteger(matcher.group(1)) : null;
  }
}
