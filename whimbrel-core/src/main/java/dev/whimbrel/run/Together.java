package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All steps of a plan in one transaction with their journal rows: as few messages as their length allows. Nothing of the run is in
 * effect before its one commit.
 */
final class Together {
  /** About as long as a row of the journal, and what goes with it, is as a text. */
  private static final int ROW = 1000;

  private final Bench bench;
  private final Database database;
  private final Listening listening;
  private final List<Step> steps;
  private final Runnable mark;
  private final long start = System.nanoTime();

  // of the attempt that is under way
  private Flight flight = new Flight();
  private final TreeMap<Integer, Step> begins = new TreeMap<>();
  private final IdentityHashMap<Step, List<String>> notices = new IdentityHashMap<>();
  private final List<NewEntry> unwritten = new ArrayList<>();
  private Step current;

  /** The plan of a bench, which is not empty. */
  Together(Bench bench, Listening listening) {
    this.bench = bench;
    this.database = bench.database();
    this.listening = listening;
    this.steps = bench.plan().steps();
    this.mark = bench.journal().mark();
    this.current = steps.getFirst();
  }

  RunReport run() {
    if (Thread.currentThread().isInterrupted()) {
      return told(Interrupts.before(steps.getFirst()));
    }
    bench.events().accept(new RunEvent.StepsSent(steps, 1, steps.size()));
    if (listening.isOver()) {
      return new RunReport(bench.plan(), RunReport.Manner.REAL,
          steps.stream().<StepResult>map(StepResult.NotReached::new).toList());
    }
    Outcome outcome = bench.transact(() -> current, bench.undoing(), this::attempt);
    if (!(outcome instanceof Outcome.Succeeded)) {
      mark.run();
    }
    StepResult result = new WholeScript(bench, current, start).after(outcome);
    if (steps.stream().anyMatch(Sequence::mayHoldLocks) && !database.isClosed()) {
      database.dropForeignLocks();
    }
    return told(Interrupts.told(result));
  }

  private Outcome attempt(Duration lockWait) {
    mark.run();
    notices.clear();
    unwritten.clear();
    flight = new Flight();
    begins.clear();
    current = steps.getFirst();
    flight.add("BEGIN");
    for (Step step : steps) {
      @Nullable
      Outcome early = add(step, lockWait);
      if (early != null) {
        return early;
      }
    }
    write();
    flight.add("COMMIT");
    return commit();
  }

  /** Null if all went well. What is left in the flight goes with what follows. */
  private @Nullable Outcome add(Step step, Duration lockWait) {
    begins.put(flight.size(), step);
    flight.addAll(Enclosure.opening(step));
    flight.addLockWait(lockWait, steps.size());
    for (Statement statement : step.remainingAsOne()) {
      @Nullable
      Outcome early = statement.kind() == StatementKind.COPY_FROM_STDIN ? copy(step, statement) : add(step, statement);
      if (early != null) {
        return early;
      }
    }
    close(step);
    boolean otherLiterals = step.script().statements().stream()
        .anyMatch(statement -> statement.kind() == StatementKind.STRING_SETTING);
    if (flight.length() + unwritten.size() * ROW <= Transaction.LONGEST_TEXT && !otherLiterals) {
      return null;
    }
    write();
    return send(step);
  }

  /** What the file left is put back as after a commit, so that it decides nothing for the next one. */
  private void close(Step step) {
    flight.add(Closing.DEFERRED);
    flight.addAll(Enclosure.closing(step));
    flight.addAll(database.state().settings());
    flight.addAll(database.state().residue());
    flight.add("SET CONSTRAINTS ALL DEFERRED"); // as far as they can be; a transaction of its own would begin so
    unwritten.add(new Rows(bench.journal(), step, bench.plan().batch()).conclusion(new Began.WithTransaction()));
  }

  /** Several rows in one command cost the server a fraction of as many commands. */
  private void write() {
    if (!unwritten.isEmpty()) {
      flight.addAll(bench.journal().writing(unwritten));
      unwritten.clear();
    }
  }

  private @Nullable Outcome add(Step step, Statement statement) {
    flight.add(statement);
    boolean mustArriveFirst = statement.kind() == StatementKind.STRING_SETTING;
    return mustArriveFirst || flight.length() > Transaction.LONGEST_TEXT ? send(step) : null;
  }

