package dev.whimbrel.schema.lint;

import static dev.whimbrel.schema.lint.Suspicion.isConcurrent;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.DropIndex;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Reindex;
import dev.whimbrel.schema.command.SqlCommand.Setting;
import dev.whimbrel.schema.command.TableAction.DetachPartition;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Indexes that are built, dropped and rebuilt. */
final class IndexRules {
  private static final Pattern INDEX = Pattern.compile("(?i)\\bINDEX\\b");
  private static final Pattern SCOPE = Pattern.compile("(?i)\\b(INDEX|TABLE|SCHEMA|DATABASE)\\b");
  private static final Pattern CONCURRENT_IN_BODY = Pattern.compile(
      "(?is)\\b(?:(?:CREATE\\s+(?:UNIQUE\\s+)?|DROP\\s+)INDEX|REINDEX\\s+\\w+"
          + "|DETACH\\s+PARTITION\\s+\\S+)\\s+CONCURRENTLY\\b");
  private static final Pattern ZERO = Pattern.compile("0+(?:\\s*[a-z]+)?");

  static final List<Rule> RULES = List.of(
      new Rule("WB101", "an index is built while writes wait", Severity.ERROR,
          Suspicion.seenOr(IndexRules::built, IndexRules::toBeBuilt)),
      new Rule("WB102", "an index is dropped while reads and writes wait", Severity.WARNING,
          Suspicion.seenOr(IndexRules::dropped, IndexRules::toBeDropped)),
      new Rule("WB103", "an index is rebuilt while writes wait", Severity.ERROR,
          Suspicion.seenOr(IndexRules::rebuilt, IndexRules::toBeRebuilt)),
      new Rule("WB104", "an index is built on all partitions at once", Severity.ERROR, IndexRules::onPartitions),
      new Rule("WB105", "CONCURRENTLY inside a transaction", Severity.ERROR, IndexRules::inTransaction),
      new Rule("WB106", "an index that is not valid passes for one that is there", Severity.ERROR,
          IndexRules::leftOver),
      new Rule("WB107", "a lock timeout holds for a concurrent build", Severity.WARNING, IndexRules::impatient));

  private IndexRules() {}

  private static Stream<Finding> built(Trace trace, Deployment deployment) {
    return trace.newIndexes().filter(one -> !Trace.isOfConstraint(trace.after(), one))
        .flatMap(one -> trace.known(one.table()).stream()
            .filter(table -> !table.kind().equals("p") && trace.keepsWaiting(deployment, table))
            .map(table -> advised(trace.found(deployment, table, builds(trace.nameAfter(one.oid()), trace.name(table)),
                trace.blocks(table) ? waiting(trace.name(table)) : waitingLonger(trace.name(table))))));
  }

  private static Stream<Finding> toBeBuilt(Subject subject, Deployment deployment) {
    return subject.command() instanceof CreateIndex index && !isConcurrent(index.options())
        && !index.options().contains(Option.ONLY) && Suspicion.isKnown(subject, deployment, index.table())
        && !isPartitioned(subject, index.table())
            ? Stream.of(advised(Suspicion.of(subject, deployment, index.table(), builds(name(index),
                Spelling.name(index.table())), waiting(Spelling.name(index.table())))))
            : Stream.empty();
  }

  private static String builds(String index, String table) {
    return (index.isEmpty() ? "an index" : "index " + index) + " is built on " + table + " without CONCURRENTLY";
  }

  private static String waiting(String table) {
    return "all writes to " + table + " wait until the whole table is read and the index is built";
  }

  private static String waitingLonger(String table) {
    return "an earlier statement of the transaction locks " + table
        + ", and keeps it locked until the whole table is read and the index is built";
  }

  private static String name(CreateIndex index) {
    return index.name() == null ? "" : Spelling.name(index.name());
  }

