package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.DropIndex;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.lint.LintOptions.Named;
import dev.whimbrel.schema.lint.LintOptions.Schemas;
import dev.whimbrel.schema.lint.Sight.Place;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import dev.whimbrel.sql.QualifiedName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names that are hard to write, and those that do not fit what the project has decided on. */
final class NameRules {
  private static final int SHOWN = 10;
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
  private static final Map<String, Named> KINDS = Map.of("r", Named.TABLE, "p", Named.TABLE, "i", Named.INDEX, "I",
      Named.INDEX, "v", Named.VIEW, "m", Named.VIEW, "S", Named.SEQUENCE);

  /** Key words that name a table or a column in quotes only. */
  private static final Set<String> RESERVED = Set.of("""
      all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate \
      collation column concurrently constraint create cross current_catalog current_date current_role \
      current_schema current_time current_timestamp current_user default deferrable desc distinct do else end \
      except false fetch for foreign freeze from full grant group having ilike in initially inner intersect \
      into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null \
      offset on only or order outer overlaps placing primary references returning right select session_user \
      similar some symmetric system_user table tablesample then to trailing true union unique user using \
      variadic verbose when where window with""".split(" "));

  static final List<Rule> RULES = List.of(
      new Rule("WB601", "has a name that must stand in quotes, or none of a schema", Severity.NOTE,
          NameRules::unhandy),
      new Rule("WB602", "has IF EXISTS or not, against what was decided", Severity.NOTE, GuardRules::found),
      new Rule("WB603", "has a name or no comment, against what was decided", Severity.NOTE, NameRules::undecided),
      new Rule("WB604", "does nothing", Severity.NOTE, GuardRules::idle));

  private NameRules() {}

  private static Stream<Finding> unhandy(Subject subject, Deployment deployment) {
    return Stream.concat(quoted(subject), unqualified(subject, deployment));
  }

  private static Stream<Finding> quoted(Subject subject) {
    Optional<Sight> seen = Sight.of(subject);
    if (seen.isEmpty() || !seen.get().has(What.CREATED, "column")) {
      return Stream.empty();
    }
    Sight sight = seen.get();
    List<Place> places = sight.newColumns();
    List<Relation> tables = sight.created().stream()
        .filter(one -> one.isTable() && one.parent().equals(Sight.NONE)).toList();
    List<String> reserved = Stream.concat(
        tables.stream().filter(one -> RESERVED.contains(one.name())).map(Sight::named),
        places.stream().filter(one -> RESERVED.contains(one.column().name())).map(Place::named)).toList();
    List<String> strange = Stream.concat(
        tables.stream().filter(one -> isStrange(one.name())).map(Sight::named),
        places.stream().filter(one -> isStrange(one.column().name())).map(Place::named)).toList();
    Stream<Finding> words = reserved.isEmpty()
        ? Stream.empty()
        : Stream.of(unhandy(subject, reserved, "key words of SQL", "a key word of SQL"));
    boolean isHabit = strange.isEmpty() || isHabit(sight.before());
    return Stream.concat(words, isHabit
        ? Stream.empty()
        : Stream.of(unhandy(subject, strange, "names with more than lower-case letters, digits and _",
            "a name with more than lower-case letters, digits and _")));
  }

  private static Finding unhandy(Subject subject, List<String> names, String more, String one) {
    return Finding.of(subject, Certainty.DERIVED, Wordings.listed(Wordings.shortened(names, SHOWN))
        + (names.size() == 1 ? " is " + one : " are " + more),
        "such a name has to stand in quotes wherever it is used, and where somebody forgets them, the server"
            + " looks for another name or understands something else")
        .remedy("take a name that needs no quotes");
  }

  private static boolean isStrange(String name) {
    return !PLAIN.matcher(name).matches();
  }

  /** Whether a database has such names already: then that is how things are called there. */
  private static boolean isHabit(Catalog before) {
    return before.relations().values().stream().map(Relation::name).anyMatch(NameRules::isStrange)
        || before.columns().stream().map(Column::name).anyMatch(NameRules::isStrange);
  }

