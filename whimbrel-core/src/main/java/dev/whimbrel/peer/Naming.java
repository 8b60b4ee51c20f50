package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a tool writes the name of a migration into its rows, where nobody wrote that down. */
enum Naming {
  /** {@code create users}. */
  WORDS,
  /** {@code create_users}, as in the name of the file. */
  UNDERSCORES,
  /** {@code 001_create_users}. */
  WITH_VERSION,
  /** {@code 001_create_users.up.sql}. */
  FILE;

  private static final Pattern STEM = Pattern.compile("(?:.*/)?(.*?)(?:[._]up)?(?:\\.sql)?", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("^\\d+[_-]?(?=.)");

  /**
   * A row that has a name.
   *
   * @param migration that it is of
   * @param name as it stands there
   */
  record Named(Migration migration, String name) {}

  /** As most rows have it, or as they usually have where none tells. */
  static Naming of(List<Named> rows, Naming usual) {
    return Arrays.stream(values())
        .max(Comparator.comparingLong((Naming one) -> one.explained(rows)).thenComparing(one -> one == usual))
        .orElse(usual);
  }

  private long explained(List<Named> rows) {
    return rows.stream().filter(row -> of(row.migration()).equals(row.name())).count();
  }

  /** The name of a migration. */
  String of(Migration migration) {
    return switch (this) {
      case WORDS -> migration.description();
      case UNDERSCORES -> NUMBER.matcher(stem(migration)).replaceFirst("");
      case WITH_VERSION -> stem(migration);
      case FILE -> migration.file();
    };
  }

  private static String stem(Migration migration) {
    Matcher matcher = STEM.matcher(migration.file());
    return matcher.matches() ? matcher.group(1) : migration.file();
  }
}
