package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Commands of our own to a server that holds shadow databases. */
final class Commands {
  private Commands() {}

  /**
   * Runs each by itself.
   *
   * @throws WhimbrelException if the server refuses one
   */
  static void run(Database database, List<String> commands) {
    for (String command : commands) {
      ServerFailure failure = database.send(command).failure();
      if (failure != null) {
        throw new WhimbrelException(Problem
            .of(ProblemCode.SHADOW, "the shadow database on " + database.label() + " cannot be made ready")
            .server(failure.error()).state(ShadowProblems.UNTOUCHED).remedy(ShadowProblems.remedy(failure.error())),
            null);
      }
    }
  }

  /** Runs each by itself, and gives those that the server refused. */
  static List<String> refused(Database database, List<String> commands) {
    return commands.stream().filter(command -> database.send(command).failure() != null).toList();
  }

  /** What a session is opened for; it is closed again where that does not come about. */
  static <T> Result<T> kept(Database session, Function<Database, Result<T>> work) {
    boolean isKept = false;
    try {
      Result<T> result = work.apply(session);
      isKept = result.problems().isEmpty();
      return result;
    } finally {
      if (!isKept) {
        session.close();
      }
    }
  }

  /** What is set for a database. */
  static List<String> settings(String database, Likeness likeness) {
    List<String> commands = new ArrayList<>();
    String alter = "ALTER DATABASE " + new Identifier(database).quoted() + " SET ";
    if (!likeness.searchPath().isEmpty()) {
      commands.add("SELECT pg_catalog.set_config('search_path', " + Literal.of(likeness.searchPath()) + ", false)");
      commands.add(alter + "search_path FROM CURRENT");
      commands.add("RESET search_path");
    }
    if (!likeness.timeZone().isEmpty()) {
      commands.add(alter + "timezone TO " + Literal.of(likeness.timeZone()));
    }
    return commands;
  }
}
