package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Do;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Truncate;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.lint.Sight.Place;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Other;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What goes although the statement does not name it: seen by what is no longer there, so it does not matter what did
 * it.
 */
final class Victims {
  private static final int SHOWN = 20;
  private static final Pattern CASCADE = Pattern.compile("\\s+CASCADE\\s*$", Pattern.CASE_INSENSITIVE);
  private static final Map<String, String> RELATIONS = Map.of("r", "TABLE", "p", "TABLE", "v", "VIEW", "m",
      "MATERIALIZED VIEW", "f", "FOREIGN TABLE", "i", "INDEX", "I", "INDEX");
  private static final Map<String, Integer> OTHERS = Map.of("trigger", 1, "policy", 1, "rule", 1, "statistics", 2,
      "function", 5, "procedure", 5, "aggregate", 4, "domain", 7, "enum", 7, "type", 7);

  private Victims() {}

  /**
   * One of them.
   *
   * @param kind as people call it
   * @param named with its schema or table
   * @param name alone
   * @param table the oid of the table that it is a part of, or 0
   * @param drop the statement that drops it alone
   * @param rank the lower, the earlier it can go
   */
  private record Victim(String kind, String named, String name, String table, String drop, int rank) {
    String told() {
      return kind + " " + named;
    }
  }

  /** What other columns had a part in, or a key. */
  static Stream<Finding> besideColumns(Subject subject, Deployment deployment) {
    return Sight.of(subject).stream().flatMap(sight -> {
      List<Place> lost = sight.lostColumns().stream().filter(place -> place.table().isTable()).toList();
      return lost.isEmpty()
          ? Stream.empty()
          : lost.stream().map(Place::table).distinct().flatMap(table -> beside(subject, deployment, sight, table,
              lost.stream().filter(place -> place.table().equals(table)).toList()));
    });
  }

  private static Stream<Finding> beside(Subject subject, Deployment deployment, Sight sight, Relation table,
      List<Place> lost) {
    List<Victim> victims = unnamed(subject, deployment, sight).stream()
        .filter(victim -> victim.table().equals(table.oid())).toList();
    if (victims.isEmpty()) {
      return Stream.empty();
    }
    List<String> columns = lost.stream().map(Place::named).toList();
    Finding finding = Finding.of(subject, Certainty.PROVEN,
        "dropping " + Wordings.counted("column", "columns", columns) + " also drops " + told(victims),
        "what they kept true of other columns, or made fast, is gone without anybody having asked for it");
    return Stream.of(explicitly(finding, subject, unnamed(subject, deployment, sight)));
  }

  /** What others had. */
  static Stream<Finding> elsewhere(Subject subject, Deployment deployment) {
    if (subject.command() instanceof Truncate truncate) {
      return alsoEmptied(subject, truncate);
    }
    Optional<Sight> seen = Sight.of(subject);
    if (seen.isEmpty()) {
      return LossRules.cascades(subject.command()) ? Stream.of(unknown(subject)) : Stream.empty();
    }
    Sight sight = seen.get();
    Set<String> narrowed = new LinkedHashSet<>(sight.lostColumns().stream()
        .filter(place -> place.table().isTable()).map(place -> place.table().oid()).toList());
    boolean hasColumns = subject.command() instanceof AlterTable;
    List<Victim> victims = unnamed(subject, deployment, sight).stream()
        .filter(victim -> !hasColumns || !narrowed.contains(victim.table())).toList();
    return victims.isEmpty()
        ? Stream.empty()
        : Stream.of(explicitly(Finding.of(subject, Certainty.PROVEN, told(victims)
            + (victims.size() == 1 ? " is" : " are") + " dropped too, without being named",
            "whoever uses them fails, and the script does not show that they go"), subject,
            unnamed(subject, deployment, sight)));
  }

  private static Finding unknown(Subject subject) {
    return Finding.of(subject, Certainty.SUSPECTED, "CASCADE drops whatever depends on what is dropped",
        "what that is differs from database to database, and the script does not show it")
        .remedy("rehearse the migration to see what it is, and drop that by its name");
  }

