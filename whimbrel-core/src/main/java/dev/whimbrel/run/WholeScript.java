package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.plan.PrefixDigest;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A script that is one transaction with its journal row. */
final class WholeScript {
  /** The checksum of a text of more bytes is worked out while the text is on its way. */
  private static final int LONG = 1 << 20;

  private final Bench bench;
  private final Rows rows;
  private final Step step;
  private final long start = System.nanoTime();

  WholeScript(Bench bench, Rows rows, Step step) {
    this.bench = bench;
    this.rows = rows;
    this.step = step;
  }

  StepResult run() {
    return switch (bench.transact(step, undoing(), this::attempt)) {
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
        this::closing, bench.database().state().residue());
  }

  private List<String> closing() {
    List<String> closing = new ArrayList<>(bench.database().state().settings());
    closing.addAll(rows.concluded(new Began.WithTransaction()));
    return closing;
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
    List<String> commands = new ArrayList<>(List.of("ROLLBACK"));
    commands.addAll(bench.database().state().settings());
    commands.addAll(bench.database().state().residue());
    return commands;
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
    return switch (Aftermath.of(bench, step)) {
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
