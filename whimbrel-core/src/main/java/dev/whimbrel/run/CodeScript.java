package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.migration.Code;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.sql.Redaction;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Code of an application, in one transaction with its journal row. */
final class CodeScript {
  /** The transaction gets its number at once, so that it can be recognised after the code. */
  private static final String NUMBER = "SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text";
  private static final String SAME_NUMBER = "SELECT pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text";

  private final Bench bench;
  private final Database database;
  private final Rows rows;
  private final Step step;
  private final Code code;
  private final long start = System.nanoTime();
  private @Nullable Throwable thrown;
  private Lapse lapse = Lapse.NONE;

  /** What the code did to its transaction. */
  private enum Lapse {
    NONE,
    /** It passed over an error, after which the server does nothing more in a transaction. */
    WENT_ON,
    /** It ended it in a way that is not noticed beforehand. */
    ENDED_IT
  }

  CodeScript(Bench bench, Rows rows, Step step, Code code) {
    this.bench = bench;
    this.database = bench.database();
    this.rows = rows;
    this.step = step;
    this.code = code;
  }

  StepResult run() {
    try {
      return switch (bench.transact(() -> step, bench.undoing(), this::attempt)) {
        case Outcome.Succeeded succeeded -> new StepResult.Done(step, took(), succeeded.notices());
        case Outcome.Refused refused -> refused(refused);
        case Outcome.Unknown unknown -> lost(unknown.failure());
      };
    } finally {
      database.takeBack();
    }
  }

  private Outcome attempt(Duration lockWait) {
    thrown = null;
    Answer begun = database.send("BEGIN;\nSET LOCAL lock_timeout = " + lockWait.toMillis() + ";\n" + NUMBER);
    ServerFailure failure = begun.failure();
    if (failure != null) {
      return new Outcome.Refused(failure, null, "opening the transaction");
    }
    thrown = database.lend(code::run);
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt(); // whoever throws this has taken the mark away
    }
    if (thrown != null) {
      return new Outcome.Refused(told(thrown), null, null);
    }
    @Nullable
    ServerFailure wrong = look(Objects.requireNonNull(begun.rows(2).getFirst().getFirst()));
    return wrong == null ? Transaction.close(database, closing()) : refusedFor(wrong);
  }

  private static Outcome refusedFor(ServerFailure wrong) {
    return new Outcome.Refused(wrong, null, null);
  }

  private List<String> closing() {
    return bench.closing(rows.concluded(new Began.WithTransaction()));
  }

  /** Null if the transaction is still the one that was lent. */
  private @Nullable ServerFailure look(String number) {
    Answer answer = database.send(SAME_NUMBER);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      lapse = failure.connection() == Link.ALIVE ? Lapse.WENT_ON : Lapse.NONE;
      return failure;
    }
    if (number.equals(answer.rows(0).getFirst().getFirst())) {
      return null;
    }
    lapse = Lapse.ENDED_IT;
    return silent();
  }

  /** What the server says decides whether it is worth another attempt; what the code makes of it does not. */
  private ServerFailure told(Throwable throwable) {
    Link link = database.isClosed() ? Link.LOST : Link.ALIVE;
    return ServerFailure.in(throwable, link).orElseGet(() -> link == Link.LOST ? gone() : silent());
  }

  private static ServerFailure gone() {
    return new ServerFailure(new ServerError("08006", "the connection is closed", null, null), 0, Link.LOST);
  }

  private static ServerFailure silent() {
    return new ServerFailure(new ServerError("", "", null, null), 0, Link.ALIVE);
  }

  private StepResult refused(Outcome.Refused refused) {
    ServerFailure failure = refused.failure();
    if (failure.connection() == Link.LOST) {
      return Transaction.endedByServer(failure) ? failed(problem(refused)) : lost(failure);
    }
    Problem problem = problem(refused);
    database.tidy(bench.undoing());
    if (!database.isClosed()) {
      database.takeBack();
      List<String> row = rows.failed(0, "", took(), Redaction.inText(problem.message()));
      if (database.send(String.join(";\n", row)).failure() != null && !database.isClosed()) {
        database.tidy(row); // a cancel that was for the code may have hit this
      }
    }
    return failed(problem);
  }

  private Problem problem(Outcome.Refused refused) {
    Throwable cause = thrown;
    return cause == null ? withoutCause(refused) : threw(refused, cause);
  }

  private Problem threw(Outcome.Refused refused, Throwable cause) {
    Problem said = Failures.ofCode(step, refused);
    if (cause instanceof InterruptedException) {
      return new Problem(ProblemCode.INTERRUPTED, "interrupted in " + name(), null, null, null, said.state(),
          "to go on, " + Failures.again(step));
    }
    String message = cause.getMessage() == null ? "" : ": " + cause.getMessage().lines().findFirst().orElse("");
    String name = cause instanceof java.sql.SQLException ? "" : " with " + cause.getClass().getName();
    return said.saying(Redaction.inText(name() + " failed" + name + message + Failures.blocked(refused)));
  }

  private Problem withoutCause(Outcome.Refused refused) {
    Problem said = Failures.ofCode(step, refused);
    return switch (lapse) {
      case NONE -> said.saying(name() + " failed: " + Failures.said(refused));
      case WENT_ON -> said
          .saying(name() + " went on after an error of the server, which had ended its transaction")
          .remedy(
              "let the code throw what it catches, or set a savepoint before what may fail; then "
                  + Failures.again(step));
      case ENDED_IT -> Problem
          .of(ProblemCode.PARTLY_APPLIED, name() + " ended the transaction that it shares with its journal row")
          .state("what it did before that may be committed, and the journal does not say that it is applied")
          .remedy("see what it left in the database and undo that; mend the code, then "
              + Failures.again(step));
    };
  }

  private String name() {
    return step.script().file();
  }

  /** The server may have been committing. */
  private StepResult lost(ServerFailure failure) {
    return switch (Aftermath.of(bench, step)) {
      case Aftermath.Concluded concluded ->
        new StepResult.Done(step, took(), List.of(Losses.reconnected(failure)));
      case Aftermath.Open open -> failed(Losses.rolledBack(step, failure));
      case Aftermath.Rewound rewound -> failed(Losses.rewound(step, failure));
      case Aftermath.Overtaken overtaken -> failed(Losses.overtaken(step, failure, overtaken.by()));
      case Aftermath.Unknown unknown -> failed(Losses.unknown(step, failure, unknown.why()));
    };
  }

  private StepResult failed(Problem problem) {
    return new StepResult.Failed(step, problem, took(), thrown);
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
