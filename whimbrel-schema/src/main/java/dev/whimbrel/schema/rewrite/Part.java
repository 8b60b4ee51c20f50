package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What commits as one.
 *
 * @param bound one transaction, or one statement that commits by itself
 * @param ofSession what was set for the session before it, in another part, and holds for it as well; each with its semicolon
 * @param ofTransaction the same for the transaction of the migration that it is a part of
 * @param lines in their order; not empty
 * @param behind what is set for the session when it is done
 */
public record Part(Bound bound, List<String> ofSession, List<String> ofTransaction, List<Line> lines,
    List<String> behind) {
  public Part {
    Objects.requireNonNull(bound);
    ofSession = List.copyOf(ofSession);
    ofTransaction = List.copyOf(ofTransaction);
    lines = List.copyOf(lines);
    behind = List.copyOf(behind);
  }

  /**
   * A statement.
   *
   * @param text with the comments that stood before it, and its semicolon
   */
  public record Line(String text, Origin origin) {}

  /** Who wrote a statement. */
  public enum Origin {
    /** It stands in the migration as it is. */
    AUTHOR,
    /** It takes the place of one that is not safe. */
    REWRITING
  }

  /** All that was set before it, in another part. */
  List<String> settings() {
    return Stream.concat(ofSession.stream(), ofTransaction.stream()).toList();
  }

  /** As it stands in a file of its own. */
  public String text() {
    return Stream.concat(settings().stream(), lines.stream().map(Line::text))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
