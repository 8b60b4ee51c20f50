package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rehearse.Catalog.Index.Role;
import dev.whimbrel.schema.rehearse.Catalog.Index.Usability;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is missing beside a new table, key or index, or is one too many. Judged when the whole migration was run. */
final class DesignRules {
  private static final int MANY_COLUMNS = 4;
  private static final Pattern UNLOGGED = Pattern.compile("\\bUNLOGGED\\s+", Pattern.CASE_INSENSITIVE);

  static final List<Rule> RULES = List.of(
      new Rule("WB511", "has a foreign key without an index", Severity.NOTE, DesignRules::unindexed),
      new Rule("WB512", "has an index that another one makes needless, or a very wide one", Severity.NOTE,
          DesignRules::needless),
      new Rule("WB513", "has a table without a primary key, or one that a crash empties", Severity.NOTE,
          DesignRules::keyless),
      new Rule("WB514", "has a table that loses much room between its columns", Severity.NOTE, Padding::found));

  private DesignRules() {}

  private static Stream<Finding> unindexed(Subject subject, Deployment deployment) {
    return Sight.of(subject).stream().filter(sight -> sight.has(What.CREATED, "constraint")).flatMap(sight -> {
      Catalog end = Sight.end(subject, deployment).orElse(sight.after());
      Set<String> old = sight.before().constraints().stream().map(Constraint::oid).collect(Collectors.toSet());
      return sight.after().constraints().stream().filter(one -> one.type().equals("f") && !old.contains(one.oid()))
          .flatMap(one -> end.find(one.relation()).filter(table -> isUnindexed(end, table, one))
              .map(table -> unindexed(subject, sight, table, one)).stream());
    });
  }

  private static boolean isUnindexed(Catalog catalog, Relation table, Constraint key) {
    Set<String> columns = Set.copyOf(key.columns());
    return catalog.indexes(table).noneMatch(index -> index.usability() == Usability.VALID && index.predicate() == null
        && index.keys().size() >= columns.size()
        && index.keys().stream().limit(columns.size()).collect(Collectors.toSet()).equals(columns));
  }

  private static Finding unindexed(Subject subject, Sight sight, Relation table, Constraint key) {
    String columns = key.columns().stream().map(Quoting::name).collect(Collectors.joining(", "));
    String target = sight.after().find(key.references()).map(Sight::named).orElse("the other table");
    boolean isNew = sight.isYoung(table) || sight.before().find(table.oid()).isEmpty();
    boolean isSplit = table.kind().equals("p");
    return Finding.of(subject, Certainty.DERIVED,
        "foreign key " + Quoting.name(key.name()) + " of " + Sight.named(table) + " has no index on " + columns,
        "each row of " + target + " that is deleted, or whose key changes, reads the whole of " + Sight.named(table)
            + " and holds its locks meanwhile")
        .safely(List.of(subject.statement().text(), (isNew || isSplit ? "CREATE INDEX" : "CREATE INDEX CONCURRENTLY")
            + " ON " + Sight.named(table) + " (" + columns + ")"))
        .remedy(isNew || isSplit ? "" : "the index is built in a migration without a transaction");
  }

  private static Stream<Finding> needless(Subject subject, Deployment deployment) {
    return Sight.of(subject).stream().filter(sight -> sight.has(What.CREATED, "index")).flatMap(sight -> {
      Catalog end = Sight.end(subject, deployment).orElse(sight.after());
      return sight.created().stream().filter(one -> one.isIndex() && one.parent().equals(Sight.NONE))
          .flatMap(one -> Stream.ofNullable(end.indexes().get(one.oid()))
              .flatMap(index -> needless(subject, sight, end, one, index)));
    });
  }

