package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.DatabaseSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that lead from one schema to another, in an order that the server accepts.
 *
 * @param steps one statement each
 */
public record ChangePlan(List<Step> steps) {
  public ChangePlan {
    steps = List.copyOf(steps);
  }

  /** What a caller may choose. */
  public record Options(Indexes indexes, NewLabels newLabels, Difference.Versions versions) {
    public static Options standard() {
      return new Options(Indexes.PLAIN, NewLabels.COMMITTED_FIRST, Difference.Versions.COMPARED);
    }

    /** All of the plan can run as one transaction; a table whose enum gets a label that the plan uses is rewritten for it. */
    public static Options oneTransaction() {
      return new Options(Indexes.PLAIN, NewLabels.NEW_TYPE, Difference.Versions.COMPARED);
    }

    public Options withIndexes(Indexes chosen) {
      return new Options(chosen, newLabels, versions);
    }

    public Options withVersions(Difference.Versions chosen) {
      return new Options(indexes, newLabels, chosen);
    }
  }

  /** How indexes are built and dropped on tables that were there before. */
  public enum Indexes {
    PLAIN, CONCURRENTLY
  }

  /** What is done about a new label of an enum which the same plan goes on to use, a thing that no one transaction can hold. */
  public enum NewLabels {
    /** It is added first, in a transaction before all others. */
    COMMITTED_FIRST,
    /** A new type takes the place of the old one. */
    NEW_TYPE
  }

  public static ChangePlan between(DatabaseSchema from, DatabaseSchema to) {
    return between(from, to, Options.standard());
  }

  public static ChangePlan between(DatabaseSchema from, DatabaseSchema to, Options options) {
    Difference difference = Difference.between(from, to, options.versions());
    if (difference.isEmpty()) {
      return new ChangePlan(List.of());
    }
    Decisions decisions = Decisions.of(from, to, options);
    Ordering ordering = Ordering.of(decisions, from, to);
    List<Action> actions = ordering.sorted();
    List<Step> steps = Writer.write(decisions, ordering, actions, from, to, options);
    return new ChangePlan(ordering.bodiesUnchecked() ? withUncheckedBodies(steps) : steps);
  }

  /** Functions that mention each other can only be made while nobody reads them. */
  private static List<Step> withUncheckedBodies(List<Step> steps) {
    List<Step> result = new ArrayList<>(steps);
    int first = (int) steps.stream().takeWhile(
        step -> step.transaction() == Step.Transaction.COMMITTED_BEFORE_NEXT).count();
    result.add(first, Step.of("SET check_function_bodies = off", steps.getFirst().about()));
    return result;
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** The steps that lose something, or may. */
  public List<Step> loses() {
    return steps.stream().filter(Step::loses).toList();
  }

  /** The steps in groups that may each be one transaction; one that may be in none is a group of its own. */
  public List<List<Step>> transactions() {
    List<List<Step>> groups = new ArrayList<>();
    List<Step> open = new ArrayList<>();
    for (int at = 0; at < steps.size(); at++) {
      boolean alone = steps.get(at).transaction() == Step.Transaction.ALONE;
      if (alone) {
        close(groups, open);
      }
      open.add(steps.get(at));
      if (alone || isLastToCommit(at)) {
        close(groups, open);
      }
    }
    close(groups, open);
    return groups;
  }

  /** Labels stand together at the beginning; one commit is enough for all. */
  private boolean isLastToCommit(int at) {
    return isToCommit(at) && !isToCommit(at + 1);
  }

  private boolean isToCommit(int at) {
    return at < steps.size() && steps.get(at).transaction() == Step.Transaction.COMMITTED_BEFORE_NEXT;
  }

  private static void close(List<List<Step>> groups, List<Step> open) {
    if (!open.isEmpty()) {
      groups.add(List.copyOf(open));
      open.clear();
    }
  }

  /** What a migration file of all the steps has to say in a {@code -- whimbrel:} comment, or nothing. */
  public List<String> directives() {
    if (steps.stream().anyMatch(step -> step.transaction() == Step.Transaction.COMMITTED_BEFORE_NEXT)) {
      return List.of("no-transaction");
    }
    boolean alone = steps.stream().anyMatch(step -> step.transaction() == Step.Transaction.ALONE);
    return alone && transactions().size() > 1 ? List.of("transaction per-segment") : List.of();
  }
}
