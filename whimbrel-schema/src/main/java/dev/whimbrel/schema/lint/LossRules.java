package dev.whimbrel.schema.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Truncate;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.ColumnType;
import dev.whimbrel.schema.command.TableAction.DropColumn;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.lint.Sight.Place;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows and values that go, and what goes along with them. */
final class LossRules {
  private static final int SHOWN = 10;
  private static final Set<String> DROPPED_KINDS = Set.of("TABLE", "SCHEMA", "DATABASE");

  static final List<Rule> RULES = List.of(
      new Rule("WB201", "drops tables, or empties them", Severity.WARNING, LossRules::tables),
      new Rule("WB202", "drops columns", Severity.WARNING, LossRules::columns),
      new Rule("WB203", "drops what other columns have a part in", Severity.WARNING, Victims::besideColumns),
      new Rule("WB204", "drops what it does not name", Severity.WARNING, Victims::elsewhere),
      new Rule("WB205", "narrows a type", Severity.WARNING, LossRules::narrowed),
      new Rule("WB206", "has no way back and loses something", Severity.NOTE, LossRules::irreversible));

  private LossRules() {}

  /** Where rows are known to be, losing them is an error; where there are none, it is hardly anything. */
  static Finding weighed(String rule, Finding finding, Statistics.@Nullable Size size) {
    if (size == null || size.rows() < 0) {
      return finding.sized(size).of(rule, Severity.WARNING);
    }
    return finding.sized(size).of(rule, size.rows() > 0 ? Severity.ERROR : Severity.NOTE);
  }

  private static Optional<Statistics.Size> largest(Deployment deployment, List<Relation> tables) {
    return tables.stream().flatMap(table -> deployment.statistics().of(table.named()).stream())
        .reduce((one, other) -> one.rows() >= other.rows() ? one : other);
  }

  private static Stream<Finding> tables(Subject subject, Deployment deployment) {
    if (subject.command() instanceof Truncate truncate) {
      return emptied(subject, deployment, truncate);
    }
    return Sight.of(subject).map(sight -> dropped(subject, deployment, sight))
        .orElseGet(() -> subject.command() instanceof Drop drop && DROPPED_KINDS.contains(drop.kind())
            ? suspected(subject, deployment, drop)
            : Stream.empty());
  }

  private static Stream<Finding> dropped(Subject subject, Deployment deployment, Sight sight) {
    List<Relation> all = sight.dropped();
    Set<String> gone = new LinkedHashSet<>(all.stream().map(Relation::oid).toList());
    List<Relation> tables = all.stream().filter(one -> one.isTable() && !gone.contains(one.parent())
        && !waited(subject, deployment, one)).toList();
    if (tables.isEmpty()) {
      return Stream.empty();
    }
    Finding finding = Finding.of(subject, Certainty.PROVEN, dropping(tables.stream().map(Sight::named).toList()),
        "the rows are gone for good, and whatever still reads or writes them fails");
    return Stream.of(weighed("WB201", putAside(finding, subject, tables), largest(deployment, tables).orElse(null)));
  }

  private static String dropping(List<String> names) {
    return Wordings.counted("table", "tables", Wordings.shortened(names, SHOWN))
        + (names.size() == 1 ? " is dropped with its rows" : " are dropped with their rows");
  }

  /** Whether it was put aside by an earlier migration, and so its loss was asked for. */
  private static boolean waited(Subject subject, Deployment deployment, Relation table) {
    return Sight.start(subject, deployment).flatMap(start -> start.find(table.oid()))
        .filter(then -> Wordings.isAside(then.name()) || Wordings.isAside(then.schema())).isPresent();
  }

