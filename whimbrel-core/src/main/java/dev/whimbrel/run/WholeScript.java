package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.plan.PrefixDigest;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A script that is one transaction with its journal row. */
final class WholeScript {
  /** The checksum of a text of more bytes is worked out while the text is on its way. */
  private static final int LONG = 1 << 20;

  private final Bench bench;
  private final Rows rows;
  private final Step step;
  private final long start;

  WholeScript(Bench bench, Step step) {
    this(bench, step, System.nanoTime());
  }

  /** One that began earlier. */
  WholeScript(Bench bench, Step step, long start) {
    this.bench = bench;
    this.rows = new Rows(bench.journal(), step, bench.plan().batch());
    this.step = step;
    this.start = start;
  }

  StepResult run() {
    return after(bench.transact(() -> step, undoing(), this::attempt));
  }

  /** Goes on after a first attempt that was made elsewhere, and now ended so. */
  StepResult goOnAfter(Outcome first) {
    Deque<Outcome> made = new ArrayDeque<>(List.of(first));
    return after(bench.transact(() -> step, undoing(),
        lockWait -> made.isEmpty() ? attempt(lockWait) : made.removeFirst()));
  }

  /** What the outcome of the last attempt means; its failure is written down. */
  StepResult after(Outcome last) {
    return switch (last) {
      case Outcome.Succeeded succeeded -> done(succeeded.notices());
      case Outcome.Refused refused -> refused(refused);
      case Outcome.Unknown unknown -> lost(unknown.failure());
    };
  }

  private Outcome attempt(Duration lockWait) {
    if (step.script().source().end() > LONG) {
      step.migration().checksum().ahead();
    }
    return Transaction.commit(bench.database(), lockWait, step.script().opening(), step.remainingAsOne(),
        () -> bench.closing(rows.concluded(new Began.WithTransaction())));
  }

  private StepResult done(List<String> notices) {
    return new StepResult.Done(step, took(), notices);
  }

  private StepResult refused(Outcome.Refused refused) {
    ServerFailure failure = refused.failure();
    if (failure.connection() == Link.LOST) {
      return Transaction.endedByServer(failure) ? failed(Failures.rolledBack(step, refused)) : lost(failure);
    }
    record(refused);
    return failed(Failures.rolledBack(step, refused));
  }

  private List<String> undoing() {
    return bench.undoing();
  }

  private void record(Outcome.Refused refused) {
    List<String> row = rows.failed(step.from(), prefix(), took(), Failures.brief(refused));
    Flight flight = new Flight();
    flight.addAll(undoing());
    flight.addAll(row);
    ServerFailure late = bench.database().send(flight.text()).failure();
    if (late != null && late.connection() == Link.ALIVE) { // as by a cancel that was for the statement, which had just ended
      bench.database().tidy(undoing());
      bench.database().send(String.join(";\n", row));
    }
  }

  /** The server may have been committing. */
  private StepResult lost(ServerFailure failure) {
    return lost(failure, Aftermath.of(bench, step));
  }

  /** The same where it is known what became of it. */
  StepResult lost(ServerFailure failure, Aftermath aftermath) {
    return switch (aftermath) {
      case Aftermath.Concluded concluded -> done(List.of(Losses.reconnected(failure)));
      case Aftermath.Open open -> failed(Losses.rolledBack(step, failure));
      case Aftermath.Rewound rewound -> failed(Losses.rewound(step, failure));
      case Aftermath.Overtaken overtaken -> failed(Losses.overtaken(step, failure, overtaken.by()));
      case Aftermath.Unknown unknown -> failed(Losses.unknown(step, failure, unknown.why()));
    };
  }

  private StepResult failed(Problem problem) {
    return new StepResult.Failed(step, problem, took());
  }

  /** Of what an earlier attempt had put in effect, when the script was not one transaction yet: it still is. */
  private String prefix() {
    return PrefixDigest.of(step.script().statements().subList(0, step.from()));
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
