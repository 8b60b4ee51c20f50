package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AddEnumValue;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateEnum;
import dev.whimbrel.schema.command.SqlCommand.Rename;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.AddColumn;
import dev.whimbrel.schema.command.ColumnDefinition.Generated;
import dev.whimbrel.schema.command.ColumnDefinition.Nullability;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.lint.Sight.Altered;
import dev.whimbrel.schema.lint.Sight.Place;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Column.Nulls;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Other;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What running code does not expect, as long as the release is not out everywhere. */
final class CompatibilityRules {
  private static final String UNSAFE_ENUM_VALUE = "55P04";
  private static final Pattern CASTS = Pattern
      .compile("::(?:\"[^\"]+\"|[a-z_. ]+)(?:\\(\\d+(?:,\\d+)?\\))?(?:\\[\\])*");
  private static final Pattern NOT_NULL = Pattern.compile("\\s+NOT\\s+NULL\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern STEP = Pattern.compile(
      "(?is)^ALTER\\s+SEQUENCE\\s+(?:IF\\s+EXISTS\\s+)?(\\S+).*\\bINCREMENT\\s+(?:BY\\s+)?(-?\\d+)");

  static final List<Rule> RULES = List.of(
      new Rule("WB302", "asks of writers what they do not know", Severity.WARNING, CompatibilityRules::required),
      new Rule("WB303", "lets NULL into a column", Severity.WARNING, CompatibilityRules::optional),
      new Rule("WB304", "changes what clients call", Severity.WARNING, CompatibilityRules::called),
      new Rule("WB305", "uses a new value of an enum at once", Severity.WARNING, CompatibilityRules::tooEarly),
      new Rule("WB306", "changes where values come from", Severity.WARNING, CompatibilityRules::sources),
      new Rule("WB307", "drops what is being read", Severity.WARNING, CompatibilityRules::used));

  private CompatibilityRules() {}

  private static Stream<Finding> required(Subject subject, Deployment deployment) {
    Optional<Sight> seen = Sight.of(subject);
    if (seen.isEmpty()) {
      return suspectedRequired(subject, deployment);
    }
    Sight sight = seen.get();
    Stream<Finding> added = sight.newColumns().stream()
        .filter(place -> sight.before().find(place.table().oid()).isPresent() && !sight.isYoung(place.table())
            && isRequired(place.column())
            && !ColumnRules.failsOverRows(subject, deployment, place.column().name()))
        .map(place -> addedColumn(subject, place).of("WB302", Severity.ERROR));
    Stream<Finding> altered = sight.has(What.CHANGED, "column")
        ? sight.alteredColumns().stream().filter(one -> becomesRequired(sight, one))
            .map(one -> nowRequired(subject, deployment, one.after()))
        : Stream.empty();
    return Stream.of(added, altered, checked(subject, deployment, sight)).flatMap(Function.identity());
  }

  private static boolean isRequired(Column column) {
    return column.nulls() == Nulls.REFUSED && column.expression() == null && column.identity().isEmpty()
        && column.generated().isEmpty();
  }

  private static Finding addedColumn(Subject subject, Place place) {
    return Finding.of(subject, Certainty.DERIVED,
        "column " + place.named() + " is required from the moment it is there, and has no default",
        "running code inserts rows without it, and is refused")
        .safely(Spelling.actions(subject.command(), AddColumn.class)
            .filter(add -> add.column().name().name().equals(place.column().name())).findFirst()
            .map(add -> nullable(subject, add)).orElse(List.of()))
        .remedy("set it NOT NULL in a later migration, when all code writes it; or give it a default");
  }

  /** The same statement, with the column taking NULL. */
  private static List<String> nullable(Subject subject, AddColumn add) {
    return subject.command() instanceof AlterTable alter && NOT_NULL.matcher(Wordings.code(add.text())).find()
        ? Spelling.instead(alter, add, List.of(Spelling.alter(alter, Wordings.replaced(add.text(), NOT_NULL, ""))))
        : List.of();
  }