  private static Stream<Finding> alsoEmptied(Subject subject, Truncate truncate) {
    Optional<Sight> seen = Sight.of(subject);
    if (!truncate.options().contains(Option.CASCADE)) {
      return Stream.empty();
    }
    if (seen.isEmpty()) {
      return Stream.of(Finding.of(subject, Certainty.SUSPECTED,
          "CASCADE also empties every table whose foreign keys lead to those that are emptied",
          "which tables that are differs from database to database, and the script does not show it")
          .remedy("name all tables that are meant"));
    }
    List<Relation> named = named(seen.get(), truncate);
    List<Relation> all = emptied(seen.get(), truncate);
    List<String> more = all.stream().filter(one -> !named.contains(one) && !seen.get().isYoung(one))
        .map(Sight::named).toList();
    return more.isEmpty()
        ? Stream.empty()
        : Stream.of(Finding.of(subject, Certainty.DERIVED,
            Wordings.counted("table", "tables", more) + (more.size() == 1 ? " is" : " are")
                + " emptied too, without being named",
            "foreign keys lead from there to what is emptied, and the script does not show it")
            .safely(List.of("TRUNCATE " + Wordings.listed(all.stream().map(Sight::named).toList())
                + (truncate.options().contains(Option.RESTART_IDENTITY) ? " RESTART IDENTITY" : ""))));
  }

  private static List<Relation> named(Sight sight, Truncate truncate) {
    return truncate.tables().stream().flatMap(name -> sight.before().find(name).stream()).toList();
  }

  /** The tables that it names and, with {@code CASCADE}, those whose foreign keys lead to them. */
  static List<Relation> emptied(Sight sight, Truncate truncate) {
    Set<Relation> found = new LinkedHashSet<>(named(sight, truncate));
    List<Relation> next = new ArrayList<>(found);
    while (truncate.options().contains(Option.CASCADE) && !next.isEmpty()) {
      List<Relation> more = next.stream().flatMap(table -> sight.before().referring(table))
          .flatMap(key -> sight.before().find(key.relation()).stream()).filter(found::add).toList();
      next = more;
    }
    return List.copyOf(found);
  }

  private static String told(List<Victim> victims) {
    return Wordings.listed(Wordings.shortened(victims.stream().map(Victim::told).toList(), SHOWN));
  }

  private static Finding explicitly(Finding finding, Subject subject, List<Victim> victims) {
    String text = subject.statement().text();
    boolean isPlain = subject.command() instanceof Drop
        || (subject.command() instanceof AlterTable alter && alter.actions().size() == 1);
    boolean cascades = LossRules.cascades(subject.command());
    if (!isPlain || (cascades && !CASCADE.matcher(text).find())) {
      return finding.remedy("drop what is to go by its name, and keep the rest");
    }
    return finding.safely(Stream.concat(victims.stream().map(Victim::drop),
        Stream.of(CASCADE.matcher(text).replaceFirst(""))).toList());
  }

  private static List<Victim> unnamed(Subject subject, Deployment deployment, Sight sight) {
    boolean drops = sight.observation().changes().stream().anyMatch(change -> change.what() == What.DROPPED);
    String text = subject.statement().text();
    if (!drops || (!isOpaque(subject) && !Wordings.mentions(text, "DROP"))) {
      return List.of();
    }
    Stream<Victim> columns = subject.command() instanceof AlterTable ? Stream.empty() : columns(sight);
    return Stream.of(relations(sight), constraints(sight), columns, others(subject, deployment, sight))
        .flatMap(one -> one).filter(victim -> !isNamed(subject, victim))
        .sorted(Comparator.comparingInt(Victim::rank)).toList();
  }

  /** The column of a dropped type may be called after it. */
  private static boolean isNamed(Subject subject, Victim victim) {
    boolean alike = victim.kind().equals("column") && subject.command() instanceof Drop;
    return !alike && Wordings.mentions(subject.statement().text(), victim.name());
  }

  /** What it does cannot be read in its text. */
  private static boolean isOpaque(Subject subject) {
    return switch (subject.command()) {
      case Do block -> true;
      case SqlCommand.Other other -> true;
      default -> false;
    };
  }

  /**
   * Later ones first: they may stand on earlier ones. An index of a constraint goes by that, a sequence with its
   * column.
   */
  private static Stream<Victim> relations(Sight sight) {
    List<String> behind = sight.before().constraints().stream().map(Constraint::index).toList();
    Set<String> gone = gone(sight);
    List<Place> lost = sight.lostColumns();
    return sight.dropped().stream()
        .filter(one -> RELATIONS.containsKey(one.kind()) && !behind.contains(one.oid()) && !gone.contains(one.table())
            && !gone.contains(one.parent()) && sight.after().find(one.named()).isEmpty()
            && !(one.isIndex() && isOnly(sight, one, lost)))
        .sorted(Comparator.comparing((Relation one) -> new BigInteger(one.oid())).reversed())
        .map(one -> {
          String kind = RELATIONS.getOrDefault(one.kind(), "");
          return new Victim(kind.toLowerCase(Locale.ROOT), Sight.named(one), one.name(), one.table(),
              "DROP " + kind + " " + Sight.named(one), one.isTable() ? 6 : 3);
        });
  }

