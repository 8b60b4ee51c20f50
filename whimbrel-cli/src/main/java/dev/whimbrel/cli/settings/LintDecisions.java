package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.settings.ConfigFile.LintSection;
import dev.whimbrel.cli.settings.ConfigFile.Value;
import dev.whimbrel.cli.settings.Settings.Found;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.schema.lint.LintOptions;
import dev.whimbrel.schema.lint.LintOptions.Comments;
import dev.whimbrel.schema.lint.LintOptions.Guards;
import dev.whimbrel.schema.lint.LintOptions.Named;
import dev.whimbrel.schema.lint.LintOptions.Schemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What whimbrel.yaml says under {@code lint} beside weights: what a project has decided on. */
final class LintDecisions {
  static final String NAMES = "names";
  static final String EXTENSIONS = "extensions";
  private static final String GUARDS = "guards";
  private static final String COMMENTS = "comments";
  private static final String SCHEMAS = "schemas";
  private static final String OF_NAMES = NAMES + Option.GROUPED;

  private LintDecisions() {}

  /** The keys, in the order in which they are told. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>(List.of(NAMES));
    keys.addAll(choices());
    keys.add(EXTENSIONS);
    return keys;
  }

  /** Those of which one word of several is said. */
  static List<String> choices() {
    return List.of(GUARDS, COMMENTS, SCHEMAS);
  }

  static boolean isKnown(String key) {
    return keys().contains(key);
  }

  /** Of what there are names. */
  static Set<String> kinds() {
    return new LinkedHashSet<>(words(Named.values()));
  }

  /** What may be said of a choice. */
  static List<String> words(String choice) {
    return switch (choice) {
      case GUARDS -> words(Guards.values());
      case COMMENTS -> words(Comments.values());
      default -> words(Schemas.values());
    };
  }

  private static List<String> words(Enum<?>[] values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** What a key is for, in one phrase. */
  static String help(String key) {
    return switch (key) {
      case NAMES -> "regular expressions that the whole names of new things have to match, by their kinds";
      case GUARDS -> "IF EXISTS and IF NOT EXISTS: whether statements have to have them, or must not";
      case COMMENTS -> "whether each new table has to get a comment";
      case SCHEMAS -> "whether names have to have a schema in front";
      default -> "the extensions that may be installed";
    };
  }

  /** What is wrong with one of them. */
  static Optional<Problem> problem(String key, Value said) {
    return key.startsWith(OF_NAMES) ? wrongExpression(key, said) : wrongWord(key, said);
  }

  private static Optional<Problem> wrongExpression(String key, Value said) {
    try {
      Pattern.compile(said.written());
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(Problem.of(ProblemCode.CONFIGURATION, "\"" + said.written() + "\" of " + key
          + " is no regular expression: " + e.getDescription()).at(said.at())
          .remedy("mend it; it has to match a whole name, as \"[a-z_]+_idx\" does"));
    }
  }

  private static Optional<Problem> wrongWord(String key, Value said) {
    List<String> words = words(key);
    return words.contains(said.written())
        ? Optional.empty()
        : Optional.of(Problem.of(ProblemCode.CONFIGURATION, key + " cannot be \"" + said.written() + "\"")
            .at(said.at()).remedy(Nearest.to(said.written(), words).map(near -> "did you mean \"" + near + "\"?")
                .orElse("write " + String.join(", ", words))));
  }

  /** That a list of them names none. */
  static Problem noExtension(Position at) {
    return Problem.of(ProblemCode.CONFIGURATION, "\"" + EXTENSIONS + "\" has a place without a name").at(at)
        .remedy("name those that may be installed, such as [pg_trgm, citext], or leave the line out");
  }

  /** Those of an environment above those of all, each by itself; a list of extensions is one decision. */
  static LintOptions options(ConfigFile file, @Nullable String environment) {
    List<LintSection> sections = List.copyOf(file.lint().layers(environment).values());
    LintOptions options = LintOptions.standard();
    for (LintSection section : sections.reversed()) {
      for (Map.Entry<String, Value> decision : section.decisions().entrySet()) {
        options = with(options, decision.getKey(), decision.getValue().written());
      }
      if (!section.extensions().isEmpty()) {
        options = options.withExtensions(section.extensions().stream().map(Value::written).toList());
      }
    }
    return options;
  }

  private static LintOptions with(LintOptions options, String key, String said) {
    String constant = said.toUpperCase(Locale.ROOT);
    return switch (key) {
      case GUARDS -> options.withGuards(Guards.valueOf(constant));
      case COMMENTS -> options.withComments(Comments.valueOf(constant));
      case SCHEMAS -> options.withSchemas(Schemas.valueOf(constant));
      default -> options.withNames(Named.valueOf(key.substring(OF_NAMES.length()).toUpperCase(Locale.ROOT)), said);
    };
  }

  /** Who says what, by key. */
  static Map<String, Found> found(ConfigFile file, @Nullable String environment) {
    Map<String, Found> all = new TreeMap<>();
    file.lint().layers(environment).forEach((name, section) -> {
      section.decisions().forEach((key, said) -> all.putIfAbsent(key, said.found(name)));
      section.extensions().stream().findFirst().ifPresent(first -> all.putIfAbsent(EXTENSIONS, new Found(new Sourced(
          section.extensions().stream().map(Value::written).collect(Collectors.joining(", ")), first.at().file(),
          first.at()), name)));
    });
    return all;
  }
}
