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
   * @throws WhimbrelException if the server refuses
   */
  static Answer of(Database database, String sql) {
    Answer answer = database.send(sql);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR,
          "the shadow database refuses what a rehearsal asks it")
          .server(failure.error()), null);
    }
    return answer;
  }
}