  private static Set<String> gone(Sight sight) {
    return new LinkedHashSet<>(sight.dropped().stream().map(Relation::oid).toList());
  }

  /** Whether an index has no other columns than those that go. */
  private static boolean isOnly(Sight sight, Relation index, List<Place> lost) {
    Catalog.Index shape = sight.before().indexes().get(index.oid());
    return shape != null && !Sight.plainKeys(shape).isEmpty()
        && names(lost, index.table()).containsAll(Sight.plainKeys(shape)) && shape.predicate() == null;
  }

  private static List<String> names(List<Place> lost, String table) {
    return lost.stream().filter(place -> place.table().oid().equals(table)).map(place -> place.column().name())
        .toList();
  }

  /** What is said of the lost columns alone is of no use without them; a primary key is. */
  private static Stream<Victim> constraints(Sight sight) {
    List<Place> lost = sight.lostColumns();
    Set<String> now = new LinkedHashSet<>(sight.after().constraints().stream()
        .map(one -> one.relation() + "." + one.name()).toList());
    return sight.before().constraints().stream()
        .filter(one -> !one.type().equals("n") && !now.contains(one.relation() + "." + one.name())
            && (one.type().equals("p") || one.columns().isEmpty()
                || !names(lost, one.relation()).containsAll(one.columns())))
        .flatMap(one -> sight.after().find(one.relation()).filter(table -> !sight.isYoung(table))
            .map(table -> new Victim(kind(one), Quoting.name(one.name()) + " of " + Sight.named(table), one.name(),
                table.oid(), "ALTER TABLE " + Sight.named(table) + " DROP CONSTRAINT " + Quoting.name(one.name()),
                one.type().equals("f") ? 0 : 2))
            .stream());
  }

  private static String kind(Constraint constraint) {
    return switch (constraint.type()) {
      case "p" -> "primary key";
      case "f" -> "foreign key";
      case "u" -> "unique constraint";
      case "x" -> "exclusion constraint";
      default -> "check";
    };
  }

  /** Columns go unnamed when their type does. */
  private static Stream<Victim> columns(Sight sight) {
    return sight.lostColumns().stream().filter(place -> place.table().isTable())
        .map(place -> new Victim("column", place.named(), place.column().name(), Sight.NONE,
            "ALTER TABLE " + Sight.named(place.table()) + " DROP COLUMN " + Quoting.name(place.column().name()), 6));
  }

  private static Stream<Victim> others(Subject subject, Deployment deployment, Sight sight) {
    Set<String> then = new LinkedHashSet<>(Sight.start(subject, deployment).orElse(sight.before()).others().stream()
        .map(Victims::key).toList());
    Set<String> now = new LinkedHashSet<>(sight.after().others().stream().map(Victims::key).toList());
    return sight.before().others().stream()
        .filter(one -> OTHERS.containsKey(one.kind()) && then.contains(key(one)) && !now.contains(key(one)))
        .flatMap(one -> one.relation().equals(Sight.NONE)
            ? Stream.of(other(one, Quoting.name(one.schema(), one.name()), ""))
            : sight.after().find(one.relation()).stream()
                .map(table -> other(one, Quoting.name(one.name()), Sight.named(table))));
  }

  private static String key(Other one) {
    boolean isRoutine = one.kind().equals("function") || one.kind().equals("procedure");
    return String.join("\0", one.kind(), one.schema(), one.name(), isRoutine ? one.detail() : "", one.relation());
  }

  private static Victim other(Other one, String name, String table) {
    boolean isRoutine = Set.of("function", "procedure", "aggregate").contains(one.kind());
    String full = isRoutine ? name + "(" + one.detail() + ")" : name;
    String sort = one.kind().equals("enum") ? "TYPE" : one.kind().toUpperCase(Locale.ROOT);
    String on = table.isEmpty() || one.kind().equals("statistics") ? "" : " ON " + table;
    return new Victim(one.kind(), full + (table.isEmpty() ? "" : " of " + table), one.name(), one.relation(),
        "DROP " + sort + " " + (one.kind().equals("statistics") ? Quoting.name(one.schema(), one.name()) : full) + on,
        OTHERS.getOrDefault(one.kind(), 9));
  }
}
