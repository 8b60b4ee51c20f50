package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.ChangeRows;
import dev.whimbrel.schema.command.SqlCommand.Do;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Written;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rows that are changed by a migration. */
final class RowRules {
  private static final long MANY_ROWS = 10_000;
  private static final Set<String> OF_ALL = Set.of("UPDATE", "DELETE");
  private static final Pattern LOOP = Pattern
      .compile("(?is)\\bLOOP\\b.*\\b(?:UPDATE|DELETE\\s+FROM|INSERT\\s+INTO)\\b.*\\bEND\\s+LOOP\\b");
  private static final Pattern COMMIT = Pattern.compile("(?i)\\bCOMMIT\\b");
  private static final Pattern DYNAMIC = Pattern.compile("(?i)\\bEXECUTE\\b(?!\\s+(?:FUNCTION|PROCEDURE)\\b)");
  private static final String BATCHES = "change them in batches, each in a transaction of its own";

  static final List<Rule> RULES = List.of(
      new Rule("WB402", "rows are changed in a transaction that locks their table", Severity.WARNING,
          Suspicion.seenOr(RowRules::lockedAndWritten, RowRules::toBeLockedAndWritten)),
      new Rule("WB403", "all rows or very many are changed at once", Severity.WARNING,
          Suspicion.seenOr(RowRules::many, RowRules::all)),
      new Rule("WB404", "a loop changes rows without committing", Severity.WARNING, RowRules::loop),
      new Rule("WB405", "what a block does cannot be told from its text", Severity.NOTE,
          Suspicion.seenOr((trace, deployment) -> Stream.empty(), RowRules::dynamic)));

  private RowRules() {}

  private static Stream<Finding> lockedAndWritten(Trace trace, Deployment deployment) {
    return trace.tables()
        .filter(table -> trace.seen().written().stream().anyMatch(one -> one.relation().equals(table.named())
            && changed(one) > 0)
            || (trace.subject().command() instanceof ChangeRows rows && OF_ALL.contains(rows.verb())
                && trace.known(rows.table()).filter(table::equals).isPresent()))
        .filter(table -> trace.held(deployment, table).filter(mode -> mode == LockMode.ACCESS_EXCLUSIVE).isPresent())
        .map(table -> apart(trace.held(deployment, trace.found(deployment, table, "rows of "
            + trace.name(table) + " are changed in a transaction that has locked the table",
            locked(trace.name(table))), table)));
  }

  private static String locked(String table) {
    return "all reads and writes of " + table + " wait until the last row is changed";
  }

  private static Finding apart(Finding finding) {
    return finding.safely(List.of(finding.subject().statement().text()))
        .remedy("change rows in a transaction of its own, as in the next migration");
  }

  private static long changed(Written written) {
    return written.updated() + written.deleted();
  }

  private static Stream<Finding> toBeLockedAndWritten(Subject subject, Deployment deployment) {
    return subject.command() instanceof ChangeRows rows && OF_ALL.contains(rows.verb())
        && Suspicion.isKnown(subject, deployment, rows.table())
        && deployment.sameTransaction(subject).stream().takeWhile(one -> !one.equals(subject))
            .anyMatch(one -> one.command() instanceof AlterTable alter
                && Suspicion.isSame(alter.table(), rows.table()))
                    ? Stream.of(apart(Suspicion.of(subject, deployment, rows.table(),
                        "rows of " + Spelling.name(rows.table())
                            + " are changed in a transaction that alters the table",
                        locked(Spelling.name(rows.table())))))
                    : Stream.empty();
  }

  private static Stream<Finding> many(Trace trace, Deployment deployment) {
    List<Finding> counted = trace.tables().flatMap(table -> trace.seen().written().stream()
        .filter(one -> one.relation().equals(table.named()) && changed(one) > MANY_ROWS)
        .map(one -> trace.found(deployment, table, changed(one) + " rows of " + trace.name(table)
            + " are changed in one transaction", bloat(trace.name(table))).remedy(BATCHES)))
        .toList();
    return counted.isEmpty() ? all(trace.subject(), deployment) : counted.stream();
  }

  private static String bloat(String table) {
    return "who wants to change one of them waits until all are done, standbys fall behind, and " + table + " grows";
  }

  private static Stream<Finding> all(Subject subject, Deployment deployment) {
    return subject.command() instanceof ChangeRows rows && OF_ALL.contains(rows.verb())
        && rows.where() == ChangeRows.Where.MISSING && Suspicion.isKnown(subject, deployment, rows.table())
            ? Stream
                .of(Suspicion.of(subject, deployment, rows.table(), rows.verb() + " of " + Spelling.name(rows.table())
                    + " has no WHERE", bloat(Spelling.name(rows.table()))).remedy(BATCHES))
                .filter(finding -> finding.size() == null || finding.size().rows() != 0)
            : Stream.empty();
  }

  private static Stream<Finding> loop(Subject subject, Deployment deployment) {
    return subject.command() instanceof Do block && LOOP.matcher(block.body()).find()
        && !COMMIT.matcher(block.body()).find()
        && Trace.of(subject).map(RowRules::writes).orElse(true)
            ? Stream.of(Finding
                .of(subject, Suspicion.certainty(subject), "a loop in a DO block changes rows and never commits",
                    "the locks of all rows are kept until the last one is done")
                .remedy("commit after each batch, in a migration"
                    + " without a transaction"))
            : Stream.empty();
  }

  private static boolean writes(Trace trace) {
    return trace.tables()
        .anyMatch(table -> trace.seen().written().stream().anyMatch(one -> one.relation().equals(table.named()))
            || trace.lock(table).filter(lock -> lock.mode() == LockMode.ROW_EXCLUSIVE).isPresent());
  }

  private static Stream<Finding> dynamic(Subject subject, Deployment deployment) {
    return subject.command() instanceof Do block && DYNAMIC.matcher(block.body()).find()
        ? Stream.of(Finding
            .of(subject, Suspicion.certainty(subject), "a DO block puts its statements together while it runs",
                "what it locks and drops cannot be told from its text")
            .remedy("rehearse the migration, which shows it"))
        : Stream.empty();
  }
}