  private static boolean becomesRequired(Sight sight, Altered altered) {
    return altered.before().table().isTable() && altered.before().column().nulls() == Nulls.ALLOWED
        && isRequired(altered.after().column()) && notNulls(sight.before(), altered.before()).findAny().isEmpty();
  }

  /** Checks by which NULL is refused already. */
  private static Stream<Constraint> notNulls(Catalog catalog, Place place) {
    return catalog.constraints(place.table()).filter(one -> one.type().equals("c") && one.expression() != null
        && one.columns().equals(List.of(place.column().name()))
        && one.expression().replaceAll("[()]", "").strip().endsWith(" IS NOT NULL"));
  }

  private static Stream<Finding> checked(Subject subject, Deployment deployment, Sight sight) {
    if (!sight.has(What.CREATED, "constraint")) {
      return Stream.empty();
    }
    List<String> old = sight.before().constraints().stream().map(Constraint::oid).toList();
    return sight.after().constraints().stream().filter(one -> one.type().equals("c") && !old.contains(one.oid()))
        .flatMap(one -> sight.before().find(one.relation())
            .filter(table -> !sight.isYoung(table) && one.columns().size() == 1)
            .flatMap(table -> sight.before().column(table, one.columns().getFirst())
                .map(column -> new Place(table, column)))
            .filter(place -> place.column().nulls() == Nulls.ALLOWED && place.column().expression() == null
                && notNulls(sight.after(), place).anyMatch(check -> check.oid().equals(one.oid()))
                && notNulls(sight.before(), place).findAny().isEmpty())
            .map(place -> nowRequired(subject, deployment, place)).stream());
  }

  private static Finding nowRequired(Subject subject, Deployment deployment, Place place) {
    boolean isNew = Sight.start(subject, deployment).filter(start -> start.find(place.table().oid())
        .flatMap(table -> start.column(table, place.column().name())).isEmpty()).isPresent();
    Finding finding = Finding.of(subject, Certainty.DERIVED,
        "column " + place.named() + " no longer takes NULL, and has no default", isNew
            ? "running code does not know the column, inserts rows without it, and is refused"
            : "running code that leaves it out, or writes NULL, is refused")
        .remedy("do it in a later migration, when all code writes it; or give it a default first");
    return isNew ? finding.of("WB302", Severity.ERROR) : finding;
  }