  private static Stream<Finding> unqualified(Subject subject, Deployment deployment) {
    if (deployment.options().schemas() == Schemas.ANY) {
      return Stream.empty();
    }
    List<String> names = names(subject.command()).filter(name -> name.parts().size() == 1).map(Spelling::name).toList();
    return names.isEmpty()
        ? Stream.empty()
        : Stream.of(Finding.of(subject, Certainty.DERIVED,
            Wordings.listed(names) + (names.size() == 1 ? " is" : " are") + " named without a schema",
            "which object that is depends on the search_path of whoever runs it")
            .remedy("write the schema in front"));
  }

  private static Stream<QualifiedName> names(SqlCommand command) {
    return switch (command) {
      case CreateTable table when !table.options().contains(Option.TEMPORARY) -> Stream.of(table.name());
      case CreateView view when !view.options().contains(Option.TEMPORARY) -> Stream.of(view.name());
      case CreateIndex index -> Stream.of(index.table());
      case AlterTable alter -> Stream.of(alter.table());
      case Drop drop when Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "TYPE", "FUNCTION").contains(
          drop.kind()) ->
        drop.names().stream();
      case DropIndex drop -> drop.names().stream();
      default -> Stream.empty();
    };
  }

  private static Stream<Finding> undecided(Subject subject, Deployment deployment) {
    LintOptions options = deployment.options();
    Stream<Finding> comments = options.comments() == LintOptions.Comments.REQUIRED
        ? uncommented(subject, deployment)
        : Stream.empty();
    return options.names().isEmpty()
        ? comments
        : Stream.concat(comments, Sight.of(subject).stream()
            .flatMap(sight -> misnamed(sight, options)).map(what -> Finding.of(subject, Certainty.DERIVED, what,
                "the project has decided on another way to call such things")
                .remedy("take a name that fits, or change what was decided")));
  }

  private static Stream<String> misnamed(Sight sight, LintOptions options) {
    Set<String> old = new LinkedHashSet<>(sight.before().constraints().stream().map(Constraint::oid).toList());
    Stream<String> relations = sight.created().stream().filter(one -> KINDS.containsKey(one.kind())
        && one.parent().equals(Sight.NONE)).flatMap(one -> Stream.ofNullable(KINDS.get(one.kind()))
            .flatMap(kind -> misnamed(options, kind, one.name(), Sight.named(one))));
    Stream<String> columns = sight.newColumns().stream()
        .flatMap(one -> misnamed(options, Named.COLUMN, one.column().name(), one.named()));
    Stream<String> constraints = sight.after().constraints().stream()
        .filter(one -> !old.contains(one.oid()) && !one.type().equals("n"))
        .flatMap(one -> misnamed(options, Named.CONSTRAINT, one.name(), Quoting.name(one.name())));
    return Stream.of(relations, columns, constraints).flatMap(one -> one);
  }

  private static Stream<String> misnamed(LintOptions options, Named kind, String name, String shown) {
    LintOptions.Pattern pattern = options.names().get(kind);
    return pattern == null || pattern.fits(name)
        ? Stream.empty()
        : Stream.of(kind.name().toLowerCase(Locale.ROOT) + " " + shown + " does not match " + pattern.regex());
  }

  private static Stream<Finding> uncommented(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof CreateTable table) || table.options().contains(Option.TEMPORARY)
        || table.partitionOf() != null) {
      return Stream.empty();
    }
    boolean isCommented = deployment.sameMigration(subject).stream().map(one -> one.statement().text())
        .anyMatch(text -> text.matches("(?is)COMMENT\\s+ON\\s+TABLE\\s+.*")
            && Wordings.mentions(text, Spelling.last(table.name())));
    return isCommented
        ? Stream.empty()
        : Stream.of(Finding.of(subject, Certainty.DERIVED, "table " + Spelling.name(table.name()) + " has no comment",
            "the project has decided that each new table says what it is for")
            .remedy("add COMMENT ON TABLE " + Spelling.name(table.name()) + " IS '…'"));
  }
}
