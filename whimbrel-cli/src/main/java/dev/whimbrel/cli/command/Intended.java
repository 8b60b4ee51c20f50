package dev.whimbrel.cli.command;

import dev.whimbrel.peer.Beginning;
import dev.whimbrel.peer.Beginning.Keeping;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.PlanDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a run would do.
 *
 * @param beginning what it would record first
 * @param plan what it would run then
 */
record Intended(Beginning beginning, Plan plan) {
  boolean isEmpty() {
    return beginning.isEmpty() && plan.isEmpty();
  }

  /** What stands for exactly this. */
  String digest(Desk desk) {
    return beginning.digest(plan, desk.targetOfRun());
  }

  /** For the middle of a sentence. */
  String inWords() {
    List<String> words = new ArrayList<>(beginning.said());
    if (!plan.isEmpty()) {
      words.add(RunText.intention(plan));
    }
    return String.join(", then ", words);
  }

  /** Whether the other one, made a moment later, does the same. */
  boolean isSameAs(Intended other) {
    return beginsWith(other.beginning.keeping()) && goesOnWith(other.beginning, other.plan);
  }

  /** Whether this is what it makes of another tool's table. */
  boolean beginsWith(Keeping keeping) {
    return beginning.keeping().parts().equals(keeping.parts());
  }

  /** Whether this is what it does once another tool's table is as it is to be. */
  boolean goesOnWith(Beginning rest, Plan then) {
    return PlanDigest.parts(beginning.baseline()).equals(PlanDigest.parts(rest.baseline()))
        && steps(plan).equals(steps(then));
  }

  private static List<String> steps(Plan plan) {
    return plan.steps().stream()
        .map(step -> step.direction() + " " + step.migration().id().key() + " " + step.generation() + " " + step.from())
        .toList();
  }
}
