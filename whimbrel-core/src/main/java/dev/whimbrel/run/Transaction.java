package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements in one transaction with rows of the journal: one round trip, or as few as can be where the text is long, where data
 * follows a COPY and where the reading of string literals changes.
 */
final class Transaction {
  /** A longer text is cut between statements, so that memory stays bounded whatever the file's size. */
  static final int LONGEST_TEXT = 1 << 18;

  private final Database database;
  private final String ours;
  private final List<String> notices = new ArrayList<>();
  private final Flight flight = new Flight();

  private Transaction(Database database, String ours) {
    this.database = database;
    this.ours = ours;
  }

  /**
   * Runs and commits.
   *
   * @param lockWait how long a statement may wait for a lock; zero waits for ever
   * @param opening the file's own BEGIN, or null
   * @param closing our commands before the commit; asked for when the statements of a long script have been sent
   */
  static Outcome commit(Database database, Duration lockWait, @Nullable Statement opening, List<Statement> statements,
      Supplier<List<String>> closing) {
    Transaction transaction = new Transaction(database, "opening the transaction");
    transaction.open(opening);
    transaction.flight.addLockWait(lockWait, 1);
    @Nullable
    Outcome early = transaction.run(statements);
    return early == null ? transaction.close(closing.get()) : early;
  }

  /**
   * Runs and commits a part of a script.
   *
   * @param opening our commands that begin the transaction
   * @param closing our commands before the commit
   */
  static Outcome commitPart(Database database, List<String> opening, List<Statement> statements,
      List<String> closing) {
    Transaction transaction = new Transaction(database, "opening the transaction");
    transaction.flight.addAll(opening);
    @Nullable
    Outcome early = transaction.run(statements);
    return early == null ? transaction.close(closing) : early;
  }

  /** Commits the transaction that is open already. */
  static Outcome close(Database database, List<String> closing) {
    return new Transaction(database, "committing").close(closing);
  }

  /** Runs inside the transaction that is open already and leaves it open. */
  static Outcome within(Database database, List<Statement> statements) {
    Transaction transaction = new Transaction(database, "checking deferred constraints");
    @Nullable
    Outcome early = transaction.run(statements);
    if (early != null) {
      return early;
    }
    transaction.flight.add(Closing.DEFERRED);
    @Nullable
    Outcome last = transaction.send();
    return last == null ? new Outcome.Succeeded(transaction.notices) : last;
  }

  private void open(@Nullable Statement opening) {
    if (opening == null) {
      flight.add("BEGIN");
    } else {
      flight.add(opening);
    }
  }

  /** Null if all went well. What is left in the flight goes with what follows. */
  private @Nullable Outcome run(List<Statement> statements) {
    for (Statement statement : statements) {
      @Nullable
      Outcome outcome = statement.kind() == StatementKind.COPY_FROM_STDIN ? copy(statement) : add(statement);
      if (outcome != null) {
        return outcome;
      }
    }
    return null;
  }

  private @Nullable Outcome add(Statement statement) {
    flight.add(statement);
    boolean mustArriveFirst = statement.kind() == StatementKind.STRING_SETTING;
    return mustArriveFirst || flight.length() > LONGEST_TEXT ? send() : null;
  }

  private @Nullable Outcome copy(Statement statement) {
    @Nullable
    Outcome before = flight.isEmpty() ? null : send();
    if (before != null) {
      return before;
    }
    ServerFailure failure = copyIn(database, statement);
    return failure == null ? null : refused(failure, statement.at());
  }

  static @Nullable ServerFailure copyIn(Database database, Statement statement) {
    int length = statement.dataEnd() - statement.dataStart();
    return database.copyIn(statement.text(),
        new ByteArrayInputStream(statement.source().bytes(), statement.dataStart(), length));
  }

  private @Nullable Outcome send() {
    Answer answer = database.send(flight.text());
    notices.addAll(answer.notices());
    ServerFailure failure = answer.failure();
    if (failure != null) {
      return refused(failure, flight.place(answer, failure));
    }
    flight.clear();
    return null;
  }

  /** Before the commit was sent, a lost connection is as good as a rollback. */
  private Outcome refused(ServerFailure failure, @Nullable Position at) {
    return new Outcome.Refused(failure, at, at == null ? ours : null);
  }

  private Outcome close(List<String> commands) {
    Closing closing = Closing.in(flight, commands);
    Answer answer = database.send(flight.text());
    notices.addAll(answer.notices());
    return judge(answer, closing);
  }

  private Outcome judge(Answer answer, Closing closing) {
    if (closing.isCommitted(answer)) {
      return new Outcome.Succeeded(notices);
    }
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return new Outcome.Refused(silentRollback(), null, "committing");
    }
    return notCommitted(flight, answer, failure, closing);
  }

  /** What a failure says of a transaction whose COMMIT stood in the flight. */
  static Outcome notCommitted(Flight flight, Answer answer, ServerFailure failure, Closing closing) {
    if (failure.connection() == Link.LOST && !endedByServer(failure)) {
      return new Outcome.Unknown(failure);
    }
    Position at = flight.place(answer, failure);
    return new Outcome.Refused(failure, at, at == null ? closing.during(answer.completed().size()) : null);
  }

  /**
   * An administrator who ends the session, and a time that is over, are noticed between two commands and not in a commit. The end of
   * the whole server (57P02) may come at any moment.
   */
  static boolean endedByServer(ServerFailure failure) {
    return failure.sqlState().equals("57P01") || failure.sqlState().equals("57P05");
  }

  static ServerFailure silentRollback() {
    return new ServerFailure(new ServerError("25P02", "the server rolled the transaction back at its end", null, null),
        0,
        Link.ALIVE);
  }
}
