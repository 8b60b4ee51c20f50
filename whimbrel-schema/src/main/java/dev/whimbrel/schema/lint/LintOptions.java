package dev.whimbrel.schema.lint;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a project has decided on where nothing is right for everybody. What it has not decided on is not looked at.
 *
 * @param names what names of each kind have to match as a whole
 * @param extensions that may be installed; none if that is not decided
 */
public record LintOptions(Map<Named, Pattern> names, Guards guards, Comments comments, Schemas schemas,
    List<String> extensions) {
  public LintOptions {
    names = Map.copyOf(names);
    Objects.requireNonNull(guards);
    Objects.requireNonNull(comments);
    Objects.requireNonNull(schemas);
    extensions = List.copyOf(extensions);
  }

  /** What has a name. */
  public enum Named {
    TABLE, COLUMN, INDEX, CONSTRAINT, VIEW, SEQUENCE
  }

  /**
   * A regular expression.
   *
   * @param regex for a whole name
   */
  public record Pattern(String regex) {
    public Pattern {
      java.util.regex.Pattern.compile(regex);
    }

    boolean fits(String name) {
      return name.matches(regex);
    }
  }

  /** {@code IF EXISTS} and {@code IF NOT EXISTS}. */
  public enum Guards {
    ANY,
    /** A migration can be run again after it failed in the middle. */
    REQUIRED,
    /** What is not as expected is to be noticed. */
    FORBIDDEN
  }

  /** {@code COMMENT ON} each new table. */
  public enum Comments {
    ANY, REQUIRED
  }

  /** The schema in front of a name. */
  public enum Schemas {
    ANY, REQUIRED
  }

  /** Nothing is decided. */
  public static LintOptions standard() {
    return new LintOptions(Map.of(), Guards.ANY, Comments.ANY, Schemas.ANY, List.of());
  }

  public LintOptions withGuards(Guards other) {
    return new LintOptions(names, other, comments, schemas, extensions);
  }

  public LintOptions withComments(Comments other) {
    return new LintOptions(names, guards, other, schemas, extensions);
  }

  public LintOptions withSchemas(Schemas other) {
    return new LintOptions(names, guards, comments, other, extensions);
  }

  public LintOptions withExtensions(List<String> allowed) {
    return new LintOptions(names, guards, comments, schemas, allowed);
  }

  /**
   * Names of a kind have to match.
   *
   * @throws java.util.regex.PatternSyntaxException if it is no regular expression
   */
  public LintOptions withNames(Named kind, String regex) {
    Map<Named, Pattern> more = new EnumMap<>(Named.class);
    more.putAll(names);
    more.put(kind, new Pattern(regex));
    return new LintOptions(more, guards, comments, schemas, extensions);
  }
}
