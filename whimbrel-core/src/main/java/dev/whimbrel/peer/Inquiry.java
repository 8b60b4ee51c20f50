package dev.whimbrel.peer;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.history.History;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.PsqlCommand;
import java.time.DateTimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a tool's table, and says what is wrong where it does not answer, or answers what its tool never writes. */
final class Inquiry {
  private static final String ELSE = "to go on without that table: whimbrel adopt --detach; to make it anew after that: "
      + "whimbrel hand-back --to ";

  private final Database database;
  private final PeerTable table;
  private final Sources sources;

  Inquiry(Database database, PeerTable table, Sources sources) {
    this.database = database;
    this.table = table;
    this.sources = sources;
  }

  /**
   * The table as it is. Rows that row-level security would hide are never taken for rows that are not there.
   *
   * @throws WhimbrelException if it cannot be read
   */
  List<List<@Nullable String>> rows() {
    Answer answer = database.send("SET row_security = off;\n" + table.tool().bookkeeping().question(table, sources)
        + ";\nRESET row_security");
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(unreadable(failure), null);
    }
    return answer.rows(1);
  }

  /**
   * What rows say.
   *
   * @throws WhimbrelException if one of them holds what the tool never writes
   */
  Claims claims(List<List<@Nullable String>> rows, History history) {
    try {
      return table.tool().bookkeeping().read(rows, sources, history);
    } catch (NullPointerException | IllegalArgumentException | IllegalStateException | ArithmeticException
        | DateTimeException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
          named() + " holds a value that " + table.tool().label() + " never writes (" + e.getMessage() + ")")
          .state("nothing was changed")
          .remedy("look at it with: " + PsqlCommand.of("table " + table.quoted()) + ", and mend the row; " + ELSE
              + table.tool().label()),
          e);
    }
  }

  Claims claims(History history) {
    return claims(rows(), history);
  }

  private String named() {
    return "the table " + table + " of " + table.tool().label();
  }

  private Problem unreadable(ServerFailure failure) {
    if (failure.connection() == ServerFailure.Link.LOST) {
      return Problem.of(ProblemCode.UNREACHABLE, "the connection was lost while " + named() + " was read")
          .server(failure.error()).state("nothing was changed").remedy("run it again");
    }
    String role = new Identifier(database.identity().user()).quoted();
    return Problem.of(failure.sqlState().equals("55P03") ? ProblemCode.LOCKED : ProblemCode.JOURNAL,
        named() + " cannot be read as " + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy(switch (failure.sqlState()) {
          case "55P03" -> "another session has it locked; run it again";
          case "42501" -> "GRANT SELECT, INSERT, UPDATE, DELETE ON " + table.quoted() + " TO " + role
              + "; if it has row-level security: ALTER ROLE " + role + " BYPASSRLS; or " + ELSE + table.tool().label();
          default -> "if it was dropped or altered by mistake, restore it; " + ELSE + table.tool().label();
        });
  }
}