  /**
   * Of two that are made in one migration, the later one is told: the earlier one is not there to compare with before.
   */
  private static Stream<Finding> needless(Subject subject, Sight sight, Catalog end, Relation relation, Index index) {
    Optional<Relation> table = end.find(index.table());
    List<Index> others = table.stream().flatMap(end::indexes)
        .filter(one -> !one.oid().equals(index.oid()) && one.usability() == Usability.VALID
            && sight.after().indexes().containsKey(one.oid()))
        .toList();
    Optional<Index> better = others.stream().filter(one -> covers(one, index)
        && (!covers(index, one) || isOlder(one, index))).findFirst();
    if (better.isPresent()) {
      return better.flatMap(one -> end.find(one.oid())).map(one -> Finding.of(subject, Certainty.DERIVED,
          "index %s of %s adds nothing to %s, which begins with the same columns".formatted(
              Quoting.name(relation.name()), table.map(Sight::named).orElse(""), Quoting.name(one.name())),
          "each INSERT and UPDATE writes both, and no query is faster for it").remedy("leave it out")).stream();
    }
    Stream<Finding> replaced = others.stream()
        .filter(one -> covers(index, one) && !covers(one, index) && !isBehindConstraint(end, one))
        .flatMap(one -> end.find(one.oid()).stream())
        .map(one -> without(sight, one, Finding.of(subject, Certainty.DERIVED,
            "index %s of %s begins with the columns of %s, which adds nothing to it any more".formatted(
                Quoting.name(relation.name()), table.map(Sight::named).orElse(""), Quoting.name(one.name())),
            "each INSERT and UPDATE writes both, and no query is faster for it")));
    Stream<Finding> wide = index.role() == Role.PLAIN && index.method().equals("btree")
        && index.keys().size() > MANY_COLUMNS
            ? Stream.of(Finding.of(subject, Certainty.DERIVED,
                "index %s of %s has %d columns".formatted(Quoting.name(relation.name()),
                    table.map(Sight::named).orElse(""), index.keys().size()),
                "the later ones rarely narrow a search, and an UPDATE of any of them writes it anew")
                .remedy("keep those that queries compare with one value, and INCLUDE what they only read"))
            : Stream.empty();
    return Stream.concat(replaced, wide);
  }

  private static Finding without(Sight sight, Relation old, Finding finding) {
    return sight.isYoung(old)
        ? finding.remedy("leave " + Quoting.name(old.name()) + " out")
        : finding.safely(List.of(finding.subject().statement().text(), "DROP INDEX CONCURRENTLY " + Sight.named(old)))
            .remedy("the old one is dropped in a migration without a transaction");
  }

  private static boolean isOlder(Index one, Index other) {
    return new BigInteger(one.oid()).compareTo(new BigInteger(other.oid())) < 0;
  }

  private static boolean isBehindConstraint(Catalog catalog, Index index) {
    return catalog.constraints().stream().anyMatch(one -> one.index().equals(index.oid()));
  }

  /** Whether one serves whatever the other serves, and keeps what that keeps. */
  private static boolean covers(Index one, Index other) {
    int size = other.keys().size();
    boolean keeps = other.role() == Role.PLAIN
        || (other.role() == Role.UNIQUE && one.role() != Role.PLAIN && one.keys().size() == size);
    return keeps && one.method().equals("btree") && other.method().equals("btree")
        && Objects.equals(one.predicate(), other.predicate()) && !Sight.plainKeys(other).isEmpty()
        && one.keys().size() >= size && one.keys().subList(0, size).equals(other.keys())
        && one.orders().subList(0, size).equals(other.orders());
  }

