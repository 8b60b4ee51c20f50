package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Script;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A migration in its author's words, without the markers of the format it stands in.
 *
 * @param migration what it means
 * @param version as the file name has it
 * @param name the rest of the file name
 * @param head the comments that stand before its parts and concern both
 * @param up the text of its up part, with all comments
 * @param down the text of its way back, or null if there is none
 * @param files those that it stands in
 */
record Portable(Migration migration, String version, String name, String head, Part up, @Nullable Part down,
    List<String> files) {
  /** Those that say how statements run; what is allowed is known of one way only. */
  private static final Pattern DIRECTIVE = Pattern.compile("(?m)^--[ \\t]*whimbrel[ \\t]*:(?![ \\t]*allow\\b).*$");

  /**
   * One way.
   *
   * @param text all of it, each line with its end
   * @param script what it means
   */
  record Part(String text, Script script) {
    boolean hasDirective() {
      return DIRECTIVE.matcher(text).find();
    }
  }

  Portable {
    files = List.copyOf(files);
  }

  /** The lines of the head that are directives of Whimbrel's about how both ways run. */
  String headDirectives() {
    StringBuilder found = new StringBuilder();
    DIRECTIVE.matcher(head).results().forEach(match -> found.append(match.group().stripTrailing()).append('\n'));
    return found.toString();
  }
}
