package dev.whimbrel.database;

import dev.whimbrel.problem.ServerError;
import java.sql.SQLException;
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
  private static final int LONGEST = 4_000;

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
    String message = said.getMessage() == null ? firstLine(e.getMessage()) : said.getMessage();
    return new ServerFailure(
        new ServerError(state, brief(message), cut(said.getDetail()), cut(said.getHint()), cut(said.getWhere())),
        said.getPosition(),
        link);
  }

  public String sqlState() {
    return error.sqlState();
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "no message" : brief(text.lines().findFirst().orElse("no message"));
  }

  /** Nobody reads more of it, and a server may send as much as it likes. */
  static String brief(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : brief(text);
  }
}