  private static Stream<Finding> keyless(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof CreateTable create) || create.options().contains(Option.TEMPORARY)
        || create.partitionOf() != null) {
      return Stream.empty();
    }
    return Sight.of(subject).map(sight -> {
      Catalog end = Sight.end(subject, deployment).orElse(sight.after());
      return sight.created().stream().filter(one -> one.isTable() && one.parent().equals(Sight.NONE))
          .flatMap(one -> end.find(one.oid()).stream()).flatMap(one -> Stream.concat(
              Sight.primaryKey(end, one).isEmpty() ? Stream.of(keyless(subject, end, one)) : Stream.empty(),
              one.persistence().equals("u")
                  ? Stream.of(unlogged(subject, Certainty.DERIVED, Sight.named(one)))
                  : Stream.empty()));
    }).orElseGet(() -> suspectedKeyless(subject, deployment, create));
  }

  private static Finding keyless(Subject subject, Catalog end, Relation table) {
    String alter = "ALTER TABLE " + Sight.named(table);
    List<String> unique = uniqueColumns(end, table);
    List<String> columns = unique.isEmpty() ? linked(end, table) : unique;
    boolean hasId = end.column(table, "id").isPresent();
    String key = columns.isEmpty() && hasId
        ? "id"
        : columns.stream().map(Quoting::name).collect(
            Collectors.joining(", "));
    if (table.kind().equals("p") && unique.isEmpty()) {
      return keyless(subject, table, "")
          .remedy("give it one that has the columns by which it is partitioned among its own");
    }
    return keyless(subject, table, unique.isEmpty() ? "" : ", but unique columns that are never NULL: " + key)
        .safely(List.of(subject.statement().text(), key.isEmpty()
            ? alter + " ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
            : alter + " ADD PRIMARY KEY (" + key + ")"))
        .remedy(unique.isEmpty() ? "" : "the unique index is needless then");
  }

  private static Finding keyless(Subject subject, Relation table, String what) {
    return Finding.of(subject, Certainty.DERIVED, "table " + Sight.named(table) + " has no primary key" + what,
        "logical replication cannot repeat an UPDATE or DELETE in it, and rows that are the same cannot be told apart");
  }

  private static List<String> uniqueColumns(Catalog catalog, Relation table) {
    return catalog.indexes(table).filter(one -> one.role() == Role.UNIQUE && one.predicate() == null)
        .map(Sight::plainKeys).filter(keys -> !keys.isEmpty() && keys.stream().allMatch(key -> catalog
            .column(table, key).filter(column -> column.nulls() == Column.Nulls.REFUSED).isPresent()))
        .findFirst().orElse(List.of());
  }

  /** The columns of a table that only ties others together. */
  private static List<String> linked(Catalog catalog, Relation table) {
    List<String> keys = catalog.constraints(table).filter(one -> one.type().equals("f"))
        .flatMap(one -> one.columns().stream()).distinct().toList();
    List<String> all = catalog.columns(table).map(Column::name).toList();
    return keys.size() > 1 && Set.copyOf(keys).equals(Set.copyOf(all)) ? keys : List.of();
  }

  private static Finding unlogged(Subject subject, Certainty certainty, String table) {
    return Finding.of(subject, certainty, "table " + table + " is unlogged",
        "a crash empties it, and standbys never have its rows")
        .safely(List.of(Wordings.replaced(subject.statement().text(), UNLOGGED, "")));
  }

  private static Stream<Finding> suspectedKeyless(Subject subject, Deployment deployment, CreateTable create) {
    String table = Spelling.name(create.name());
    Stream<Finding> unlogged = create.options().contains(Option.UNLOGGED)
        ? Stream.of(unlogged(subject, Certainty.SUSPECTED, table))
        : Stream.empty();
    String text = subject.statement().text();
    boolean isKeyed = create.query() != null || create.columns().isEmpty() || Wordings.mentions(text, "LIKE")
        || Wordings.mentions(text, "INHERITS") || Stream.concat(create.constraints().stream(),
            create.columns().stream().map(ColumnDefinition::constraints).flatMap(List::stream))
            .anyMatch(one -> one.kind() == TableConstraint.Kind.PRIMARY_KEY)
        || deployment.sameMigration(subject).stream().map(one -> Wordings.code(one.statement()))
            .anyMatch(code -> code.matches("(?is)ALTER\\s+TABLE.*\\bPRIMARY\\s+KEY\\b.*")
                && Wordings.mentions(code, Spelling.last(create.name())));
    return isKeyed
        ? unlogged
        : Stream.concat(unlogged, Stream.of(Finding.of(subject, Certainty.SUSPECTED,
            "table " + table + " has no primary key",
            "logical replication cannot repeat an UPDATE or DELETE in it, and rows that are the same cannot be told"
                + " apart")
            .remedy("give it one")));
  }
}
