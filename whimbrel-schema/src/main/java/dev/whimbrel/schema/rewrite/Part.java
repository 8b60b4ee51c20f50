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
 * @param settings what was set before it, in another part, and holds for it as well; each with its semicolon
 * @param lines in their order; not empty
 */
public record Part(Bound bound, List<String> settings, List<Line> lines) {
  public Part {
    Objects.requireNonNull(bound);
    settings = List.copyOf(settings);
    lines = List.copyOf(lines);
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

  /** As it stands in a file of its own. */
  public String text() {
    return Stream.concat(settings.stream(), lines.stream().map(Line::text)).collect(Collectors.joining("\n", "", "\n"));
  }
}
