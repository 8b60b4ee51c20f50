package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.CreateTrigger;
import dev.whimbrel.schema.command.SqlCommand.Lock;
import dev.whimbrel.schema.command.SqlCommand.Setting;
import dev.whimbrel.schema.command.SqlCommand.Truncate;
import dev.whimbrel.schema.lint.Deployment.RunnerTimeouts;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What locks, rewrites and reads for a reason that no other rule knows, and how long others wait for it. */
final class LockRules {
  static final List<Rule> RULES = List.of(
      new Rule("WB129", "a table is written anew", Severity.ERROR, unexplained(LockRules::rewritten)),
      new Rule("WB130", "a table is read as a whole while it is locked", Severity.ERROR, unexplained(LockRules::read)),
      new Rule("WB131", "a lock is held while something else takes long", Severity.WARNING,
          (subject, deployment) -> TriggerRules.firstOfTransaction(subject, deployment, unexplained(LockRules::held))),
      new Rule("WB132", "several tables are locked at once", Severity.NOTE, unexplained(LockRules::several)),
      new Rule("WB134", "a lock is waited for without end", Severity.ERROR,
          (subject, deployment) -> firstOfMigration(subject, deployment, LockRules::patient)),
      new Rule("WB135", "a statement may run without end", Severity.NOTE,
          (subject, deployment) -> firstOfMigration(subject, deployment, LockRules::endless)));

  private LockRules() {}

  /** Only where no rule has found the reason. */
  private static Rule.Check unexplained(Suspicion.Seen check) {
    Rule.Check seen = Suspicion.seen(check);
    return (subject, deployment) -> {
      List<Finding> found = seen.of(subject, deployment).toList();
      return found.isEmpty() || isExplained(subject, deployment) ? Stream.empty() : found.stream();
    };
  }

  private static boolean isExplained(Subject subject, Deployment deployment) {
    return Stream
        .of(IndexRules.RULES, ConstraintRules.RULES, ForeignKeyRules.RULES, ColumnRules.RULES, RewriteRules.RULES,
            PartitionRules.RULES, RowRules.RULES)
        .flatMap(List::stream)
        .filter(rule -> rule.severity() != Severity.NOTE)
        .anyMatch(rule -> rule.findings(subject, deployment).findAny().isPresent());
  }

  private static Stream<Finding> firstOfMigration(Subject subject, Deployment deployment, Rule.Check check) {
    List<Finding> found = check.of(subject, deployment).limit(1).toList();
    return !found.isEmpty()
        && deployment.before(subject).stream().noneMatch(one -> check.of(one, deployment).findAny().isPresent())
            ? found.stream()
            : Stream.empty();
  }

  /** A table that is emptied gets a new file, too, but no row of it is read for that. */
  private static Stream<Finding> rewritten(Trace trace, Deployment deployment) {
    return trace.tables().filter(table -> trace.seen().rewritten().contains(table.named()))
        .filter(table -> trace.seen().scanned().stream()
            .anyMatch(scan -> scan.relation().equals(table.named()) && scan.rows() > 0))
        .map(table -> trace
            .found(deployment, table, trace.name(table) + " is written anew, which the statement does not tell",
                ColumnRules.rewriting(trace.name(table)))
            .remedy("find out which part of the statement does it, and do that in steps"));
  }

  private static Stream<Finding> read(Trace trace, Deployment deployment) {
    return trace.tables().filter(table -> trace.blocks(table) && !trace.rewrites(table) && table.parent().equals("0")
        && trace.scans(table))
        .map(table -> trace
            .found(deployment, table, trace.name(table) + " is read as a whole in the statement that locks it",
                trace.blocks(table, Blocks.READS_AND_WRITES)
                    ? ConstraintRules.whileRead(trace.name(table))
                    : "all writes to " + trace.name(table) + " wait until the whole table is read")
            .remedy("find out which part of the statement reads it, and do that before the lock is taken"));
  }

  private static Stream<Finding> held(Trace trace, Deployment deployment) {
    List<Relation> locked = trace.earlier(deployment).flatMap(one -> one.blocked(Blocks.READS_AND_WRITES)).distinct()
        .filter(table -> trace.after().find(table.oid()).isPresent()).toList();
    List<Relation> slow = trace.tables().filter(table -> trace.scans(table) && !isSmall(deployment, table)).toList();
    return locked.isEmpty() || slow.isEmpty()
        ? Stream.empty()
        : Stream.of(trace
            .held(deployment,
                trace.found(deployment, slow.getFirst(), trace.name(slow.getFirst()) + " is read as a whole while "
                    + (locked.equals(List.of(slow.getFirst())) ? "it" : names(trace, locked))
                    + (locked.size() == 1 ? " is" : " are") + " locked by an earlier statement of the transaction",
                    "all reads and writes of " + names(trace, locked) + " wait until it is done"),
                locked.getFirst())
            .safely(List.of(trace.subject().statement().text()))
            .remedy("give it a transaction of its own, as in the next migration"));
  }

  private static boolean isSmall(Deployment deployment, Relation table) {
    return deployment.statistics().of(table.named()).filter(SmallTables::isSmall).isPresent();
  }

  private static String names(Trace trace, List<Relation> tables) {
    return tables.stream().map(trace::name).distinct().collect(Collectors.joining(", "));
  }

