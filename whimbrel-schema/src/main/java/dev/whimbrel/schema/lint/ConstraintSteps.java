package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.ddl.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Constraints that come in steps, none of which keeps others waiting for long. */
final class ConstraintSteps {
  private static final Pattern KEY = Pattern.compile(
      "(?is)(?:CONSTRAINT\\s+\\S+\\s+)?(?:UNIQUE|PRIMARY\\s+KEY)\\s*(NULLS\\s+(?:NOT\\s+)?DISTINCT\\s*)?"
          + "(?:(\\([^)]*\\))\\s*)?(INCLUDE\\s*\\([^)]*\\)\\s*)?((?:(?:NOT\\s+)?DEFERRABLE|INITIALLY\\s+\\w+|\\s)*)");
  private static final Pattern NAMED = Pattern.compile("(?is)CONSTRAINT\\s.*");
  private static final int NAMED_NOT_NULLS = 18;

  private ConstraintSteps() {}

  /** First for new rows, then for those that are there. */
  static List<String> notValid(AlterTable command, TableConstraint constraint, String name) {
    return List.of(
        Spelling.alter(command, "ADD " + named(constraint, name) + " NOT VALID"),
        Spelling.alter(command, "VALIDATE CONSTRAINT " + Quoting.name(name)));
  }

  private static String named(TableConstraint constraint, String name) {
    return NAMED.matcher(constraint.text()).matches()
        ? constraint.text()
        : "CONSTRAINT " + Quoting.name(name) + " " + constraint.text();
  }

  /**
   * First the index, then the constraint on it; empty where what is written cannot be taken apart.
   *
   * @param columns of the key
   */
  static Optional<List<String>> onIndex(AlterTable command, TableConstraint constraint, String name,
      List<String> columns) {
    Matcher key = KEY.matcher(constraint.text());
    if (!key.matches()) {
      return Optional.empty();
    }
    String kind = constraint.kind() == TableConstraint.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    String list = key.group(2) == null ? "(" + Trace.columns(columns) + ")" : key.group(2);
    return Optional.of(List.of(
        ("CREATE UNIQUE INDEX CONCURRENTLY " + Quoting.name(name) + " ON " + Spelling.name(command.table()) + " " + list
            + text(key.group(3)) + text(key.group(1))),
        Spelling.alter(command,
            "ADD CONSTRAINT " + Quoting.name(name) + " " + kind + " USING INDEX " + Quoting.name(name)
                + text(key.group(4)))));
  }

  private static String text(@Nullable String part) {
    return part == null || part.isBlank() ? "" : " " + part.strip();
  }

  /** A column that must not be NULL: proven without a strong lock, then written down. */
  static List<String> notNull(AlterTable command, int major, String column) {
    String table = Spelling.last(command.table());
    String name = Spelling.made(table, column, "not_null");
    if (major >= NAMED_NOT_NULLS) {
      return List.of(
          Spelling.alter(command, "ADD CONSTRAINT " + name + " NOT NULL " + Quoting.name(column) + " NOT VALID"),
          Spelling.alter(command, "VALIDATE CONSTRAINT " + name));
    }
    List<String> steps = new ArrayList<>();
    steps.add(Spelling.alter(command,
        "ADD CONSTRAINT " + name + " CHECK (" + Quoting.name(column) + " IS NOT NULL) NOT VALID"));
    steps.add(Spelling.alter(command, "VALIDATE CONSTRAINT " + name));
    steps.add(Spelling.alter(command, "ALTER COLUMN " + Quoting.name(column) + " SET NOT NULL"));
    steps.add(Spelling.alter(command, "DROP CONSTRAINT " + name));
    return steps;
  }
}