  private static Finding advised(Finding finding) {
    return finding.subject().command() instanceof CreateIndex
        ? finding.safely(List.of(concurrently(finding.subject(), INDEX)))
        : finding.remedy("build it in a statement of its own with CREATE INDEX CONCURRENTLY");
  }

  private static String concurrently(Subject subject, Pattern behind) {
    return behind.matcher(subject.statement().text()).replaceFirst("$0 CONCURRENTLY");
  }

  private static Stream<Finding> dropped(Trace trace, Deployment deployment) {
    boolean isOnlyThat = trace.lostConstraints().findAny().isEmpty()
        && trace.seen().changes().stream().noneMatch(change -> change.kind().equals("column"));
    if (!isOnlyThat || trace.subject().bound() == Bound.ALONE) {
      return Stream.empty();
    }
    return trace.lostIndexes().flatMap(one -> trace.known(one.table()).stream().filter(trace::blocks)
        .map(table -> dropped(trace.found(deployment, table, drops(name(trace.before(), trace, one), trace.name(table)),
            "the whole table is locked: while the statement waits for its turn, all reads and writes of "
                + trace.name(table) + " wait behind it"),
            isPartitioned(trace.before(), one))));
  }

  private static String name(Catalog catalog, Trace trace, Index index) {
    return catalog.find(index.oid()).map(trace::name).orElse("");
  }

  private static boolean isPartitioned(Catalog catalog, Index index) {
    return catalog.find(index.oid()).filter(one -> one.kind().equals("I")).isPresent();
  }

  private static Finding dropped(Finding finding, boolean isPartitioned) {
    if (isPartitioned) {
      return finding
          .remedy("an index of a partitioned table cannot be dropped concurrently: do it when the table is idle");
    }
    return finding.subject().command() instanceof DropIndex drop
        ? finding.safely(drop.names().stream().map(name -> "DROP INDEX CONCURRENTLY "
            + (drop.options().contains(Option.IF_EXISTS) ? "IF EXISTS " : "") + Spelling.name(name)).toList())
        : finding.remedy("drop it in a statement of its own with DROP INDEX CONCURRENTLY");
  }

  private static Stream<Finding> toBeDropped(Subject subject, Deployment deployment) {
    return subject.command() instanceof DropIndex drop && !isConcurrent(drop.options())
        && drop.names().stream().noneMatch(name -> isMadeBefore(subject, deployment, name))
            ? Stream.of(dropped(Finding.of(subject, Suspicion.certainty(subject),
                drops(String.join(", ", drop.names().stream().map(Spelling::name).toList()), "its table"),
                "the whole table is locked: while the statement waits for its turn, all reads and writes of it"
                    + " wait behind it"),
                false))
            : Stream.empty();
  }

  private static String drops(String index, String table) {
    return "index " + index + " of " + table + " is dropped without CONCURRENTLY";
  }

  private static boolean isMadeBefore(Subject subject, Deployment deployment, QualifiedName index) {
    return deployment.before(subject).stream().anyMatch(one -> one.command() instanceof CreateIndex made
        && made.name() != null && made.name().name().equals(Spelling.last(index)));
  }

  private static Stream<Finding> rebuilt(Trace trace, Deployment deployment) {
    if (trace.subject().command() instanceof Reindex reindex && isConcurrent(reindex.options())) {
      return Stream.empty();
    }
    return trace.tables().filter(table -> !trace.seen().rewritten().contains(table.named())
        && trace.before().indexes(table).anyMatch(index -> isRewritten(trace, index)))
        .map(table -> rebuilt(trace.found(deployment, table, "indexes of " + trace.name(table)
            + " are rebuilt without CONCURRENTLY",
            "all writes to " + trace.name(table)
                + " wait until they are built, and reads that want to use them too")));
  }

  private static boolean isRewritten(Trace trace, Index index) {
    return trace.before().find(index.oid()).filter(one -> trace.seen().rewritten().contains(one.named())).isPresent();
  }

