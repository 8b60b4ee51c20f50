package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Position;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of one round trip, put together from a migration's statements and commands of our own, which remembers what stands where
 * in it.
 */
final class Flight {
  /** On a line of its own, since a statement may end in a comment. */
  private static final String SEPARATOR = "\n;\n";

  /** More than this is not kept for the next text. */
  private static final int KEPT = 1 << 19;

  private StringBuilder text = new StringBuilder();
  private final List<Piece> pieces = new ArrayList<>();
  private int characters;

  /**
   * One command.
   *
   * @param start how many characters of the text stand before it
   * @param statement what it is of the migration, or null for a command of our own
   */
  private record Piece(int start, @Nullable Statement statement) {}

  void add(Statement statement) {
    append(statement.text(), statement);
  }

  void add(String command) {
    append(command, null);
  }

  void addAll(List<String> commands) {
    commands.forEach(this::add);
  }

  private void append(String command, @Nullable Statement statement) {
    pieces.add(new Piece(characters, statement));
    text.append(command).append(SEPARATOR);
    characters += command.codePointCount(0, command.length()) + SEPARATOR.length();
  }

  /** For the next round trip, in the same memory. */
  void clear() {
    pieces.clear();
    characters = 0;
    if (text.capacity() > KEPT) {
      text = new StringBuilder();
    } else {
      text.setLength(0);
    }
  }

  /**
   * How long the statements that follow may wait for a lock.
   *
   * @param migrations how many the message holds, for whoever looks at the session
   */
  void addLockWait(Duration wait, int migrations) {
    add("SET LOCAL lock_timeout = " + wait.toMillis()
        + (migrations > 1 ? " -- whimbrel: " + migrations + " migrations in one message" : ""));
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  int size() {
    return pieces.size();
  }

  int length() {
    return text.length();
  }

  String text() {
    return text.toString();
  }

  /** One of the commands. */
  String command(int index) {
    int from = text.offsetByCodePoints(0, pieces.get(index).start());
    return text.substring(from, text.indexOf(SEPARATOR, from));
  }

  /** The text of the only command, without anything behind it. */
  String only() {
    return text.substring(0, text.length() - SEPARATOR.length());
  }

  /** The place in the file that the server means: the exact one where it gives one, else where the statement begins. */
  @Nullable
  Position place(Answer answer, ServerFailure failure) {
    Piece piece = pieces.get(failedPiece(answer, failure));
    Statement statement = piece.statement();
    if (statement == null) {
      return null;
    }
    int offset = failure.position() - 1 - piece.start();
    return offset <= 0 ? statement.at() : statement.at(offset + 1);
  }

  /**
   * Which command it was. A syntax error anywhere means that nothing ran, and it comes with a position; any other error comes after the commands that
   * completed.
   */
  int failedPiece(Answer answer, ServerFailure failure) {
    int next = Math.min(answer.completed().size(), pieces.size() - 1);
    if (failure.position() == 0) {
      return next;
    }
    int at = next;
    while (at + 1 < pieces.size() && pieces.get(at + 1).start() < failure.position()) {
      at++;
    }
    return at;
  }
}