  private static Finding putAside(Finding finding, Subject subject, List<Relation> tables) {
    if (subject.command() instanceof Drop drop && drop.kind().equals("SCHEMA") && drop.names().size() == 1) {
      return finding.safely(List.of(renamedSchema(drop))).remedy(later("the schema"));
    }
    if (tables.stream().anyMatch(table -> Wordings.isAside(table.name()))) {
      return finding.remedy(later("what was renamed"));
    }
    boolean allOld = subject.command() instanceof Drop drop && drop.kind().equals("TABLE")
        && drop.names().size() == tables.size();
    return allOld
        ? finding.safely(tables.stream().map(table -> "ALTER TABLE " + Sight.named(table) + " RENAME TO "
            + Quoting.name(Wordings.aside(table.name()))).toList()).remedy(later("what was renamed"))
        : finding.remedy("keep a copy of the rows that somebody may ask for");
  }

  private static String renamedSchema(Drop drop) {
    String name = Spelling.last(drop.names().getFirst());
    return "ALTER SCHEMA " + Quoting.name(name) + " RENAME TO " + Quoting.name(Wordings.aside(name));
  }

  private static String later(String what) {
    return "drop " + what + " in a later migration, when nothing has missed it";
  }

  private static Stream<Finding> suspected(Subject subject, Deployment deployment, Drop drop) {
    List<QualifiedName> names = drop.names().stream()
        .filter(name -> !Wordings.isMadeBefore(subject, deployment, name) && !Wordings.isAside(Spelling.last(name)))
        .toList();
    if (names.isEmpty()) {
      return Stream.empty();
    }
    String kind = drop.kind().toLowerCase(Locale.ROOT);
    String what = Wordings.counted(kind, kind + "s", names.stream().map(Spelling::name).toList())
        + (names.size() == 1 ? " is" : " are") + " dropped with all that is in " + (names.size() == 1 ? "it" : "them");
    Finding finding = Finding.of(subject, Certainty.SUSPECTED, what,
        "rows are gone for good, and whatever still reads or writes them fails");
    return Stream.of(finding.safely(names.stream().map(name -> "ALTER " + drop.kind() + " " + Spelling.name(name)
        + " RENAME TO " + Quoting.name(Wordings.aside(Spelling.last(name)))).toList())
        .remedy(later("what was renamed")));
  }

  private static Stream<Finding> emptied(Subject subject, Deployment deployment, Truncate truncate) {
    Optional<Sight> sight = Sight.of(subject);
    List<Relation> tables = sight.map(one -> Victims.emptied(one, truncate).stream()
        .filter(table -> !one.isYoung(table)).toList()).orElse(List.of());
    List<String> names = sight.isPresent()
        ? tables.stream().map(Sight::named).toList()
        : truncate.tables().stream().filter(name -> !Wordings.isMadeBefore(subject, deployment, name))
            .map(Spelling::name).toList();
    if (names.isEmpty()) {
      return Stream.empty();
    }
    Finding finding = Finding.of(subject, sight.isPresent() ? Certainty.PROVEN : Certainty.SUSPECTED,
        Wordings.counted("table", "tables", Wordings.shortened(names, SHOWN))
            + (names.size() == 1 ? " is emptied" : " are emptied"),
        "the rows are gone for good, and sessions that read older snapshots find none at all")
        .remedy("delete the rows that are meant by a condition; copy those first that somebody may ask for");
    return Stream.of(weighed("WB201", finding, largest(deployment, tables).orElse(null)));
  }

  private static Stream<Finding> columns(Subject subject, Deployment deployment) {
    Optional<Sight> seen = Sight.of(subject);
    if (seen.isEmpty()) {
      return suspectedColumns(subject, deployment);
    }
    Sight sight = seen.get();
    Map<Relation, List<Place>> byTable = new LinkedHashMap<>();
    sight.lostColumns().stream().filter(place -> place.table().isTable() && !waited(subject, deployment, place))
        .forEach(place -> byTable.computeIfAbsent(place.table(), table -> new ArrayList<>()).add(place));
    return byTable.entrySet().stream().map(entry -> lost(subject, deployment, sight, entry.getKey(), entry.getValue()));
  }