  private static Stream<Finding> toBeRebuilt(Subject subject, Deployment deployment) {
    return subject.command() instanceof Reindex reindex && !isConcurrent(reindex.options())
        && !(reindex.name() != null && reindex.scope().equals("TABLE")
            && !Suspicion.isKnown(subject, deployment, reindex.name()))
                ? Stream.of(rebuilt(Finding.of(subject, Suspicion.certainty(subject),
                    "indexes are rebuilt without CONCURRENTLY",
                    "all writes to their tables wait until they are built, and reads that want to use them too")))
                : Stream.empty();
  }

  private static Finding rebuilt(Finding finding) {
    return finding.subject().command() instanceof Reindex reindex && !reindex.scope().equals("SYSTEM")
        ? finding.safely(List.of(concurrently(finding.subject(), SCOPE)))
        : finding.remedy("rebuild each in a statement of its own with REINDEX INDEX CONCURRENTLY");
  }

  private static Stream<Finding> onPartitions(Subject subject, Deployment deployment) {
    return Trace.of(subject).map(trace -> builtOnPartitions(trace, deployment))
        .orElseGet(() -> toBeBuiltOnPartitions(subject, deployment));
  }

  private static Stream<Finding> builtOnPartitions(Trace trace, Deployment deployment) {
    return trace.newIndexes().filter(one -> !Trace.isOfConstraint(trace.after(), one))
        .flatMap(one -> trace.known(one.table()).stream()
            .filter(table -> table.kind().equals("p") && trace.before().children(table)
                .anyMatch(part -> trace.keepsWaiting(deployment, part)))
            .map(table -> trace.found(deployment, table, "index " + trace.nameAfter(one.oid()) + " is built on "
                + trace.name(table) + " and all its partitions in one transaction",
                "all writes to " + trace.name(table)
                    + " wait until every partition is read and has its index; CONCURRENTLY is refused there")
                .safely(
                    trace.subject().command() instanceof CreateIndex index ? partByPart(trace, one, index) : List.of())
                .remedy(trace.subject().command() instanceof CreateIndex ? "" : PARTS)));
  }

  private static final String PARTS = "create it ON ONLY the parent, build one on each partition with"
      + " CONCURRENTLY, and attach these";

  private static List<String> partByPart(Trace trace, Index index, CreateIndex command) {
    List<String> statements = new ArrayList<>();
    parts(trace, index, command, statements);
    return statements;
  }

  /** From the parent down, then from the leaves up, as an index is valid when all of its parts are attached. */
  private static void parts(Trace trace, Index index, CreateIndex command, List<String> statements) {
    Catalog after = trace.after();
    Relation table = Objects.requireNonNull(after.relations().get(index.table()));
    String name = Quoting.name(Objects.requireNonNull(after.relations().get(index.oid())).name());
    String unique = command.options().contains(Option.UNIQUE) ? "UNIQUE " : "";
    boolean isParent = table.kind().equals("p");
    statements.add("CREATE " + unique + "INDEX " + (isParent ? "" : "CONCURRENTLY ") + name + " ON "
        + (isParent ? "ONLY " : "") + trace.name(table)
        + (command.method().equals("btree") ? "" : " USING " + Quoting.name(command.method())) + " " + command.rest());
    after.children(Objects.requireNonNull(after.relations().get(index.oid()))).toList().forEach(part -> {
      Index partIndex = after.indexes().get(part.oid());
      if (partIndex != null) {
        parts(trace, partIndex, command, statements);
        statements.add("ALTER INDEX " + trace.nameAfter(index.oid()) + " ATTACH PARTITION " + trace.name(part));
      }
    });
  }

