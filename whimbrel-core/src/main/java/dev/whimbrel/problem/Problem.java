package dev.whimbrel.problem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only way to say that something is wrong.
 *
 * @param code the stable name of the kind of problem
 * @param message one sentence that states the fact, without the position and without a final full stop
 * @param at where, or null if no place in a file is to blame
 * @param excerpt the line of text at that place, fit to be shown, or null
 * @param server what the server said, or null if it was not the server
 * @param state what state the database is in now, or null if nothing was touched
 * @param remedy what to do about it, best a command to type, or null if there is nothing to advise
 */
public record Problem(
    ProblemCode code,
    String message,
    @Nullable Position at,
    @Nullable Excerpt excerpt,
    @Nullable ServerError server,
    @Nullable String state,
    @Nullable String remedy) {
  public Problem {
    Objects.requireNonNull(code);
    Objects.requireNonNull(message);
  }

  public static Problem of(ProblemCode code, String message) {
    return new Problem(code, message, null, null, null, null, null);
  }

  public Problem saying(String sentence) {
    return new Problem(code, sentence, at, excerpt, server, state, remedy);
  }

  public Problem at(@Nullable Position where) {
    return new Problem(code, message, where, excerpt, server, state, remedy);
  }

  /** The same problem pointing at a whole file: its first line and column. */
  public Problem inFile(String file) {
    return at(new Position(file, 1, 1));
  }

  public Problem excerpt(@Nullable Excerpt line) {
    return new Problem(code, message, at, line, server, state, remedy);
  }

  public Problem server(@Nullable ServerError error) {
    return new Problem(code, message, at, excerpt, error, state, remedy);
  }

  public Problem state(@Nullable String sentence) {
    return new Problem(code, message, at, excerpt, server, sentence, remedy);
  }

  public Problem remedy(@Nullable String advice) {
    return new Problem(code, message, at, excerpt, server, state, advice);
  }
}
