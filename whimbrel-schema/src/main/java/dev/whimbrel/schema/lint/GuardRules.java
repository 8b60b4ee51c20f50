package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Create;
import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.DropIndex;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code IF EXISTS} and {@code IF NOT EXISTS}: what was decided of them, and where they hid that nothing was done. */
final class GuardRules {
  private static final Pattern GUARD = Pattern.compile("\\s+IF\\s+(?:NOT\\s+)?EXISTS\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern CREATED = Pattern.compile(
      "^(CREATE\\s+(?:UNIQUE\\s+|UNLOGGED\\s+|TEMP\\s+|TEMPORARY\\s+)?"
          + "(?:TABLE|INDEX|SEQUENCE|SCHEMA|EXTENSION|MATERIALIZED\\s+VIEW)(?:\\s+CONCURRENTLY)?)(?=\\s)",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern DROPPED = Pattern
      .compile("^(DROP\\s+(?:MATERIALIZED\\s+VIEW|FOREIGN\\s+TABLE|EVENT\\s+TRIGGER"
          + "|\\w+)(?:\\s+CONCURRENTLY)?)(?=\\s)", Pattern.CASE_INSENSITIVE);
  private static final Pattern UNGUARDED_CREATE = Pattern.compile(
      "^CREATE\\s+INDEX\\s+(?:CONCURRENTLY\\s+)?ON\\b", Pattern.CASE_INSENSITIVE);
  private static final Set<String> WANTED_ANYWAY = Set.of("EXTENSION", "SCHEMA");

  private GuardRules() {}

  static Stream<Finding> found(Subject subject, Deployment deployment) {
    return switch (deployment.options().guards()) {
      case ANY -> Stream.empty();
      case REQUIRED -> missing(subject);
      case FORBIDDEN -> hiding(subject);
    };
  }

  private static boolean isGuarded(Subject subject) {
    return GUARD.matcher(Wordings.code(subject.statement())).find();
  }

  private static Stream<Finding> missing(Subject subject) {
    Optional<String> guarded = isGuarded(subject) ? Optional.empty() : unguarded(subject.statement().text());
    return guarded.stream().map(text -> Finding.of(subject, Certainty.DERIVED,
        "the statement fails if it was run before",
        "a migration that failed in the middle cannot be run again, and the project has decided that it can")
        .safely(List.of(text)));
  }

  private static Stream<Finding> hiding(Subject subject) {
    return isOpaque(subject) || !isGuarded(subject)
        ? Stream.empty()
        : Stream.of(Finding.of(subject, Certainty.DERIVED,
            "the statement does nothing where things are not as expected, and does not say so",
            "a database that differs goes on to differ, and the project has decided that this is to be noticed")
            .safely(List.of(Wordings.replaced(subject.statement().text(), GUARD, ""))));
  }

  /** Bodies may need what is forbidden outside of them. */
  private static boolean isOpaque(Subject subject) {
    return !(subject.command() instanceof AlterTable) && CREATED.matcher(subject.statement().text()).replaceAll("")
        .equals(subject.statement().text())
        && DROPPED.matcher(subject.statement().text()).replaceAll("")
            .equals(subject.statement().text());
  }

  /** The statement with a guard, if it can have one. */
  private static Optional<String> unguarded(String text) {
    if (UNGUARDED_CREATE.matcher(text).find()) {
      return Optional.empty();
    }
    String guarded = DROPPED.matcher(CREATED.matcher(text).replaceFirst("$1 IF NOT EXISTS"))
        .replaceFirst("$1 IF EXISTS");
    return guarded.equals(text) || text.toUpperCase(Locale.ROOT).startsWith("DROP OWNED")
        ? Optional.empty()
        : Optional.of(guarded);
  }

  /** A guard that found nothing to do: the script says more than it does. */
  static Stream<Finding> idle(Subject subject, Deployment deployment) {
    return Sight.of(subject).filter(sight -> sight.observation().changes().isEmpty()
        && sight.observation().written().isEmpty() && sight.observation().rewritten().isEmpty()).stream()
        .flatMap(sight -> switch (subject.command()) {
          case CreateTable table when guards(table.options(), Option.IF_NOT_EXISTS)
              && !table.options().contains(Option.TEMPORARY) -> Stream.of(table(subject, sight, table));
          case CreateIndex index when guards(index.options(), Option.IF_NOT_EXISTS) ->
            Stream.of(there(subject, "index " + shown(index.name())));
          case CreateView view when guards(view.options(), Option.IF_NOT_EXISTS) ->
            Stream.of(there(subject, "view " + Spelling.name(view.name())));
          case Create create when guards(create.options(), Option.IF_NOT_EXISTS)
              && !WANTED_ANYWAY.contains(create.kind()) ->
            Stream.of(there(subject, create.kind().toLowerCase(Locale.ROOT)
                + (create.name() == null ? "" : " " + Spelling.name(create.name()))));
          case Drop drop when guards(drop.options(), Option.IF_EXISTS)
              && drop.names().stream().noneMatch(name -> isMadeLater(subject, deployment, name)) ->
            Stream.of(gone(subject, drop.names()));
          case DropIndex drop when guards(drop.options(), Option.IF_EXISTS)
              && drop.names().stream().noneMatch(name -> isMadeLater(subject, deployment, name)) ->
            Stream.of(gone(subject, drop.names()));
          case AlterTable alter when !alter.actions().isEmpty()
              && alter.actions().stream().allMatch(GuardRules::isIdle) ->
            Stream.of(Finding.of(subject, Certainty.PROVEN, "table " + Spelling.name(alter.table())
                + " is already as the statement wants it", "it does nothing but wait for a lock")
                .remedy("leave it out, or find out why the table is so already"));
          default -> Stream.empty();
        });
  }

  private static boolean guards(Set<Option> options, Option guard) {
    return options.contains(guard);
  }

  private static String shown(@Nullable Identifier name) {
    return name == null ? "" : Spelling.name(name);
  }

  /** What changes a column and changed nothing. */
  private static boolean isIdle(TableAction action) {
    return action instanceof TableAction.SetNotNull || action instanceof TableAction.DropNotNull
        || action instanceof TableAction.DropDefault || action instanceof TableAction.AddColumn
        || action instanceof TableAction.DropColumn || action instanceof TableAction.DropConstraint
        || action instanceof TableAction.ValidateConstraint;
  }

  private static boolean isMadeLater(Subject subject, Deployment deployment, QualifiedName name) {
    return deployment.sameMigration(subject).stream().dropWhile(one -> !one.equals(subject)).skip(1)
        .map(one -> one.statement().text())
        .anyMatch(text -> text.matches("(?is)(CREATE|ALTER)\\b.*") && Wordings.mentions(text, Spelling.last(name)));
  }

  private static Finding there(Subject subject, String what) {
    return Finding.of(subject, Certainty.PROVEN, what + " is there already, so the statement does nothing",
        "what is there may be something else than what is written here")
        .remedy("leave it out, or find out why it is there");
  }

  private static Finding gone(Subject subject, List<QualifiedName> names) {
    return Finding.of(subject, Certainty.PROVEN, Wordings.listed(names.stream().map(Spelling::name).toList())
        + (names.size() == 1 ? " is" : " are") + " not there, so the statement does nothing",
        "it may be misspelt, or be somewhere else").remedy("leave it out, or drop what is meant");
  }

  /** The worst of it: the table that is there is another one. */
  private static Finding table(Subject subject, Sight sight, CreateTable table) {
    Optional<Relation> there = sight.after().find(table.name());
    List<String> old = there.stream().flatMap(sight.after()::columns).map(Column::name).toList();
    List<String> missing = table.columns().stream().map(ColumnDefinition::name).map(Identifier::name)
        .filter(name -> !old.contains(name)).toList();
    Finding finding = there(subject, "table " + Spelling.name(table.name()));
    return there.isEmpty() || missing.isEmpty()
        ? finding
        : Finding.of(subject, Certainty.PROVEN,
            "table " + Spelling.name(table.name()) + " is there already and has no "
                + Wordings.counted("column", "columns", missing.stream().map(Quoting::name).toList()),
            "the statement does nothing, and whoever reads it believes that the table is as it says")
            .safely(missing.stream().flatMap(name -> table.columns().stream()
                .filter(column -> column.name().name().equals(name))).map(column -> "ALTER TABLE "
                    + Spelling.name(table.name()) + " ADD COLUMN " + column.text())
                .toList())
            .of("WB604", Severity.WARNING);
  }
}