  private static Stream<Finding> toBeBuiltOnPartitions(Subject subject, Deployment deployment) {
    return subject.command() instanceof CreateIndex index && !index.options().contains(Option.ONLY)
        && Suspicion.isKnown(subject, deployment, index.table()) && isPartitioned(subject, index.table())
            ? Stream.of(Suspicion.of(subject, deployment, index.table(), "index " + name(index) + " is built on "
                + Spelling.name(index.table()) + " and all its partitions in one statement",
                isConcurrent(index.options())
                    ? "the server refuses CONCURRENTLY on a partitioned table"
                    : "all writes to the table wait until every partition is read and has its index")
                .remedy(PARTS))
            : Stream.empty();
  }

  private static boolean isPartitioned(Subject subject, QualifiedName table) {
    return subject.seen().flatMap(seen -> seen.before().find(table)).filter(one -> one.kind().equals("p")).isPresent();
  }

  /**
   * A statement by itself is not looked at: a file that has one between {@code BEGIN} and {@code COMMIT} is not read at
   * all.
   */
  private static Stream<Finding> inTransaction(Subject subject, Deployment deployment) {
    return subject.command() instanceof SqlCommand.Do block && CONCURRENT_IN_BODY.matcher(block.body()).find()
        ? Stream.of(Finding.of(subject, Suspicion.certainty(subject), "the body of a DO block says CONCURRENTLY",
            "the server refuses it there, and the migration fails")
            .remedy("write the statement by itself into a migration without a transaction"))
        : Stream.empty();
  }

  private static boolean isRefused(SqlCommand command) {
    return switch (command) {
      case CreateIndex index -> isConcurrent(index.options());
      case DropIndex drop -> isConcurrent(drop.options());
      case Reindex reindex -> isConcurrent(reindex.options());
      default -> Spelling.actions(command, DetachPartition.class).anyMatch(one -> isConcurrent(one.options()));
    };
  }

  private static Stream<Finding> leftOver(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof CreateIndex index) || !index.options().contains(Option.IF_NOT_EXISTS)) {
      return Stream.empty();
    }
    return subject.seen().stream().flatMap(seen -> invalid(seen.before(), index).stream())
        .map(old -> Suspicion.of(subject, deployment, index.table(), "index " + name(index) + " of "
            + Spelling.name(index.table()) + " is there and not valid, and IF NOT EXISTS passes it over",
            "queries never use it, every write pays for it, and a unique one keeps nothing unique")
            .safely(List.of("DROP INDEX CONCURRENTLY " + Quoting.name(old.schema(), old.name()),
                subject.statement().text())));
  }

  private static Optional<Relation> invalid(Catalog catalog, CreateIndex index) {
    return catalog.find(index.table()).flatMap(table -> catalog.indexes(table)
        .filter(one -> one.usability() == Index.Usability.INVALID)
        .flatMap(one -> catalog.find(one.oid()).stream())
        .filter(one -> index.name() != null && one.name().equals(index.name().name())).findFirst());
  }

  private static Stream<Finding> impatient(Subject subject, Deployment deployment) {
    if (subject.command() instanceof SqlCommand.AlterTable || !isRefused(subject.command())) {
      return Stream.empty();
    }
    return deployment.before(subject).stream().map(Subject::command).filter(Setting.class::isInstance)
        .map(Setting.class::cast)
        .filter(set -> set.name().equals("lock_timeout") && set.reach() == Setting.Reach.SESSION)
        .reduce((first, last) -> last).filter(set -> !isOff(set.value())).stream()
        .map(set -> Finding.of(subject, Suspicion.certainty(subject), "lock_timeout = " + set.value()
            + " holds for a statement with CONCURRENTLY",
            "it waits for every older transaction and blocks nobody meanwhile; given up, it leaves an index"
                + " that is not valid")
            .safely(List.of("SET lock_timeout = 0", subject.statement().text(),
                "SET lock_timeout = " + Quoting.literal(set.value()))));
  }

  /** A setting that sets no limit, or takes back what was set. */
  static boolean isOff(String value) {
    return value.isEmpty() || value.equalsIgnoreCase("default") || ZERO.matcher(value).matches();
  }
}
