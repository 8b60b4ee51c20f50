package dev.whimbrel.cli.settings;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Whether a text has the shape of a configuration: one document of few levels, without aliases and tags. Found out from the stream of its
 * events, so that nothing is built of what is refused.
 */
final class YamlShape {
  /** A configuration has four. */
  private static final int DEEPEST = 10;
  private static final int MOST_VALUES = 50_000;

  private final String label;
  private int depth;
  private int documents;
  private int values;

  private YamlShape(String label) {
    this.label = label;
  }

  static Optional<Problem> problem(String label, LoadSettings settings, String text) {
    YamlShape shape = new YamlShape(label);
    for (Event event : new Parse(settings).parseString(text)) {
      Optional<Problem> problem = shape.seen(event);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<Problem> seen(Event event) {
    return switch (event) {
      case DocumentStartEvent start -> ++documents == 1
          ? Optional.empty()
          : wrong(start, "a second document begins here",
              "leave one; what differs between environments stands under \"environments\"");
      case AliasEvent alias -> wrong(alias, "the alias *" + alias.getAlias() + " is not read",
          "write out what it stands for");
      case CollectionStartEvent start when tagged(start.getTag()) -> tag(start, start.getTag().orElse(""));
      case ScalarEvent scalar when tagged(scalar.getTag()) -> tag(scalar, scalar.getTag().orElse(""));
      case CollectionStartEvent start -> ++depth <= DEEPEST
          ? Optional.empty()
          : wrong(start, "this is deeper than " + DEEPEST + " levels",
              "a configuration has four; see docs/reference/configuration.md");
      case CollectionEndEvent end -> {
        depth--;
        yield Optional.empty();
      }
      case ScalarEvent scalar -> ++values <= MOST_VALUES
          ? Optional.empty()
          : wrong(scalar, "this is more than " + MOST_VALUES + " keys and values",
              "a configuration has a few; this is another file");
      default -> Optional.empty();
    };
  }

  /** The tags "!" and "?" are those of what has none. */
  private static boolean tagged(Optional<String> tag) {
    return tag.isPresent() && !tag.get().equals("!");
  }

  private Optional<Problem> tag(Event event, String tag) {
    return wrong(event, "the tag \"" + tag + "\" is not read", "leave it out: every value is a text");
  }

  private Optional<Problem> wrong(Event event, String fact, String remedy) {
    Position at = event.getStartMark().map(mark -> new Position(label, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Position(label, 1, 1));
    return Optional.of(Problem.of(ProblemCode.CONFIGURATION, fact).at(at).remedy(remedy));
  }
}
