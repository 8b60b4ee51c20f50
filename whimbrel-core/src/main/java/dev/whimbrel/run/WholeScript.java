package dev.whimbrel.run;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.plan.PrefixDigest;
import dev.whimbrel.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A script that is one transaction with its journal row. */
final class WholeScript {
  private final Database database;
  private final Rows rows;
  private final Step step;
  private final long start = System.nanoTime();

  WholeScript(Database database, Rows rows, Step step) {
    this.database = database;
    this.rows = rows;
    this.step = step;
  }

  StepResult run() {
    List<String> closing = new ArrayList<>(database.state().settings());
    closing.add(rows.concluded(new Began.WithTransaction()));
    Outcome outcome = Transaction.commit(database, step.script().opening(), step.remainingAsOne(), closing,
        database.state().residue());
    return switch (outcome) {
      case Outcome.Succeeded succeeded -> new StepResult.Done(step, took(), succeeded.notices());
      case Outcome.Refused refused -> failed(refused);
      case Outcome.Unknown unknown -> new StepResult.Failed(step, Failures.unknown(step, unknown.failure()), took());
    };
  }

  private StepResult failed(Outcome.Refused refused) {
    if (refused.failure().connection() == Link.ALIVE) {
      Flight flight = new Flight();
      flight.add("ROLLBACK");
      flight.addAll(database.state().settings());
      flight.addAll(database.state().residue());
      flight.add(rows.failed(step.from(), prefix(), took(), Failures.brief(refused)));
      database.send(flight.text());
    }
    return new StepResult.Failed(step, Failures.rolledBack(step, refused), took());
  }

  /** Of what an earlier attempt had put in effect, when the script was not one transaction yet: it still is. */
  private String prefix() {
    return PrefixDigest.of(step.script().statements().subList(0, step.from()));
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
