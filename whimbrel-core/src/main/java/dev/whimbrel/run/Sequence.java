package dev.whimbrel.run;

import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.migration.Work;
import dev.whimbrel.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The steps of a plan, each by itself, one after the other until one fails. */
final class Sequence {
  private static final Pattern ADVISORY = Pattern.compile("advisory", Pattern.CASE_INSENSITIVE);

  private final Bench bench;
  private final Listening listening;
  private final int inFlight;
  private final List<Step> steps;
  private final List<StepResult> results = new ArrayList<>();

  private boolean hasFailed;

  /** One that the server cannot read: in a message with others it would keep them from running, too. */
  private @Nullable Step unread;

  /**
   * Of the plan of a bench.
   *
   * @param inFlight how many may share a message
   */
  Sequence(Bench bench, Listening listening, int inFlight) {
    this.bench = bench;
    this.listening = listening;
    this.inFlight = inFlight;
    this.steps = bench.plan().steps();
  }

  RunReport run() {
    while (results.size() < steps.size()) {
      Step step = steps.get(results.size());
      if (hasFailed || listening.isOver()) {
        results.add(new StepResult.NotReached(step));
        continue;
      }
      List<Step> together = Thread.currentThread().isInterrupted() ? List.of() : together();
      if (together.size() > 1) {
        send(together);
      } else {
        alone(step);
      }
    }
    return new RunReport(bench.plan(), RunReport.Manner.REAL, results);
  }

  private List<Step> together() {
    List<Step> rest = steps.subList(results.size(), steps.size());
    int end = unread == null || !rest.contains(unread) ? rest.size() : rest.indexOf(unread);
    return Convoy.of(rest.subList(0, end), inFlight);
  }

  private void send(List<Step> together) {
    bench.events().accept(new RunEvent.StepsSent(together, results.size() + 1, steps.size()));
    if (!listening.isOver()) {
      Step found = new Convoy(bench, this, together).run();
      unread = found == null ? unread : found; // one that is known already stays so until it has run
    }
  }

  private void alone(Step step) {
    begin(step);
    if (listening.isOver()) {
      results.add(new StepResult.NotReached(step));
      return;
    }
    StepResult result = Thread.currentThread().isInterrupted() ? Interrupts.before(step) : run(step);
    if (mayHoldLocks(step) && !bench.database().isClosed()) {
      bench.database().dropForeignLocks();
    }
    end(result);
  }

  void begin(Step step) {
    bench.events().accept(new RunEvent.StepStarted(step, results.size() + 1, steps.size()));
  }

  void end(StepResult result) {
    StepResult told = Interrupts.told(result);
    results.add(told);
    hasFailed = hasFailed || !(told instanceof StepResult.Done);
    bench.events().accept(new RunEvent.StepFinished(told));
  }

  /** One that was on its way and did not run. */
  void pass(Step step) {
    results.add(new StepResult.NotReached(step));
  }

  /** To ask the server after each step would cost a round trip for what hardly any script does. */
  static boolean mayHoldLocks(Step step) {
    return step.script().isCode()
        || step.script().statements().stream().anyMatch(statement -> ADVISORY.matcher(statement.text()).find());
  }

  private StepResult run(Step step) {
    Rows rows = new Rows(bench.journal(), step, bench.plan().batch());
    return switch (step.script().work()) {
      case Work.Statements statements -> step.script().mode() == TransactionMode.WHOLE
          ? new WholeScript(bench, step).run()
          : new PiecemealScript(bench, rows, step).run();
      case Work.Call call -> new CodeScript(bench, rows, step, call.code()).run();
    };
  }
}
