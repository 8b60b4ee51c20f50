package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction.AddConstraint;
import dev.whimbrel.schema.command.TableAction.AttachPartition;
import dev.whimbrel.schema.command.TableAction.DetachPartition;
import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Partitions that come and go. */
final class PartitionRules {
  private static final Pattern BOUND = Pattern.compile(
      "(?is).*?\\b(FOR\\s+VALUES\\s.*?|DEFAULT)(\\s+(?:PARTITION\\s+BY|USING|WITH|TABLESPACE)\\b.*)?");

  static final List<Rule> RULES = List.of(
      new Rule("WB140", "a partition is attached that has to be read", Severity.ERROR,
          Suspicion.seenOr(PartitionRules::attached, PartitionRules::toBeAttached)),
      new Rule("WB141", "a partition is made in place", Severity.WARNING,
          Suspicion.seenOr(PartitionRules::made, PartitionRules::toBeMade)),
      new Rule("WB142", "a partition is detached while reads and writes wait", Severity.WARNING,
          PartitionRules::detached),
      new Rule("WB143", "the default partition is read for a new one", Severity.ERROR,
          Suspicion.seen(PartitionRules::defaultRead)));

  private PartitionRules() {}

  private static Stream<Finding> attached(Trace trace, Deployment deployment) {
    return Spelling.actions(trace.subject().command(), AttachPartition.class)
        .flatMap(one -> trace.known(one.partition()).stream().filter(trace::scans)
            .map(child -> attached(trace.found(deployment, child,
                trace.name(child) + " is read as a whole to be attached"
                    + (builds(trace, child) ? ", and indexes are built on it" : ""),
                "all reads and writes of " + trace.name(child) + " wait meanwhile"), one, builds(trace, child))));
  }

  private static boolean builds(Trace trace, Relation child) {
    return trace.after().indexes(child).anyMatch(index -> !trace.before().indexes().containsKey(index.oid()));
  }

  private static Finding attached(Finding finding, AttachPartition action, boolean builds) {
    return finding.remedy("put a check on " + Spelling.name(action.partition()) + " first that says the same as "
        + action.bound().strip()
        + " and that its columns are not NULL, NOT VALID, validate it, and drop it when it is attached"
        + (builds ? "; build the indexes that its parent has with CONCURRENTLY before" : ""));
  }

  private static Stream<Finding> toBeAttached(Subject subject, Deployment deployment) {
    return Spelling.actions(subject.command(), AttachPartition.class)
        .filter(one -> Suspicion.isKnown(subject, deployment, one.partition())
            && !isChecked(subject, deployment, one.partition()))
        .map(one -> attached(Suspicion.of(subject, deployment, one.partition(), Spelling.name(one.partition())
            + " is attached, and no check is seen that spares reading it",
            "all reads and writes of " + Spelling.name(one.partition()) + " wait until it is read as a whole"), one,
            false));
  }

  private static boolean isChecked(Subject subject, Deployment deployment, QualifiedName table) {
    return deployment.subjects().stream().takeWhile(one -> !one.equals(subject))
        .anyMatch(one -> one.command() instanceof AlterTable alter && Suspicion.isSame(alter.table(), table)
            && Spelling.actions(alter, AddConstraint.class).anyMatch(added -> added.constraint().kind() == Kind.CHECK));
  }

  private static Stream<Finding> made(Trace trace, Deployment deployment) {
    return trace.subject().command() instanceof CreateTable table && table.partitionOf() != null
        ? trace.known(table.partitionOf()).stream().filter(parent -> trace.blocks(parent, Blocks.READS_AND_WRITES))
            .map(parent -> inPlace(trace.found(deployment, parent, made(table, trace.name(parent)),
                waiting(trace.name(parent))), table, trace.name(parent)))
        : Stream.empty();
  }

  private static String made(CreateTable table, String parent) {
    return "table " + Spelling.name(table.name()) + " is made as a partition of " + parent
        + ", which is locked for that";
  }

  private static String waiting(String parent) {
    return "all reads and writes of " + parent + " and all its partitions wait behind it";
  }

