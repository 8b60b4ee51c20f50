package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreatePolicy;
import dev.whimbrel.schema.command.SqlCommand.CreateRule;
import dev.whimbrel.schema.command.SqlCommand.CreateTrigger;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.Rename;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.Switch;
import dev.whimbrel.schema.command.TableAction.Triggers;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Triggers, and what else locks a table for a moment. */
final class TriggerRules {
  private static final long HOT_SCANS = 1_000;
  private static final Set<String> RENAMED = Set.of("TABLE", "COLUMN", "CONSTRAINT", "VIEW", "MATERIALIZED VIEW");
  private static final String SHORT = "keep its transaction short, with a lock timeout, and run it again if it"
      + " gives up";

  static final List<Rule> RULES = List.of(
      new Rule("WB150", "a trigger is made or switched while writes wait", Severity.NOTE,
          (subject, deployment) -> firstOfTransaction(subject, deployment, Suspicion.seenOr(TriggerRules::touched,
              TriggerRules::toBeTouched))),
      new Rule("WB151", "a busy table is locked for a moment", Severity.NOTE,
          (subject, deployment) -> firstOfTransaction(subject, deployment, Suspicion.seen(TriggerRules::busy))),
      new Rule("WB153", "a trigger is switched off and not on again", Severity.WARNING, TriggerRules::leftOff));

  private TriggerRules() {}

  /** What a check finds, unless it finds something in an earlier statement of the transaction. */
  static Stream<Finding> firstOfTransaction(Subject subject, Deployment deployment, Rule.Check check) {
    List<Finding> found = check.of(subject, deployment).limit(1).toList();
    return !found.isEmpty() && deployment.sameTransaction(subject).stream().takeWhile(one -> !one.equals(subject))
        .noneMatch(one -> check.of(one, deployment).findAny().isPresent())
            ? found.stream()
            : Stream.empty();
  }

  private static Optional<QualifiedName> triggered(SqlCommand command) {
    return switch (command) {
      case CreateTrigger trigger -> Optional.of(trigger.table());
      case AlterTable alter -> Spelling.actions(alter, Triggers.class).findAny().map(one -> alter.table());
      default -> Optional.empty();
    };
  }

  private static Stream<Finding> touched(Trace trace, Deployment deployment) {
    return triggered(trace.subject().command()).flatMap(trace::known).filter(trace::blocks).stream()
        .map(table -> trace.found(deployment, table, what(trace.name(table)), why(trace.name(table))).remedy(SHORT));
  }

  private static String what(String table) {
    return "a trigger of " + table + " is made or switched, and the table locked for that";
  }

  private static String why(String table) {
    return "all writes to " + table + " wait until the transaction is over";
  }

  private static Stream<Finding> toBeTouched(Subject subject, Deployment deployment) {
    return triggered(subject.command()).filter(table -> Suspicion.isKnown(subject, deployment, table)).stream()
        .map(table -> Suspicion.of(subject, deployment, table, what(Spelling.name(table)), why(Spelling.name(table)))
            .remedy(SHORT));
  }

  private static boolean isMomentary(SqlCommand command) {
    return switch (command) {
      case CreatePolicy policy -> true;
      case CreateRule rule -> true;
      case Rename rename -> RENAMED.contains(rename.kind());
      case Drop drop -> Set.of("TRIGGER", "POLICY", "RULE").contains(drop.kind());
      case AlterTable alter -> alter.actions().stream().allMatch(TriggerRules::isMomentary);
      default -> false;
    };
  }

  private static boolean isMomentary(TableAction action) {
    return switch (action) {
      case TableAction.RowSecurity security -> true;
      case TableAction.OwnerTo owner -> true;
      case TableAction.ReplicaIdentity identity -> true;
      case TableAction.SetSchema schema -> true;
      default -> false;
    };
  }

  private static Stream<Finding> busy(Trace trace, Deployment deployment) {
    return isMomentary(trace.subject().command())
        ? trace.blocked(Blocks.READS_AND_WRITES).filter(table -> isHot(deployment, table)).limit(1)
            .map(table -> trace.found(deployment, table, trace.name(table) + ", which is busy, is locked",
                "all reads and writes of " + trace.name(table) + " wait behind it until the transaction is over")
                .remedy(SHORT))
        : Stream.empty();
  }

  private static boolean isHot(Deployment deployment, Relation table) {
    return deployment.statistics().of(table.named()).map(Statistics.Size::scans).orElse(-1L) >= HOT_SCANS;
  }

  private static Stream<Finding> leftOff(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof AlterTable command)
        || !Suspicion.isKnown(subject, deployment, command.table())) {
      return Stream.empty();
    }
    return Spelling.actions(command, Triggers.class)
        .filter(one -> one.state() == Switch.OFF && !isOnAgain(subject, deployment, command, one))
        .map(one -> Suspicion.of(subject, deployment, command.table(), (one.trigger() == null
            ? "the triggers of "
            : "trigger " + Spelling.name(one.trigger()) + " of ") + Spelling.name(command.table())
            + (one.trigger() == null ? " are" : " is") + " switched off and not on again",
            one.trigger() == null
                ? "foreign keys are not enforced either from then on"
                : "what it is for is not done from then on")
            .remedy("write at the end: " + Spelling.alter(command, "ENABLE TRIGGER " + (one.trigger() == null
                ? one.text().replaceFirst("(?is).*\\s", "")
                : Spelling.name(one.trigger())))));
  }

  private static boolean isOnAgain(Subject subject, Deployment deployment, AlterTable command, Triggers off) {
    List<Subject> same = deployment.sameMigration(subject);
    Stream<Subject> rest = same.stream().dropWhile(one -> !one.equals(subject)).skip(1);
    Identifier trigger = off.trigger();
    return rest.map(Subject::command).anyMatch(later -> later instanceof AlterTable alter
        && Suspicion.isSame(alter.table(), command.table()) && Spelling.actions(alter, Triggers.class)
            .anyMatch(
                one -> one.state() == Switch.ON && (one.trigger() == null || Objects.equals(one.trigger(), trigger))))
        || (trigger != null && isEnabledAtLast(same.getLast(), command, trigger));
  }

  private static boolean isEnabledAtLast(Subject last, AlterTable command, Identifier trigger) {
    return last.seen().filter(seen -> seen.after().find(command.table()).isEmpty() || seen.after().others().stream()
        .anyMatch(one -> one.kind().equals("trigger") && one.name().equals(trigger.name()) && !one.detail().equals("D")
            && seen.after().find(command.table()).filter(table -> table.oid().equals(one.relation())).isPresent()))
        .isPresent();
  }
}
