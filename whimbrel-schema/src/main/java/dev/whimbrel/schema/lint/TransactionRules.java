package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableConstraint.Validity;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What belongs together, and what does not. */
final class TransactionRules {
  static final List<Rule> RULES = List.of(
      new Rule("WB401", "a migration begins or ends transactions by itself", Severity.ERROR, TransactionRules::control),
      new Rule("WB407", "a table is read or written anew several times", Severity.NOTE,
          Suspicion.seenOr(TransactionRules::again, TransactionRules::perhapsAgain)));

  private TransactionRules() {}

  private static Stream<Finding> control(Subject subject, Deployment deployment) {
    return switch (subject.statement().kind()) {
      case BEGIN, COMMIT, TRANSACTION_CONTROL -> Stream.of(Finding.of(subject, Suspicion.certainty(subject),
          subject.statement().brief(40) + " begins or ends a transaction within a migration",
          "what fails behind it leaves the migration half applied, and a record of it that is not true")
          .remedy("remove it: each migration is one transaction; to commit in between, divide it"));
      case ORDINARY, OUTSIDE_TRANSACTION, COPY_FROM_STDIN, STRING_SETTING -> Stream.empty();
    };
  }

  private static Stream<Finding> again(Trace trace, Deployment deployment) {
    return altered(trace.subject()).flatMap(table -> earlierAlter(trace.subject(), deployment)
        .flatMap(Trace::of).filter(one -> isSame(one, trace, table.table()))
        .flatMap(one -> trace.known(table.table()).filter(now -> isCostly(trace, now) && isCostly(one, now))
            .map(now -> trace.found(deployment, now, what(trace.name(now)), WHY).remedy(REMEDY))))
        .stream();
  }

  private static boolean isSame(Trace one, Trace other, QualifiedName name) {
    return altered(one.subject()).flatMap(alter -> one.known(alter.table())).map(Relation::oid)
        .equals(other.known(name).map(Relation::oid));
  }

  private static boolean isCostly(Trace trace, Relation table) {
    return trace.scans(table) || trace.rewrites(table);
  }

  private static final String WHY = "one ALTER TABLE with all actions reads or writes it once";
  private static final String REMEDY = "put the actions into one ALTER TABLE, divided by commas";

  private static String what(String table) {
    return table + " is read or written anew by several statements after one another";
  }

  private static Optional<AlterTable> altered(Subject subject) {
    return subject.command() instanceof AlterTable alter && alter.kind().equals("TABLE")
        ? Optional.of(alter)
        : Optional.empty();
  }

  /** The statement right before it in its transaction, if it alters a table as well. */
  private static Optional<Subject> earlierAlter(Subject subject, Deployment deployment) {
    List<Subject> earlier = deployment.sameTransaction(subject).stream().takeWhile(one -> !one.equals(subject))
        .toList();
    return earlier.isEmpty() || altered(earlier.getLast()).isEmpty()
        ? Optional.empty()
        : Optional.of(earlier.getLast());
  }

  private static Stream<Finding> perhapsAgain(Subject subject, Deployment deployment) {
    return altered(subject).filter(one -> isCostly(one) && Suspicion.isKnown(subject, deployment, one.table()))
        .filter(one -> earlierAlter(subject, deployment).flatMap(TransactionRules::altered)
            .filter(before -> Suspicion.isSame(before.table(), one.table()) && isCostly(before)).isPresent())
        .map(
            one -> Suspicion.of(subject, deployment, one.table(), what(Spelling.name(one.table())), WHY).remedy(REMEDY))
        .stream();
  }

  private static boolean isCostly(AlterTable command) {
    return command.actions().stream().anyMatch(action -> switch (action) {
      case TableAction.SetNotNull notNull -> true;
      case TableAction.ColumnType type -> true;
      case TableAction.AddConstraint added -> added.constraint().validity() == Validity.CHECKED
          && added.constraint().usingIndex() == null;
      default -> false;
    });
  }
}