  private static Finding inPlace(Finding finding, CreateTable table, String parent) {
    Matcher bound = BOUND.matcher(behind(finding.subject().statement().text()));
    boolean isPlain = table.columns().stream().map(ColumnDefinition::text).findAny().isEmpty()
        && table.constraints().isEmpty();
    if (!isPlain || !bound.matches()) {
      return finding.remedy("make it with LIKE " + parent + " INCLUDING ALL, and attach it");
    }
    String name = Spelling.name(table.name());
    String more = Optional.ofNullable(bound.group(2)).map(text -> " " + text.strip()).orElse("");
    return finding.safely(List.of(
        "CREATE " + (table.options().contains(Option.UNLOGGED) ? "UNLOGGED " : "") + "TABLE "
            + (table.options().contains(Option.IF_NOT_EXISTS) ? "IF NOT EXISTS " : "") + name + " (LIKE " + parent
            + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE)" + more,
        "ALTER TABLE " + parent + " ATTACH PARTITION " + name + " " + bound.group(1).strip()));
  }

  private static String behind(String text) {
    return text.replaceFirst("(?is)^.*?\\bPARTITION\\s+OF\\s+", "");
  }

  private static Stream<Finding> toBeMade(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof CreateTable table) || table.partitionOf() == null
        || !Suspicion.isKnown(subject, deployment, table.partitionOf())) {
      return Stream.empty();
    }
    String parent = Spelling.name(table.partitionOf());
    return Stream
        .of(inPlace(Suspicion.of(subject, deployment, table.partitionOf(), made(table, parent), waiting(parent)),
            table, parent));
  }

  private static Stream<Finding> detached(Subject subject, Deployment deployment) {
    return subject.command() instanceof AlterTable command && Suspicion.isKnown(subject, deployment, command.table())
        ? Spelling.actions(command, DetachPartition.class).flatMap(one -> Suspicion.isConcurrent(one.options())
            ? refused(subject, deployment, command).stream()
            : Stream.of(detached(subject, deployment, command, one)))
        : Stream.empty();
  }

  private static Finding detached(Subject subject, Deployment deployment, AlterTable command, DetachPartition action) {
    String parent = Spelling.name(command.table());
    String child = Spelling.name(action.partition());
    Finding finding = Suspicion.of(subject, deployment, command.table(), child + " is detached from " + parent
        + " without CONCURRENTLY", waiting(parent))
        .remedy(hasDefault(subject, command)
            ? "CONCURRENTLY is refused while there is a default partition: detach that first, or do it when the"
                + " table is idle"
            : "run by itself ALTER TABLE " + parent + " DETACH PARTITION " + child
                + " CONCURRENTLY, which leaves a check on the table that was a partition");
    return Trace.of(subject).flatMap(trace -> trace.known(command.table()).map(table -> proven(finding, trace, table)))
        .orElse(finding);
  }

  private static Finding proven(Finding finding, Trace trace, Relation table) {
    return Finding.of(finding.subject(), Certainty.PROVEN, finding.what(), finding.why())
        .locking(trace.lock(table).orElse(null)).sized(finding.size()).remedy(finding.remedy());
  }

  private static boolean hasDefault(Subject subject, AlterTable command) {
    return subject.seen().flatMap(seen -> seen.before().find(command.table()))
        .filter(table -> !table.defaultPartition().equals("0")).isPresent();
  }

  private static Optional<Finding> refused(Subject subject, Deployment deployment, AlterTable command) {
    boolean hasFailed = subject.seen().filter(seen -> seen.outcome() instanceof Outcome.Failed).isPresent();
    return hasFailed && hasDefault(subject, command)
        ? Optional.of(Suspicion.of(subject, deployment, command.table(), Spelling.name(command.table())
            + " has a default partition, with which CONCURRENTLY is refused", "the migration fails")
            .remedy("detach the default partition first, or leave CONCURRENTLY out while the table is idle"))
        : Optional.empty();
  }

  private static Stream<Finding> defaultRead(Trace trace, Deployment deployment) {
    return trace.tables().filter(table -> trace.after().children(table)
        .anyMatch(child -> trace.before().children(table).noneMatch(was -> was.oid().equals(child.oid()))))
        .flatMap(parent -> trace.known(parent.defaultPartition()).stream().filter(trace::scans)
            .map(rest -> trace
                .found(deployment, rest, trace.name(rest) + ", the default partition of " + trace.name(parent)
                    + ", is read as a whole for the new one",
                    "all reads and writes of " + trace.name(rest)
                        + " wait meanwhile, and the statement fails if it holds a row of the new partition")
                .remedy("put a check on " + trace.name(rest) + " first that says that it holds no such row, NOT VALID,"
                    + " validate it, and drop it afterwards")));
  }
}
