package dev.whimbrel.database;

import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.Shortened;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why a round trip did not succeed. Classified by SQLSTATE, never by text: the text follows the server's language.
 *
 * @param error the server's words, or the driver's where the server said nothing
 * @param position where in the text that was sent the server saw the error, counted in characters from 1; 0 if it did not say
 * @param connection whether the session is still there
 */
public record ServerFailure(ServerError error, int position, Link connection) {
  private static final int MOST_LOOKED_AT = 10 * Shortened.LONGEST;

  /** What became of the session. */
  public enum Link {
    ALIVE, LOST
  }

  static ServerFailure of(SQLException e, Link link) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    // not by SQLSTATE: a statement may fail with one of a connection of its own, such as dblink's, while ours is there
    @Nullable
    ServerErrorMessage said = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    if (said == null) {
      return new ServerFailure(new ServerError(state, firstLine(e.getMessage()), null, null), 0, link);
    }
    String message = said.getMessage() == null ? firstLine(e.getMessage()) : cut(said.getMessage());
    return new ServerFailure(
        new ServerError(state, message, optional(said.getDetail()), optional(said.getHint()),
            optional(said.getWhere())),
        said.getPosition(),
        link);
  }

  /**
   * What an exception tells of a session, if it or one of its causes came from the server or the driver.
   *
   * @param link whether the session is still there
   */
  public static Optional<ServerFailure> in(Throwable thrown, Link link) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable one = thrown; one != null && seen.add(one); one = one.getCause()) {
      if (one instanceof PSQLException e) {
        return Optional.of(of(e, link));
      }
    }
    return Optional.empty();
  }

  public String sqlState() {
    return error.sqlState();
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "no message" : cut(text.lines().findFirst().orElse("no message"));
  }

  private static @Nullable String optional(@Nullable String text) {
    return text == null ? null : cut(text);
  }

  /** What is shown is shorter still; this is for what looks at the words before that. */
  static String cut(String text) {
    return Shortened.to(MOST_LOOKED_AT, text);
  }
}
