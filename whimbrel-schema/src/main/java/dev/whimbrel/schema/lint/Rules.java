package dev.whimbrel.schema.lint;

import dev.whimbrel.problem.ServerError;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All rules, in the order of their ids. */
public final class Rules {
  /** All of them. */
  public static final List<Rule> ALL = Stream.of(
      RunRules.RULES,
      IndexRules.RULES,
      ConstraintRules.RULES,
      ForeignKeyRules.RULES,
      ColumnRules.RULES,
      RewriteRules.RULES,
      LossRules.RULES,
      RenameRules.RULES,
      CompatibilityRules.RULES,
      TypeRules.RULES,
      DesignRules.RULES,
      LockRules.RULES,
      WaitRules.RULES,
      PartitionRules.RULES,
      TriggerRules.RULES,
      TransactionRules.RULES,
      RowRules.RULES,
      BranchRules.RULES,
      SecurityRules.RULES,
      NameRules.RULES,
      ServerRules.RULES,
      List.of(Allowances.RULE))
      .flatMap(List::stream).sorted(Comparator.comparing(Rule::id)).toList();

  private Rules() {}

  /** What they find, in the order of the statements. */
  public static List<Finding> findings(Deployment deployment) {
    return deployment.subjects().stream().flatMap(subject -> ALL.stream()
        .flatMap(rule -> rule.findings(subject, deployment))).toList();
  }

  /** Whether a failure may come from rows, which a shadow does not have. */
  public static boolean isOfRows(ServerError error) {
    return RunRules.isOfRows(error);
  }

  /** One by its id. */
  static Stream<Rule> of(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id));
  }
}
