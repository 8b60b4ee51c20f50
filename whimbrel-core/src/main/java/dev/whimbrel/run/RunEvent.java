package dev.whimbrel.run;

import dev.whimbrel.database.Blocker;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.plan.Step;
import java.time.Duration;
import java.util.List;

/** What a run tells while it goes on; called on the thread that runs. */
public sealed interface RunEvent {
  /**
   * A step begins.
   *
   * @param number counted from 1
   * @param total how many there are
   */
  record StepStarted(Step step, int number, int total) implements RunEvent {}

  /**
   * Several steps are on their way in one message; which of them runs is not known before its answer is there. They are told of one
   * after the other as soon as it is.
   *
   * @param number of the first one, counted from 1
   * @param total how many there are in the run
   */
  record StepsSent(List<Step> steps, int number, int total) implements RunEvent {}

  /**
   * What a step did was rolled back for what other sessions do, and it is tried again.
   *
   * @param blockers who stood in the way, if that is known
   * @param attempts how often it was tried
   * @param pause how long until it is tried again
   */
  record Retrying(Step step, ServerFailure failure, List<Blocker> blockers, int attempts, Duration pause)
      implements
        RunEvent {}

  /**
   * A statement is not run yet: sessions wait on the server for a lock of this run, and it would wait for them.
   *
   * @param waiting these sessions
   */
  record Entangled(Step step, List<Blocker> waiting) implements RunEvent {}

  /**
   * The connection was lost, and a new one is being made to learn what became of the step.
   *
   * @param waiting for what
   */
  record Recovering(Step step, String waiting) implements RunEvent {}

  /** A step is over. */
  record StepFinished(StepResult result) implements RunEvent {}
}
