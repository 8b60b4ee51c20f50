package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several scripts in one message, each a transaction of its own with its journal row. The server runs nothing that stands behind an
 * error, so what follows a script that failed has not begun.
 */
final class Convoy {
  /** Cancels and the like: not the text is at fault. */
  private static final String INTERVENTION = "57";

  private final Bench bench;
  private final Sequence sequence;
  private final List<Step> steps;
  private final Flight flight = new Flight();
  private final List<Member> members = new ArrayList<>();
  private final long start = System.nanoTime();
  private Duration spent = Duration.ZERO;

  /**
   * One of the scripts.
   *
   * @param mark forgets its row, and those behind it
   * @param first its first command in the message
   * @param row the command that writes its row
   */
  private record Member(Step step, Runnable mark, int first, int row, Closing closing) {}

  Convoy(Bench bench, Sequence sequence, List<Step> steps) {
    this.bench = bench;
    this.sequence = sequence;
    this.steps = steps;
  }

  /**
   * The first ones of some steps that can share a message.
   *
   * @param most how many at most
   */
  static List<Step> of(List<Step> steps, int most) {
    long length = 0;
    int count = 0;
    while (count < Math.min(most, steps.size()) && isFit(steps.get(count))) {
      length += length(steps.get(count));
      if (length > Transaction.LONGEST_TEXT) {
        break;
      }
      count++;
    }
    return steps.subList(0, count);
  }

  /** What is one text, and leaves nothing that has to be looked for behind it. */
  private static boolean isFit(Step step) {
    return !step.script().isCode() && step.script().mode() == TransactionMode.WHOLE && !Sequence.mayHoldLocks(step)
        && step.script().statements().stream().allMatch(Convoy::isFit);
  }

  private static boolean isFit(Statement statement) {
    return statement.kind() != StatementKind.COPY_FROM_STDIN && statement.kind() != StatementKind.STRING_SETTING;
  }

  private static long length(Step step) {
    return step.script().statements().stream().mapToLong(statement -> statement.end() - statement.start()).sum();
  }

  /**
   * Runs them, and tells of each that is over.
   *
   * @return the one that has to be sent alone, if nothing ran because of it, or null
   */
  @Nullable
  Step run() {
    for (Step step : steps) {
      load(step);
    }
    Answer answer = bench.database().send(flight.text());
    ServerFailure failure = answer.failure();
    if (failure != null && answer.completed().isEmpty() && failure.connection() == Link.ALIVE
        && !failure.sqlState().startsWith(INTERVENTION)) {
      members.getFirst().mark().run();
      return culprit(answer, failure).step();
    }
    int next = 0;
    while (next < members.size() && members.get(next).closing().isCommitted(answer)) {
      arrived(members.get(next), answer);
      next++;
    }
    if (next < members.size()) {
      stopped(next, answer);
    }
    return null;
  }

  private void load(Step step) {
    Runnable mark = bench.journal().mark();
    int first = flight.size();
    @Nullable
    Statement opening = step.script().opening();
    if (opening == null) {
      flight.add("BEGIN");
    } else {
      flight.add(opening);
    }
    flight.addLockWait(bench.retries().firstWait(), steps.size());
    step.remainingAsOne().forEach(flight::add);
    int row = flight.size() + 1 + bench.database().state().settings().size();
    Closing closing = Closing.in(flight, bench.closing(rows(step).concluded(began())));
    members.add(new Member(step, mark, first, row, closing));
  }

  private Began began() {
    if (members.isEmpty()) {
      return bench.journal().first();
    }
    Step before = members.getLast().step();
    return bench.journal().behind(before.migration().id().key(), before.generation());
  }

  private Rows rows(Step step) {
    return new Rows(bench.journal(), step, bench.plan().batch());
  }

  private Member culprit(Answer answer, ServerFailure failure) {
    int failed = flight.failedPiece(answer, failure);
    return members.stream().filter(member -> member.closing().commit() >= failed).findFirst()
        .orElse(members.getLast());
  }

  private void arrived(Member member, Answer answer) {
    Duration took = took(Objects.requireNonNull(answer.rows(member.row()).getFirst().getFirst()));
    spent = spent.plus(took);
    sequence.begin(member.step());
    sequence.end(new StepResult.Done(member.step(), took,
        answer.notices(member.first(), member.closing().commit() + 1)));
  }

  /** By the server's clock, which may be set while it runs. */
  private static Duration took(String micros) {
    return Duration.ofNanos(Math.max(0, Long.parseLong(micros)) * 1000);
  }

  /** The first one that is not known to be committed goes on as if it had been sent alone; those behind it have not begun. */
  private void stopped(int index, Answer answer) {
    Member member = members.get(index);
    member.mark().run();
    sequence.begin(member.step());
    WholeScript script = new WholeScript(bench, member.step(), start + spent.toNanos());
    Outcome outcome = outcome(member, answer);
    StepResult result = script.goOnAfter(outcome);
    sequence.end(result);
    if (answer.failure() == null) {
      ranOn(index + 1);
    } else if (outcome instanceof Outcome.Unknown unknown) {
      behind(index + 1, result, unknown.failure());
    }
  }

  /** What is behind one whose commit was not heard of was on its way, too. */
  private void behind(int from, StepResult result, ServerFailure failure) {
    if (result instanceof StepResult.Done) {
      found(from, failure);
    } else if (result instanceof StepResult.Failed failed && isUnknown(failed)) {
      for (Member member : members.subList(from, members.size())) {
        sequence.begin(member.step());
        sequence.end(new StepResult.SharedFate(member.step(), failed.step(), StepResult.Fate.UNKNOWN));
      }
    }
  }

  private static boolean isUnknown(StepResult.Failed failed) {
    return failed.problem().code() == ProblemCode.UNKNOWN_OUTCOME || failed.problem().code() == ProblemCode.LOCK_LOST;
  }

  /** Behind a commit that was none, and no error, the server would go on; no server is known to do that. */
  private void ranOn(int from) {
    for (Member member : members.subList(from, members.size())) {
      Step step = member.step();
      if (Aftermath.further(bench, step) instanceof Aftermath.Concluded) {
        sequence.begin(step);
        sequence.end(new StepResult.Done(step, Duration.ZERO, List.of()));
      } else {
        sequence.pass(step);
      }
    }
  }

  private Outcome outcome(Member member, Answer answer) {
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return new Outcome.Unknown(Transaction.silentRollback()); // what stands behind it may have run
    }
    return Transaction.notCommitted(flight, answer, failure, member.closing());
  }

  /** What became of those that may have run behind one whose commit was not heard of. */
  private void found(int from, ServerFailure failure) {
    boolean isOpen = false;
    for (int i = from; i < members.size() && !isOpen; i++) {
      Step step = members.get(i).step();
      sequence.begin(step);
      StepResult result = new WholeScript(bench, step).lost(failure, Aftermath.further(bench, step));
      sequence.end(result);
      isOpen = !(result instanceof StepResult.Done);
      if (isOpen) {
        behind(i + 1, result, failure);
      }
    }
  }
}
