package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;

/** What a rehearsal asks the server for itself. A migration may have set something by which the server refuses it. */
final class Asked {
  private Asked() {}

  /**
   * The answer.
   *
   * @throws WhimbrelException if the server refuses, or if this thread is interrupted
   */
  static Answer of(Database database, String sql) {
    goOn();
    return anyway(database, sql);
  }

  /** The same for what is owed to others, who wait for it. */
  static Answer anyway(Database database, String sql) {
    Answer answer = database.send(sql);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR,
          "the shadow database refuses what a rehearsal asks it")
          .server(failure.error()), null);
    }
    return answer;
  }

  /**
   * Nothing is begun any more once this thread is interrupted; what runs then is cancelled by whoever interrupts.
   *
   * @throws WhimbrelException if that is so
   */
  static void goOn() {
    if (Thread.currentThread().isInterrupted()) {
      throw new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, "interrupted while migrations were rehearsed")
          .state("nothing was changed"), null);
    }
  }
}
