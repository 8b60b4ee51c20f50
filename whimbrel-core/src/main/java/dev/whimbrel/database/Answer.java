package dev.whimbrel.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back from one round trip.
 *
 * @param completed one entry for each command that the server completed, in order
 * @param remarks what the server remarked on the way, oldest first, cut to the last few
 * @param failure why the command after the completed ones did not succeed, or null if all did
 */
public record Answer(List<Completed> completed, List<Remark> remarks, @Nullable ServerFailure failure) {
  /** What a notice that the server meant as a warning begins with. */
  public static final String WARNING = "warning: ";

  /**
   * One command that succeeded.
   *
   * @param tag the server's word for it, such as {@code COMMIT}; {@code SELECT} for any command that returned rows
   * @param rows what it returned, as text; a null is an SQL NULL
   */
  public record Completed(String tag, List<List<@Nullable String>> rows) {}

  /**
   * Something that the server remarked.
   *
   * @param command at which one, counted from 0
   */
  public record Remark(int command, String text) {}

  /** What the server remarked on the way, oldest first. */
  public List<String> notices() {
    return remarks.stream().map(Remark::text).toList();
  }

  /** What it remarked at some of the commands, the last one not included. */
  public List<String> notices(int from, int to) {
    return remarks.stream().filter(remark -> remark.command() >= from && remark.command() < to).map(Remark::text)
        .toList();
  }

  /** The rows of the n-th command, counted from 0. */
  public List<List<@Nullable String>> rows(int command) {
    return completed.get(command).rows();
  }
}