  private static boolean waited(Subject subject, Deployment deployment, Place place) {
    return Sight.start(subject, deployment).flatMap(start -> start.columns().stream()
        .filter(one -> one.relation().equals(place.table().oid()) && one.number() == place.column().number())
        .findFirst()).filter(then -> Wordings.isAside(then.name())).isPresent();
  }

  private static Finding lost(Subject subject, Deployment deployment, Sight sight, Relation table, List<Place> places) {
    Finding finding = Finding.of(subject, Certainty.PROVEN, droppingColumns(places.stream().map(Place::named).toList()),
        "the values are gone for good, and code that still names the column fails");
    Finding advised = actions(subject).allMatch(DropColumn.class::isInstance) && actions(subject).findAny().isPresent()
        ? finding.safely(places.stream().flatMap(place -> aside(sight, place)).toList())
            .remedy(later("what was renamed"))
        : finding.remedy("let no code name the column any more before it is dropped, and keep a copy of its values");
    return weighed("WB202", advised, deployment.statistics().of(table.named()).orElse(null));
  }

  private static String droppingColumns(List<String> names) {
    return Wordings.counted("column", "columns", Wordings.shortened(names, SHOWN))
        + (names.size() == 1 ? " is dropped with its values" : " are dropped with their values");
  }

  /** Who no longer writes it must not be refused for that. */
  private static Stream<String> aside(Sight sight, Place place) {
    String alter = "ALTER TABLE " + Sight.named(place.table());
    String name = Quoting.name(place.column().name());
    String rename = alter + " RENAME COLUMN " + name + " TO " + Quoting.name(Wordings.aside(place.column().name()));
    boolean required = place.column().nulls() == Catalog.Column.Nulls.REFUSED && place.column().expression() == null
        && place.column().identity().isEmpty()
        && !Sight.primaryKey(sight.before(), place.table()).contains(place.column().name());
    return required
        ? Stream.of(alter + " ALTER COLUMN " + name + " DROP NOT NULL", rename)
        : Stream.of(rename);
  }

  private static Stream<TableAction> actions(Subject subject) {
    return subject.command() instanceof AlterTable alter ? alter.actions().stream() : Stream.empty();
  }