  private static Stream<Finding> suspectedRequired(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof AlterTable alter) || Wordings.isMadeBefore(subject, deployment, alter.table())) {
      return Stream.empty();
    }
    String table = Spelling.name(alter.table());
    return alter.actions().stream().flatMap(action -> switch (action) {
      case AddColumn add when isRequired(add)
          && !ColumnRules.failsOverRows(subject, deployment, add.column().name().name()) ->
        Stream.of(Finding.of(subject, Certainty.SUSPECTED,
            "column " + table + "." + Quoting.name(add.column().name().name())
                + " is required from the moment it is there, and has no default",
            "running code inserts rows without it, and is refused")
            .safely(nullable(subject, add))
            .remedy("set it NOT NULL in a later migration, when all code writes it; or give it a default"));
      case TableAction.SetNotNull set -> Stream.of(Finding.of(subject, Certainty.SUSPECTED,
          "column " + table + "." + Quoting.name(set.column().name()) + " no longer takes NULL",
          "running code that leaves it out, or writes NULL, is refused")
          .remedy("do it in a migration that comes when all code writes it"));
      default -> Stream.empty();
    });
  }

  private static boolean isRequired(AddColumn add) {
    return add.column().nullability() == Nullability.NOT_NULL && add.column().defaultValue() == null
        && add.column().generated() == Generated.NOT;
  }

  private static Stream<Finding> optional(Subject subject, Deployment deployment) {
    Optional<Sight> seen = Sight.of(subject);
    if (seen.isEmpty()) {
      return subject.command() instanceof AlterTable alter && !Wordings.isMadeBefore(subject, deployment, alter.table())
          ? alter.actions().stream().filter(TableAction.DropNotNull.class::isInstance)
              .map(TableAction.DropNotNull.class::cast)
              .filter(drop -> !goesAside(subject, deployment, drop.column().name()))
              .map(drop -> nullable(subject, Certainty.SUSPECTED, Spelling.name(alter.table()) + "."
                  + Quoting.name(drop.column().name())))
          : Stream.empty();
    }
    Sight sight = seen.get();
    return sight.has(What.CHANGED, "column")
        ? sight.alteredColumns().stream().filter(one -> one.before().table().isTable()
            && one.before().column().nulls() == Nulls.REFUSED && one.after().column().nulls() == Nulls.ALLOWED
            && !goesAside(subject, deployment, one.before().column().name())
            && isOld(subject, deployment, one.before()))
            .map(one -> nullable(subject, Certainty.PROVEN, one.before().named()))
        : Stream.empty();
  }

  private static boolean isOld(Subject subject, Deployment deployment, Place place) {
    return Sight.start(subject, deployment).flatMap(start -> start.find(place.table().oid())
        .flatMap(table -> start.column(table, place.column().name()))).isPresent();
  }

  private static boolean goesAside(Subject subject, Deployment deployment, String column) {
    return deployment.sameMigration(subject).stream().anyMatch(one -> one.command() instanceof Rename rename
        && rename.from().equals(column) && Wordings.isAside(rename.to()));
  }

  private static Finding nullable(Subject subject, Certainty certainty, String column) {
    return Finding.of(subject, certainty, "column " + column + " may hold NULL from now on",
        "running code reads it as if there always were a value")
        .remedy("let all code take NULL before anything writes it");
  }

  /** Views and routines that are, when the migration is over, not what they were when it began. */
  private static Stream<Finding> called(Subject subject, Deployment deployment) {
    Optional<Sight> seen = Sight.of(subject);
    Optional<Catalog> start = Sight.start(subject, deployment);
    Optional<Catalog> end = Sight.end(subject, deployment);
    if (seen.isEmpty() || start.isEmpty() || end.isEmpty()) {
      return Stream.empty();
    }
    Sight sight = seen.get();
    return Stream.concat(views(subject, sight, start.get(), end.get()),
        routines(subject, sight, start.get(), end.get()));
  }

  private static Stream<Finding> views(Subject subject, Sight sight, Catalog start, Catalog end) {
    return sight.dropped().stream().filter(one -> isView(one) && start.find(one.oid()).isPresent()
        && !Wordings.isAside(one.name())).flatMap(one -> {
          Optional<Relation> now = end.find(one.named());
          String difference = now.map(view -> difference(start, one, end, view))
              .orElse("is no longer there");
          return difference.isEmpty()
              ? Stream.empty()
              : Stream.of(viewed(Finding.of(subject, Certainty.PROVEN, "view " + Sight.named(one) + " " + difference,
                  now.isPresent()
                      ? "running code, and statements that are prepared, still read it as it was"
                      : "running code that still reads it fails"),
                  now));
        });
  }

  private static Finding viewed(Finding finding, Optional<Relation> now) {
    return finding.remedy(now.isPresent()
        ? "make the new one beside it under another name, and drop this one when no code reads it"
        : "drop it in a later migration, when no code reads it");
  }

  private static boolean isView(Relation relation) {
    return relation.kind().equals("v") || relation.kind().equals("m");
  }

  /** Columns that follow the old ones hurt nobody. */
  private static String difference(Catalog start, Relation old, Catalog end, Relation now) {
    List<Column> before = start.columns(old).toList();
    List<Column> after = end.columns(now).toList();
    List<String> names = after.stream().map(Column::name).toList();
    List<String> lost = before.stream().map(Column::name).filter(name -> !names.contains(name)).map(Quoting::name)
        .toList();
    if (!lost.isEmpty()) {
      return "loses " + Wordings.counted("column", "columns", lost);
    }
    for (Column column : before) {
      Column same = after.get(names.indexOf(column.name()));
      if (!same.type().equals(column.type())) {
        return "has column " + Quoting.name(column.name()) + " as " + same.type() + " instead of " + column.type();
      }
    }
    return names.subList(0, before.size()).equals(before.stream().map(Column::name).toList())
        ? ""
        : "has its columns in another order";
  }

  /** One that is dropped alone may have been for triggers or for nobody; one whose arguments change is called. */
  private static Stream<Finding> routines(Subject subject, Sight sight, Catalog start, Catalog end) {
    return sight.before().others().stream()
        .filter(one -> isRoutine(one) && !has(sight.after(), one) && has(start, one) && !has(end, one))
        .flatMap(one -> end.others().stream()
            .filter(other -> isRoutine(other) && other.schema().equals(one.schema())
                && other.name().equals(one.name()) && !has(start, other))
            .limit(1)
            .map(other -> Finding.of(subject, Certainty.PROVEN,
                one.kind() + " " + Quoting.name(one.schema(), one.name()) + "(" + one.detail() + ") becomes ("
                    + other.detail() + ")",
                "running code still calls it as it was")
                .remedy("keep the old one beside the new one until no code calls it")));
  }

  private static boolean isRoutine(Other one) {
    return one.kind().equals("function") || one.kind().equals("procedure");
  }

  private static boolean has(Catalog catalog, Other routine) {
    return catalog.others().stream().anyMatch(one -> one.kind().equals(routine.kind())
        && one.schema().equals(routine.schema()) && one.name().equals(routine.name())
        && one.detail().equals(routine.detail()));
  }

  private static Stream<Finding> tooEarly(Subject subject, Deployment deployment) {
    boolean failed = subject.seen().filter(one -> one.outcome() instanceof Rehearsed.Outcome.Failed failure
        && UNSAFE_ENUM_VALUE.equals(failure.error().sqlState())).isPresent();
    if (!failed && (subject.seen().isPresent() || subject.command() instanceof AddEnumValue)) {
      return Stream.empty();
    }
    List<Subject> earlier = deployment.sameTransaction(subject).stream().takeWhile(one -> !one.equals(subject))
        .toList();
    return earlier.stream()
        .flatMap(one -> one.command() instanceof AddEnumValue add ? Stream.of(add) : Stream.empty())
        .filter(add -> uses(subject, add) && earlier.stream().noneMatch(one -> uses(one, add))
            && !isNew(subject, deployment, add))
        .limit(1).map(add -> {
          Finding finding = Finding.of(subject, failed ? Certainty.PROVEN : Certainty.SUSPECTED,
              "value " + Quoting.literal(add.label()) + " of type " + Spelling.name(add.type())
                  + " is used in the transaction that adds it",
              "the server refuses a value of an enum until the transaction that added it is over")
              .remedy("add it in a migration of its own that runs before this one");
          return failed ? finding.of("WB305", Severity.ERROR) : finding;
        });
  }

  private static boolean uses(Subject subject, AddEnumValue added) {
    return !(subject.command() instanceof AddEnumValue)
        && subject.statement().text().contains(Quoting.literal(added.label()));
  }

  /** The server takes values of a type that came in the same transaction. */
  private static boolean isNew(Subject subject, Deployment deployment, AddEnumValue add) {
    return deployment.sameTransaction(subject).stream().anyMatch(one -> one.command() instanceof CreateEnum made
        && Spelling.last(made.name()).equals(Spelling.last(add.type())));
  }

  private static Stream<Finding> sources(Subject subject, Deployment deployment) {
    Optional<Sight> seen = Sight.of(subject);
    Stream<Finding> steps = STEP.matcher(subject.statement().text()).results()
        .filter(step -> !isMade(subject, deployment, step.group(1)))
        .map(step -> Finding.of(subject, seen.isPresent() ? Certainty.DERIVED : Certainty.SUSPECTED,
            "sequence " + step.group(1) + " counts in steps of " + step.group(2) + " from now on",
            "applications that fetch numbers in blocks, as object-relational mappers do, hand out numbers twice"
                + " or leave gaps")
            .remedy("change the size of the blocks in the application together with it"));
    return Stream.concat(steps, seen.map(sight -> sight.has(What.CHANGED, "column")
        ? sight.alteredColumns().stream()
            .filter(one -> one.before().table().isTable() && one.before().column().expression() != null)
            .flatMap(one -> source(subject, one))
        : Stream.<Finding>empty()).orElse(Stream.empty()));
  }

  private static boolean isMade(Subject subject, Deployment deployment, String sequence) {
    return deployment.before(subject).stream().map(one -> Wordings.code(one.statement()))
        .anyMatch(text -> text.toUpperCase(Locale.ROOT).startsWith("CREATE")
            && Wordings.mentions(text, sequence));
  }

  private static Stream<Finding> source(Subject subject, Altered altered) {
    Column before = altered.before().column();
    Column after = altered.after().column();
    if (isRequired(after) && before.identity().isEmpty()) {
      return Stream.of(Finding.of(subject, Certainty.DERIVED,
          "column " + altered.before().named() + " is required and no longer has the default " + before.expression(),
          "running code that leaves it out is refused")
          .remedy("drop the default in a later migration, when all code writes the column"));
    }
    boolean isOther = after.expression() != null && before.generated().equals(after.generated())
        && !bare(before.expression()).equals(bare(after.expression()));
    return isOther
        ? Stream.of(Finding.of(subject, Certainty.DERIVED, "column " + altered.before().named() + " has the default "
            + after.expression() + " instead of " + before.expression(),
            "running code counts on the old one, and applications that have their own copy of it go on with that")
            .of("WB306", Severity.NOTE))
        : Stream.empty();
  }

  private static String bare(@Nullable String expression) {
    return expression == null ? "" : CASTS.matcher(expression).replaceAll("");
  }

  private static Stream<Finding> used(Subject subject, Deployment deployment) {
    return Sight.of(subject).stream().flatMap(sight -> sight.dropped().stream()
        .filter(one -> !Wordings.isAside(one.name()) && (one.isTable() || one.kind().equals("m") || one.isIndex())
            && sight.after().find(one.named()).isEmpty() && !goesWithTable(sight, one)
            && !isReplaced(subject, deployment, sight, one))
        .flatMap(one -> deployment.statistics().of(one.named()).filter(size -> size.scans() > 0)
            .map(size -> used(subject, one, size)).stream()));
  }

  private static boolean goesWithTable(Sight sight, Relation index) {
    return index.isIndex() && sight.after().find(index.table()).isEmpty();
  }

  /** Whether another index of the table begins with the same columns when the migration is over. */
  private static boolean isReplaced(Subject subject, Deployment deployment, Sight sight, Relation index) {
    Catalog.Index shape = sight.before().indexes().get(index.oid());
    Catalog end = Sight.end(subject, deployment).orElse(sight.after());
    return shape != null && !Sight.plainKeys(shape).isEmpty() && end.find(index.table()).stream()
        .flatMap(end::indexes).anyMatch(other -> other.keys().size() >= shape.keys().size()
            && other.keys().subList(0, shape.keys().size()).equals(shape.keys())
            && Objects.equals(other.predicate(), shape.predicate()));
  }

  private static Finding used(Subject subject, Relation relation, Statistics.Size size) {
    String other = relation.isTable() ? "table" : "materialized view";
    String kind = relation.isIndex() ? "index" : other;
    Finding finding = Finding.of(subject, Certainty.DERIVED,
        "%s %s was read %d times since the server counts".formatted(kind, Sight.named(relation), size.scans()),
        relation.isIndex()
            ? "the queries that use it read the whole table from now on, or sort it"
            : "something still reads it, and fails from now on")
        .sized(size);
    return finding.remedy(relation.isIndex()
        ? "find the queries that use it, and give them another index first"
        : "find what reads it before it is dropped");
  }
}
