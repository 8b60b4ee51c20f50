package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.ChangeRows;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.lint.Deployment;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.Rule;
import dev.whimbrel.schema.lint.Rules;
import dev.whimbrel.schema.lint.Subject;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a plan would lose, by the text of its statements: nothing is tried. What the plan itself {@link Made made} before is no loss. Where
 * a text can mean a loss, it counts as one; somebody is asked then. What a function does that a statement calls is not seen.
 */
public final class Losses {
  private static final Set<String> DROPPED = Set.of("TABLE", "FOREIGN TABLE", "SCHEMA", "DATABASE", "TYPE", "DOMAIN",
      "SEQUENCE", "EXTENSION", "OWNED");
  private static final Pattern HIDDEN = Pattern.compile("(?is)\\b(drop|truncate|delete\\s+from)\\b");
  private static final List<Rule> NARROWED = Rules.ALL.stream().filter(rule -> rule.id().equals("WB205")).toList();

  private final Made made = new Made();
  private final List<String> found = new ArrayList<>();

  private Losses() {}

  /** A sentence each, with the place first and without a full stop. */
  static List<String> of(Plan plan) {
    Losses losses = new Losses();
    plan.steps().forEach(losses::read);
    return List.copyOf(losses.found);
  }

  /**
   * What written ways back would lose. Each counts by itself: of which migrations a run will go back is known only where the database is, so what
   * one way back makes is no excuse for another.
   *
   * @return as of a plan, in the order in which they would be gone; nothing of migrations without a written way back
   */
  public static List<String> ofWaysBack(List<Migration> migrations) {
    return migrations.reversed().stream().flatMap(migration -> wayBack(migration).stream()).toList();
  }

  private static List<String> wayBack(Migration migration) {
    return switch (migration.down()) {
      case Reversal.By by -> {
        Losses losses = new Losses();
        losses.read(new Step.Revert(migration, by.script(), 1, 0, Attempt.NONE));
        yield losses.found;
      }
      case Reversal.None none -> List.of();
    };
  }

  private void read(Step step) {
    made.begin(step);
    for (Statement statement : step.remaining()) {
      SqlCommand command = SqlCommand.of(statement);
      String place = step.script().file() + ":" + statement.line() + " ";
      lost(step, statement, command).forEach(loss -> found.add(place + loss));
      made.read(statement, command);
    }
    made.end();
  }

  private Stream<String> lost(Step step, Statement statement, SqlCommand command) {
    return switch (command) {
      case Drop drop -> dropped(drop);
      case SqlCommand.Truncate truncate -> emptied(truncate);
      case ChangeRows rows -> changed(rows);
      case AlterTable alter -> altered(step, statement, alter);
      case SqlCommand.Do block -> HIDDEN.matcher(block.body()).find()
          ? Stream.of("runs a block that drops or deletes something")
          : Stream.of();
      default -> Stream.of();
    };
  }

  /** With {@code CASCADE} also those that refer to them, which may be older. */
  private Stream<String> emptied(SqlCommand.Truncate truncate) {
    if (truncate.options().contains(Option.CASCADE)) {
      return Stream.of("empties " + names(truncate.tables()) + " and all that refers to it");
    }
    List<QualifiedName> old = old(Made.TABLE, truncate.tables());
    return old.isEmpty() ? Stream.of() : Stream.of("empties " + names(old));
  }

  private Stream<String> dropped(Drop drop) {
    List<QualifiedName> old = old(drop.kind(), drop.names());
    if (drop.options().contains(Option.CASCADE) && drop.on() == null && !old.isEmpty()) {
      return Stream.of("drops " + kind(drop) + names(old) + " and all that depends on it");
    }
    boolean loses = DROPPED.contains(drop.kind()) && !old.isEmpty();
    return loses ? Stream.of("drops " + kind(drop) + names(old)) : Stream.of();
  }

  private static String kind(Drop drop) {
    return drop.kind().equals("OWNED") ? "what belongs to " : drop.kind().toLowerCase(Locale.ROOT) + " ";
  }

  private Stream<String> changed(ChangeRows rows) {
    boolean all = rows.where() == ChangeRows.Where.MISSING && !made.has(Made.TABLE, rows.table());
    return switch (rows.verb()) {
      case "DELETE" -> all ? Stream.of("deletes all rows of " + rows.table()) : Stream.of();
      case "UPDATE" -> all ? Stream.of("changes all rows of " + rows.table()) : Stream.of();
      default -> Stream.of();
    };
  }

  private Stream<String> altered(Step step, Statement statement, AlterTable alter) {
    if (made.has(alter.kind(), alter.table())) {
      return Stream.of();
    }
    Stream<String> columns = alter.actions().stream()
        .flatMap(action -> action instanceof TableAction.DropColumn drop
            && !made.hasColumn(alter.kind(), alter.table(), drop.column())
                ? Stream.of("drops column " + alter.table() + "." + drop.column().quoted())
                : Stream.of());
    return Stream.concat(columns, narrowed(step, statement, alter));
  }

  /** The rule says which types hold so little that values may not fit. */
  private static Stream<String> narrowed(Step step, Statement statement, AlterTable alter) {
    Subject subject = new Subject(step.migration(), statement, alter, 1, Bound.TRANSACTION, Optional.empty());
    Deployment deployment = new Deployment(List.of(subject), Statistics.unknown(), Deployment.Majors.unknown(),
        Deployment.RunnerTimeouts.SET, LocalDate.EPOCH);
    return NARROWED.stream().flatMap(rule -> rule.check().of(subject, deployment)).map(Finding::what);
  }

  private List<QualifiedName> old(String kind, List<QualifiedName> names) {
    return names.stream().filter(name -> !made.has(kind, name)).toList();
  }

  private static String names(List<QualifiedName> names) {
    return names.stream().map(QualifiedName::toString).collect(Collectors.joining(", "));
  }
}