  private static Stream<Finding> several(Trace trace, Deployment deployment) {
    Set<String> before = trace.earlier(deployment).flatMap(LockRules::roots).collect(Collectors.toSet());
    Set<String> now = new HashSet<>(before);
    roots(trace).forEach(now::add);
    if (before.size() > 1 || now.size() < 2) {
      return Stream.empty();
    }
    List<Relation> tables = now.stream().sorted().flatMap(oid -> trace.before().find(oid).stream()).toList();
    return Stream.of(trace.found(deployment, tables.getLast(), names(trace, tables) + " are locked in one transaction",
        "each is out of use until all are done, and who uses them in another order may end in a deadlock")
        .safely(before.isEmpty() ? List.of() : List.of(trace.subject().statement().text()))
        .remedy("give each a transaction of its own"));
  }

  /** The tables that nobody can use meanwhile; partitions count as their parent. */
  private static Stream<String> roots(Trace trace) {
    return trace.blocked(Blocks.READS_AND_WRITES).map(table -> root(trace, table)).distinct();
  }

  private static String root(Trace trace, Relation table) {
    return trace.before().find(table.parent()).map(parent -> root(trace, parent)).orElse(table.oid());
  }

  private static Stream<Finding> patient(Subject subject, Deployment deployment) {
    return subject.bound() == Bound.ALONE || limitsWaiting(subject, deployment)
        ? Stream.empty()
        : dangerous(subject, deployment).map(finding -> finding
            .safely(List.of("SET lock_timeout = '2s'", subject.statement().text())));
  }

  private static Stream<Finding> dangerous(Subject subject, Deployment deployment) {
    return Trace.of(subject).map(trace -> trace.blocked(Blocks.WRITES).limit(1)
        .map(table -> trace.found(deployment, table, patient(trace.name(table)), queue(trace.name(table)))))
        .orElseGet(
            () -> locking(subject.command()).filter(table -> Suspicion.isKnown(subject, deployment, table)).stream()
                .map(table -> Suspicion.of(subject, deployment, table, patient(Spelling.name(table)),
                    queue(Spelling.name(table)))));
  }

  private static String patient(String table) {
    return table + " is locked, and nothing limits how long the statement waits for that";
  }

  private static String queue(String table) {
    return "behind one long query it waits for ever, and whoever wants to use " + table + " waits behind it";
  }

  private static Optional<QualifiedName> locking(SqlCommand command) {
    return switch (command) {
      case AlterTable alter -> Optional.of(alter.table());
      case CreateIndex index when !Suspicion.isConcurrent(index.options()) -> Optional.of(index.table());
      case CreateTrigger trigger -> Optional.of(trigger.table());
      case Truncate truncate -> truncate.tables().stream().findFirst();
      case Lock lock -> lock.tables().stream().findFirst();
      case SqlCommand.Drop drop when drop.kind().equals("TABLE") -> drop.names().stream().findFirst();
      default -> Optional.empty();
    };
  }

  /** What the file sets counts more than what the runner sets. */
  private static boolean limitsWaiting(Subject subject, Deployment deployment) {
    Optional<String> lock = set(subject, deployment, "lock_timeout");
    Optional<String> statement = set(subject, deployment, "statement_timeout");
    if (lock.or(() -> statement).isEmpty()) {
      return deployment.timeouts() == RunnerTimeouts.SET && !isTakenAway(subject, deployment);
    }
    return Stream.of(lock, statement).flatMap(Optional::stream).anyMatch(value -> !IndexRules.isOff(value))
        || (lock.isEmpty() && deployment.timeouts() == RunnerTimeouts.SET);
  }

  /** By something that the text does not tell, as a function. */
  private static boolean isTakenAway(Subject subject, Deployment deployment) {
    return subject.seen().filter(seen -> !seen.timeouts().limitsWaiting()).isPresent()
        && deployment.sameMigration(subject).getFirst().seen().filter(seen -> seen.timeouts().limitsWaiting())
            .isPresent();
  }

  /** What the file has set for a statement; empty if it has not, or has taken it back. */
  private static Optional<String> set(Subject subject, Deployment deployment, String name) {
    return deployment.before(subject).stream()
        .filter(one -> one.command() instanceof Setting set && set.name().equals(name)
            && (set.reach() == Setting.Reach.SESSION || one.transaction() == subject.transaction()))
        .map(one -> ((Setting) one.command()).value()).reduce((first, last) -> last)
        .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("default"));
  }

  private static Stream<Finding> endless(Subject subject, Deployment deployment) {
    Optional<String> statement = set(subject, deployment, "statement_timeout");
    boolean isEndless = statement.map(IndexRules::isOff)
        .orElse(deployment.timeouts() == RunnerTimeouts.NONE);
    return subject.bound() == Bound.ALONE || !isEndless
        ? Stream.empty()
        : dangerous(subject, deployment).map(finding -> Finding.of(subject, finding.certainty(),
            "the statement locks a table, and nothing limits how long it runs",
            "whoever waits for the table waits as long as it takes").locking(finding.lock()).sized(finding.size())
            .safely(List.of("SET statement_timeout = '1min'", subject.statement().text()))
            .remedy("set statement_timeout to what it may take"));
  }
}
