package dev.whimbrel.run;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.plan.PrefixDigest;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.run.LoneStatement.Ending;
import dev.whimbrel.run.LoneStatement.Patience;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A script that is not one transaction: its parts take effect one after the other, and after each the journal says how far it got,
 * so that a later run goes on there.
 */
final class PiecemealScript {
  private static final Pattern LOCK_TIMEOUT = Pattern.compile("(?i)\\block_timeout\\b");
  private static final int LONGEST_SETTING = 1000;
  private static final String ROLLBACK = "ROLLBACK";

  /** Whoever locks the journal for longer than this is in the way for good. */
  private static final Duration LOCK_WAIT = Duration.ofMinutes(1);
  private static final String INVALID_TRANSACTION_TERMINATION = "2D000";

  private final Bench bench;
  private final Database database;
  private final Rows rows;
  private final Step step;
  private final long start = System.nanoTime();
  private final List<String> notices = new ArrayList<>();
  private final boolean ownLockTimeout;
  private int done;
  private String digest;
  private @Nullable ServerFailure lost;

  PiecemealScript(Bench bench, Rows rows, Step step) {
    this.bench = bench;
    this.database = bench.database();
    this.rows = rows;
    this.step = step;
    this.ownLockTimeout = step.script().statements().stream().anyMatch(PiecemealScript::setsLockTimeout);
    this.done = step.from();
    this.digest = PrefixDigest.of(step.script().statements().subList(0, step.from()));
  }

  /** Who says how long to wait for locks is taken at the word. */
  private static boolean setsLockTimeout(Statement statement) {
    boolean small = statement.end() - statement.start() < LONGEST_SETTING;
    return small && LOCK_TIMEOUT.matcher(statement.text()).find();
  }

  StepResult run() {
    List<Segment> segments = Segment.of(step);
    if (segments.isEmpty()) {
      return conclude();
    }
    @Nullable
    Problem problem = begin();
    problem = problem == null ? replaySettings() : problem;
    for (int i = 0; i < segments.size() && problem == null; i++) {
      boolean last = i + 1 == segments.size();
      problem = run(segments.get(i), last);
    }
    tidy();
    return result(problem);
  }

  private StepResult result(@Nullable Problem problem) {
    if (problem == null) {
      return new StepResult.Done(step, took(), notices);
    }
    ServerFailure failure = lost;
    return failure == null || Transaction.endedByServer(failure)
        ? new StepResult.Failed(step, problem, took())
        : after(failure, problem);
  }

  /** The server may have been committing. */
  private StepResult after(ServerFailure failure, Problem problem) {
    return switch (Aftermath.of(bench, step)) {
      case Aftermath.Concluded concluded -> {
        notices.add(Losses.reconnected(failure));
        yield new StepResult.Done(step, took(), notices);
      }
      case Aftermath.Open open -> new StepResult.Failed(step, Losses.partWay(step, failure, open.done()), took());
      case Aftermath.Rewound rewound -> new StepResult.Failed(step, Losses.rewound(step, failure), took());
      case Aftermath.Overtaken overtaken ->
        new StepResult.Failed(step, Losses.overtaken(step, failure, overtaken.by()), took());
      case Aftermath.Unknown unknown -> new StepResult.Failed(step, problem, took());
    };
  }

  private @Nullable Problem begin() {
    ServerFailure failure = journal(rows.started(digest));
    return failure == null ? null : Failures.notBegun(step, failure);
  }

