package dev.whimbrel.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back from one round trip.
 *
 * @param completed one entry for each command that the server completed, in order
 * @param notices what the server remarked on the way, oldest first, cut to the last few
 * @param failure why the command after the completed ones did not succeed, or null if all did
 */
public record Answer(List<Completed> completed, List<String> notices, @Nullable ServerFailure failure) {
  /** What a notice that the server meant as a warning begins with. */
  public static final String WARNING = "warning: ";

  /**
   * One command that succeeded.
   *
   * @param tag the server's word for it, such as {@code COMMIT}; {@code SELECT} for any command that returned rows
   * @param rows what it returned, as text; a null is an SQL NULL
   */
  public record Completed(String tag, List<List<@Nullable String>> rows) {}

  /** The rows of the n-th command, counted from 0. */
  public List<List<@Nullable String>> rows(int command) {
    return completed.get(command).rows();
  }
}
