package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.settings.ConfigFile.Value;
import dev.whimbrel.cli.settings.Settings.Found;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.schema.lint.Rule;
import dev.whimbrel.schema.lint.Rules;
import dev.whimbrel.schema.lint.Weights;
import dev.whimbrel.schema.lint.Weights.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What whimbrel.yaml says under {@code lint}. */
final class RuleWeights {
  private RuleWeights() {}

  /** What is wrong with one line of it. */
  static List<Problem> problems(String rule, Position at, Value word) {
    List<Problem> problems = new ArrayList<>();
    if (!Weights.isKnown(rule)) {
      problems.add(unknown(rule, at));
      if (!isMeantAsRule(rule)) {
        return problems;
      }
    }
    if (Weight.of(word.written()).isEmpty()) {
      problems.add(Problem.of(ProblemCode.CONFIGURATION, "a finding cannot weigh \"" + word.written() + "\"")
          .at(word.at()).remedy(Nearest.to(word.written(), words()).map(near -> "did you mean \"" + near + "\"?")
              .orElse("write " + String.join(", ", words()))));
    }
    return problems;
  }

  private static boolean isMeantAsRule(String key) {
    return key.toUpperCase(Locale.ROOT).startsWith("WB");
  }

  private static Problem unknown(String key, Position at) {
    List<String> known = isMeantAsRule(key) ? Rules.ALL.stream().map(Rule::id).toList() : LintDecisions.keys();
    return Problem
        .of(ProblemCode.CONFIGURATION, (isMeantAsRule(key) ? "there is no rule" : "there is no rule and no key")
            + " \"" + key + "\"")
        .at(at)
        .remedy(Nearest.to(key, known).map(near -> "did you mean \"" + near + "\"?")
            .orElse("write the id of a rule such as WB110, how several begin, such as WB5, or one of "
                + String.join(", ", LintDecisions.keys())));
  }

  static List<String> words() {
    return Arrays.stream(Weight.values()).map(Weight::word).toList();
  }

  /** Those of an environment above those of all. */
  static Weights weights(ConfigFile file, @Nullable String environment) {
    return new Weights(file.lint().layers(environment).values().stream()
        .map(section -> weights(section.weights())).toList());
  }

  private static Map<String, Weight> weights(Map<String, Value> said) {
    return said.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
        one -> Weight.of(one.getValue().written()).orElseThrow()));
  }

  /** Who says what, by rule. */
  static Map<String, Found> found(ConfigFile file, @Nullable String environment) {
    Map<String, Found> all = new TreeMap<>();
    file.lint().layers(environment).forEach((section, said) -> said.weights()
        .forEach((rule, word) -> all.putIfAbsent(rule, word.found(section))));
    return all;
  }
}