  private @Nullable Outcome copy(Step step, Statement statement) {
    @Nullable
    Outcome before = flight.isEmpty() ? null : send(step);
    if (before != null) {
      return before;
    }
    current = step;
    ServerFailure failure = Transaction.copyIn(database, statement);
    return failure == null ? null : new Outcome.Refused(failure, statement.at(), null);
  }

  /** Before the commit was sent, a lost connection is as good as a rollback. */
  private @Nullable Outcome send(Step underWay) {
    Answer answer = sent();
    ServerFailure failure = answer.failure();
    Outcome.@Nullable Refused refused = failure == null ? null : refused(answer, failure);
    flight = new Flight();
    begins.clear();
    begins.put(0, underWay);
    return refused;
  }

  private Outcome commit() {
    Answer answer = sent();
    int commit = flight.size() - 1;
    if (answer.completed().size() > commit && "COMMIT".equals(answer.completed().get(commit).tag())) {
      return new Outcome.Succeeded(List.of());
    }
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return new Outcome.Refused(Transaction.silentRollback(), null, "committing");
    }
    if (failure.connection() == Link.LOST && !Transaction.endedByServer(failure)) {
      current = steps.getLast();
      return new Outcome.Unknown(failure);
    }
    return refused(answer, failure);
  }

  private Answer sent() {
    Answer answer = database.send(flight.text());
    begins.forEach((from, step) -> {
      @Nullable
      Integer next = begins.higherKey(from);
      notices.computeIfAbsent(step, one -> new ArrayList<>())
          .addAll(answer.notices(from, next == null ? Integer.MAX_VALUE : next));
    });
    return answer;
  }

  private Outcome.Refused refused(Answer answer, ServerFailure failure) {
    int failed = flight.failedPiece(answer, failure);
    Map.@Nullable Entry<Integer, Step> entry = begins.floorEntry(failed);
    current = entry == null ? steps.getFirst() : entry.getValue();
    @Nullable
    Position at = flight.place(answer, failure);
    return new Outcome.Refused(failure, at, at == null ? during(failed) : null);
  }

  private String during(int failed) {
    String command = flight.command(failed);
    if (command.equals(Closing.DEFERRED)) {
      return "checking deferred constraints";
    }
    if (command.equals("COMMIT")) {
      return "committing";
    }
    return failed == 0 || command.startsWith("SET LOCAL") || command.startsWith("SAVEPOINT")
        ? "opening the transaction"
        : "writing the journal";
  }

  /** What became of the one that decides became of all. */
  private RunReport told(StepResult decisive) {
    List<StepResult> results = new ArrayList<>();
    for (Step step : steps) {
      StepResult result = result(step, decisive, results);
      results.add(result);
      if (!(result instanceof StepResult.NotReached)) {
        bench.events().accept(new RunEvent.StepStarted(step, results.size(), steps.size()));
        bench.events().accept(new RunEvent.StepFinished(result));
      }
    }
    return new RunReport(bench.plan(), RunReport.Manner.REAL, results);
  }

  private StepResult result(Step step, StepResult decisive, List<StepResult> before) {
    if (!(decisive instanceof StepResult.Failed failed)) {
      List<String> own = notices.getOrDefault(step, List.of());
      List<String> more = step == current && decisive instanceof StepResult.Done done ? done.notices() : List.of();
      return new StepResult.Done(step, share(),
          java.util.stream.Stream.concat(own.stream(), more.stream()).toList());
    }
    if (step == failed.step()) {
      return new StepResult.Failed(step, TogetherFailures.told(failed, before.size()), failed.took(), failed.cause());
    }
    boolean isBehind = before.stream().anyMatch(StepResult.Failed.class::isInstance);
    return isBehind
        ? new StepResult.NotReached(step)
        : new StepResult.SharedFate(step, failed.step(), fate(failed.problem()));
  }

  private static StepResult.Fate fate(Problem problem) {
    boolean unknown = problem.code() == ProblemCode.UNKNOWN_OUTCOME || problem.code() == ProblemCode.LOCK_LOST;
    return unknown ? StepResult.Fate.UNKNOWN : StepResult.Fate.ROLLED_BACK;
  }

  /** How long each took by itself nobody measured. */
  private Duration share() {
    return Duration.ofNanos((System.nanoTime() - start) / steps.size());
  }
}
