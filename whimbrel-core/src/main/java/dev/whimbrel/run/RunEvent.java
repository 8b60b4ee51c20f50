package dev.whimbrel.run;

import dev.whimbrel.plan.Step;

/** What a run tells while it goes on; called on the thread that runs. */
public sealed interface RunEvent {
  /**
   * A step begins.
   *
   * @param number counted from 1
   * @param total how many there are
   */
  record StepStarted(Step step, int number, int total) implements RunEvent {}

  /** A step is over. */
  record StepFinished(StepResult result) implements RunEvent {}
}
