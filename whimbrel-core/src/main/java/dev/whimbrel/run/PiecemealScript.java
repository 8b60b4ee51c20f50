package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.plan.PrefixDigest;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A script that is not one transaction: its parts take effect one after the other, and after each the journal says how far it got,
 * so that a later run goes on there.
 */
final class PiecemealScript {
  private static final Pattern LOCK_TIMEOUT = Pattern.compile("(?i)\\block_timeout\\b");
  private static final int LONGEST_SETTING = 1000;

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
      switch (alone(setting)) {
        case Outcome.Succeeded succeeded -> {
        }
        case Outcome.Refused refused -> {
          return failed(refused, Segment.Bound.ALONE);
        }
        case Outcome.Unknown unknown -> {
          lost = unknown.failure();
          return Failures.notBegun(step, unknown.failure());
        }
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
    int before = done;
    String digestBefore = digest;
    done += segment.statements().size();
    for (Statement statement : segment.statements()) {
      digest = PrefixDigest.next(digest, statement);
    }
    String row = last ? rows.concluded(new Began.Ago(took())) : rows.advanced(done, digest, took());
    Outcome outcome = switch (segment.bound()) {
      case TRANSACTION -> Transaction.commitPart(database, segment.statements(), asOurselves(row));
      case ALONE -> alone(segment.statements().get(0));
    };
    switch (outcome) {
      case Outcome.Succeeded succeeded -> notices.addAll(succeeded.notices());
      case Outcome.Refused refused -> {
        done = before;
        digest = digestBefore;
        return failed(refused, segment.bound());
      }
      case Outcome.Unknown unknown -> {
        lost = unknown.failure();
        return switch (segment.bound()) {
          case TRANSACTION -> Failures.unknownSegment(step, unknown.failure(), before, done);
          case ALONE -> Failures.unknownPart(step, unknown.failure(), before, done);
        };
      }
    }
    return segment.bound() == Segment.Bound.ALONE ? write(last ? rows.concluded(new Began.Ago(took())) : row) : null;
  }

  private Outcome alone(Statement statement) {
    if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
      ServerFailure failure = Transaction.copyIn(database, statement);
      return failure == null ? new Outcome.Succeeded(List.of()) : outcome(failure, statement);
    }
    boolean patient = statement.kind() == StatementKind.OUTSIDE_TRANSACTION && !ownLockTimeout;
    if (patient) {
      database.send(database.state().patience());
    }
    Flight flight = new Flight();
    flight.add(statement);
    Answer answer = database.send(statement.text());
    if (patient && !database.isClosed()) {
      database.send(database.state().impatience());
    }
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return new Outcome.Succeeded(answer.notices());
    }
    return failure.connection() == Link.LOST
        ? new Outcome.Unknown(failure)
        : new Outcome.Refused(failure, flight.place(answer, failure), null);
  }

  private static Outcome outcome(ServerFailure failure, Statement statement) {
    return failure.connection() == Link.LOST
        ? new Outcome.Unknown(failure)
        : new Outcome.Refused(failure, statement.at(), null);
  }

  private Problem failed(Outcome.Refused refused, Segment.Bound bound) {
    if (refused.failure().connection() == Link.ALIVE) {
      if (bound == Segment.Bound.TRANSACTION) {
        database.send("ROLLBACK");
      }
      write(rows.failed(done, digest, took(), Failures.brief(refused)));
    } else {
      lost = refused.failure();
    }
    return Failures.partWay(step, refused, done);
  }

  private @Nullable Problem write(String row) {
    ServerFailure failure = journal(row);
    return failure == null ? null : Failures.notJournaled(step, failure, done);
  }

  /** Whatever the file set for its session, this row is to be written. */
  private @Nullable ServerFailure journal(String row) {
    Flight flight = new Flight();
    flight.add("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    flight.add("SET LOCAL statement_timeout = 0");
    flight.add("SET LOCAL lock_timeout = 0");
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

  private List<String> asOurselves(String row) {
    List<String> commands = new ArrayList<>(database.ourselves());
    commands.add(row);
    return commands;
  }

  private void tidy() {
    if (database.isClosed()) {
      return;
    }
    Flight flight = new Flight();
    flight.addAll(database.state().settings());
    flight.addAll(database.state().residue());
    database.send(flight.text());
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