  private static Stream<Finding> suspectedColumns(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof AlterTable alter) || Wordings.isMadeBefore(subject, deployment, alter.table())) {
      return Stream.empty();
    }
    List<String> names = alter.actions().stream()
        .flatMap(action -> action instanceof DropColumn drop ? Stream.of(drop.column().name()) : Stream.empty())
        .filter(name -> !Wordings.isAside(name)).toList();
    if (names.isEmpty()) {
      return Stream.empty();
    }
    Finding finding = Finding.of(subject, Certainty.SUSPECTED,
        droppingColumns(names.stream().map(name -> Spelling.name(alter.table()) + "." + Quoting.name(name)).toList()),
        "the values are gone for good, and code that still names the column fails");
    return alter.actions().size() > names.size()
        ? Stream.of(finding.remedy("let no code name the column any more before it is dropped"))
        : Stream.of(finding.safely(names.stream().map(name -> "ALTER TABLE " + Spelling.name(alter.table())
            + " RENAME COLUMN " + Quoting.name(name) + " TO " + Quoting.name(Wordings.aside(name))).toList())
            .remedy(later("what was renamed")));
  }

  private static Stream<Finding> narrowed(Subject subject, Deployment deployment) {
    return Sight.of(subject).map(sight -> sight.alteredColumns().stream()
        .filter(one -> one.before().table().isTable()
            && !one.before().column().type().equals(one.after().column().type())
            && !one.before().column().state().equals(one.after().column().state()))
        .flatMap(one -> narrowed(subject, deployment, one)))
        .orElseGet(() -> suspectedTypes(subject, deployment));
  }

  private static Stream<Finding> narrowed(Subject subject, Deployment deployment, Sight.Altered altered) {
    String before = altered.before().column().type();
    String after = altered.after().column().type();
    String expression = using(subject, altered.before().column().name());
    Narrowing narrowing = expression.isEmpty() ? Narrowing.of(before, after) : Narrowing.byExpression(before, after);
    String why = switch (narrowing) {
      case NONE -> "";
      case REFUSES -> "where a value does not fit, the migration fails; on a copy with other rows it may not";
      case CUTS -> "values that do not fit are rounded or cut without a word, and nothing brings back what they were";
    };
    if (why.isEmpty()) {
      return Stream.empty();
    }
    Optional<Statistics.Size> size = deployment.statistics().of(altered.before().table().named());
    Finding finding = Finding.of(subject, Certainty.DERIVED, "column " + altered.before().named() + " is narrowed from "
        + before + " to " + after, why)
        .remedy(
            "see first that it hurts none: SELECT count(*) FROM " + Sight.named(altered.before().table()) + " WHERE "
                + Narrowing.hurt(Quoting.name(altered.before().column().name()), before, after, expression));
    return Stream.of(narrowing == Narrowing.CUTS
        ? weighed("WB205", finding, size.orElse(null))
        : finding.sized(size.orElse(null)));
  }

  /** The expression that makes the new values, or nothing. */
  private static String using(Subject subject, String column) {
    return actions(subject).flatMap(action -> action instanceof ColumnType type
        && type.column().name().equals(column) ? Stream.ofNullable(type.using()) : Stream.empty()).findFirst()
        .orElse("");
  }

  /** Without the old type only such types count as hardly anything is narrower than. */
  private static Stream<Finding> suspectedTypes(Subject subject, Deployment deployment) {
    return subject.command() instanceof AlterTable alter && !Wordings.isMadeBefore(subject, deployment, alter.table())
        ? alter.actions().stream()
            .filter(action -> action instanceof ColumnType type && Narrowing.isNarrow(type.type()))
            .map(ColumnType.class::cast)
            .map(type -> Finding.of(subject, Certainty.SUSPECTED,
                "column " + Spelling.name(alter.table()) + "." + Quoting.name(type.column().name()) + " becomes "
                    + type.type() + ", into which little fits",
                "values that do not fit are cut, or make the migration fail")
                .remedy("see first that the values there are fit into it"))
        : Stream.empty();
  }

  /** Told once, at the first statement that loses something. */
  private static Stream<Finding> irreversible(Subject subject, Deployment deployment) {
    if (hasWayBack(subject.migration()) || lossOf(subject, deployment).isEmpty()
        || deployment.before(subject).stream().anyMatch(one -> lossOf(one, deployment).isPresent())) {
      return Stream.empty();
    }
    Finding loss = lossOf(subject, deployment).orElseThrow();
    return Stream.of(Finding.of(subject, loss.certainty(),
        subject.migration().file() + " has no way back and loses something: " + loss.what(),
        "when the release has to be taken back, the database cannot follow")
        .remedy("write a way back that says what it cannot bring back, or lose nothing in this migration"));
  }

  private static boolean hasWayBack(Migration migration) {
    return switch (migration.down()) {
      case Reversal.By by -> by.script().isCode() || !by.script().statements().isEmpty();
      case Reversal.None none -> false;
    };
  }

  private static Optional<Finding> lossOf(Subject subject, Deployment deployment) {
    return Stream.of(tables(subject, deployment), columns(subject, deployment), narrowed(subject, deployment))
        .flatMap(one -> one).findFirst();
  }

  /** Whether a command says CASCADE. */
  static boolean cascades(SqlCommand command) {
    return switch (command) {
      case Drop drop -> drop.options().contains(Option.CASCADE);
      case SqlCommand.DropIndex drop -> drop.options().contains(Option.CASCADE);
      case Truncate truncate -> truncate.options().contains(Option.CASCADE);
      case AlterTable alter -> alter.actions().stream().anyMatch(action -> switch (action) {
        case DropColumn drop -> drop.options().contains(Option.CASCADE);
        case TableAction.DropConstraint drop -> drop.options().contains(Option.CASCADE);
        default -> false;
      });
      default -> false;
    };
  }
}