  /** What the statements in effect had set went away with their session. */
  private @Nullable Problem replaySettings() {
    for (Statement setting : step.script().settingsBefore(step.from())) {
      Problem problem = switch (new LoneStatement(database, setting, Patience.AS_SET).run(Attempt.NONE)) {
        case Ending.InEffect inEffect -> null;
        case Ending.Refused refused -> failed(refused.refused(), refused.found());
        case Ending.Stopped stopped -> stopped(setting, stopped);
        case Ending.Interrupted interrupted -> interrupted(setting, interrupted);
        case Ending.Unknown unknown -> lost(unknown.failure(), Failures.notBegun(step, unknown.failure()));
      };
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private StepResult conclude() {
    @Nullable
    Problem problem = write(rows.concluded(new Began.Ago(took())));
    return result(problem);
  }

  private @Nullable Problem run(Segment segment, boolean last) {
    return switch (segment.bound()) {
      case TRANSACTION, TRANSACTION_IF_POSSIBLE -> together(segment, last);
      case ALONE -> alone(segment.statements().getFirst(), last);
    };
  }

  private @Nullable Problem together(Segment segment, boolean last) {
    List<Statement> statements = segment.statements();
    List<String> row = row(done + statements.size(), digestWith(statements), last);
    switch (bench.transact(() -> step, List.of(ROLLBACK),
        lockWait -> Transaction.commitPart(database, opening(lockWait), statements, asOurselves(row)))) {
      case Outcome.Succeeded succeeded -> {
        advance(statements, succeeded.notices());
        return null;
      }
      case Outcome.Refused refused -> {
        if (refused.failure().connection() == Link.ALIVE) {
          database.send(ROLLBACK);
        }
        return segment.bound() == Segment.Bound.TRANSACTION_IF_POSSIBLE && commitsItself(refused.failure())
            ? alone(statements.getFirst(), last)
            : failed(refused, new Finding.InEffect());
      }
      case Outcome.Unknown unknown -> {
        return lost(unknown.failure(),
            Failures.unknownSegment(step, unknown.failure(), done, done + statements.size()));
      }
    }
  }

  /** Its session may have got other defaults for its transactions. */
  private List<String> opening(Duration lockWait) {
    String begin = "BEGIN READ WRITE";
    return ownLockTimeout ? List.of(begin) : List.of(begin, "SET LOCAL lock_timeout = " + lockWait.toMillis());
  }

  private Problem lost(ServerFailure failure, Problem problem) {
    lost = failure;
    return problem;
  }

  private static boolean commitsItself(ServerFailure failure) {
    return INVALID_TRANSACTION_TERMINATION.equals(failure.sqlState());
  }

  private @Nullable Problem alone(Statement statement, boolean last) {
    boolean patient = Effect.of(statement).queue() == Effect.Queue.NOBODY && !ownLockTimeout;
    return switch (untangled(statement, patient ? Patience.UNBOUNDED : Patience.AS_SET)) {
      case Ending.InEffect inEffect -> {
        advance(List.of(statement), inEffect.notices());
        yield write(row(done, digest, last));
      }
      case Ending.Refused refused -> failed(refused.refused(), refused.found());
      case Ending.Stopped stopped -> stopped(statement, stopped);
      case Ending.Interrupted interrupted -> interrupted(statement, interrupted);
      case Ending.Unknown unknown -> lost(unknown.failure(), Failures.unknownPart(step, unknown.failure(), done));
    };
  }

  private Ending untangled(Statement statement, Patience patience) {
    Entanglement entanglement = new Entanglement(bench, step, statement);
    Attempt attempt = attempt();
    while (true) {
      Optional<Ending> obstacle = entanglement.obstacle();
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
      Ending ending = new LoneStatement(database, statement, patience).run(attempt);
      if (!entanglement.isIn(ending)) {
        return ending;
      }
      attempt = Attempt.FAILED;
    }
  }

  /** Of the statement that comes next. */
  private Attempt attempt() {
    return done == step.from() ? step.attempt() : Attempt.NONE;
  }

  private void advance(List<Statement> statements, List<String> remarks) {
    digest = digestWith(statements);
    done += statements.size();
    notices.addAll(remarks);
  }

  private String digestWith(List<Statement> statements) {
    String longer = digest;
    for (Statement statement : statements) {
      longer = PrefixDigest.next(longer, statement);
    }
    return longer;
  }

  private List<String> row(int statementsDone, String statementsDigest, boolean last) {
    return last
        ? rows.concluded(new Began.Ago(took()))
        : rows.advanced(statementsDone, statementsDigest, took());
  }

  private Problem failed(Outcome.Refused refused, Finding found) {
    if (refused.failure().connection() == Link.ALIVE) {
      write(rows.failed(done, digest, took(), Failures.brief(refused)));
    } else {
      lost = refused.failure();
    }
    return Failures.partWay(step, refused, done, found);
  }

  /** A statement that was not reached is as much in doubt as it was, and the journal must not say that it failed. */
  private Problem stopped(Statement statement, Ending.Stopped stopped) {
    if (stopped.reached() == LoneStatement.Reached.RAN || attempt() != Attempt.UNKNOWN) {
      write(rows.failed(done, digest, took(), statement.at() + " " + stopped.message()));
    }
    return Failures.stopped(step, statement, stopped.message(), stopped.remedy(), done);
  }

  private Problem interrupted(Statement statement, Ending.Interrupted interrupted) {
    String message = "interrupted in " + step.script().file() + ", statement " + step.script().numberAt(statement.at());
    Problem said = stopped(statement, new Ending.Stopped(interrupted.reached(), message, ""));
    return new Problem(ProblemCode.INTERRUPTED, message, said.at(), null, null, said.state(), said.remedy());
  }

  private @Nullable Problem write(List<String> row) {
    ServerFailure failure = journal(row);
    return failure == null ? null : Failures.notJournaled(step, failure, done);
  }

  /** Whatever the file set for its session, this row is to be written. */
  private @Nullable ServerFailure journal(List<String> row) {
    Flight flight = new Flight();
    flight.add("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    flight.add("SET LOCAL statement_timeout = 0");
    flight.add("SET LOCAL lock_timeout = " + LOCK_WAIT.toMillis());
    flight.addAll(asOurselves(row));
    flight.add("COMMIT");
    ServerFailure failure = database.send(flight.text()).failure();
    if (failure != null && failure.connection() == Link.LOST) {
      lost = failure;
    } else if (failure != null) {
      database.send("ROLLBACK");
    }
    return failure;
  }

  private List<String> asOurselves(List<String> row) {
    List<String> commands = new ArrayList<>(database.ourselves());
    commands.addAll(row);
    return commands;
  }

  private void tidy() {
    if (!database.isClosed()) {
      List<String> commands = new ArrayList<>(database.state().settings());
      commands.addAll(database.state().residue());
      database.tidy(commands);
    }
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
