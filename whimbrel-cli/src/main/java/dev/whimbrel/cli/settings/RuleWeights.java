package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.settings.ConfigFile.Value;
import dev.whimbrel.cli.settings.Settings.Found;
import dev.whimbrel.cli.settings.Settings.Sourced;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      problems.add(Problem.of(ProblemCode.CONFIGURATION, "there is no rule \"" + rule + "\"").at(at)
          .remedy(Nearest.to(rule, Rules.ALL.stream().map(Rule::id).toList())
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("write the id of a rule such as WB110, or how several begin, such as WB5")));
    }
    if (Weight.of(word.written()).isEmpty()) {
      problems.add(Problem.of(ProblemCode.CONFIGURATION, "a finding cannot weigh \"" + word.written() + "\"")
          .at(word.at()).remedy(Nearest.to(word.written(), words()).map(near -> "did you mean \"" + near + "\"?")
              .orElse("write " + String.join(", ", words()))));
    }
    return problems;
  }

  static List<String> words() {
    return Arrays.stream(Weight.values()).map(Weight::word).toList();
  }

  /** Those of an environment above those of all. */
  static Weights weights(ConfigFile file, @Nullable String environment) {
    return new Weights(layers(file, environment).values().stream().map(RuleWeights::weights).toList());
  }

  private static Map<String, Weight> weights(Map<String, Value> said) {
    return said.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
        one -> Weight.of(one.getValue().written()).orElseThrow()));
  }

  /** Who says what, by rule. */
  static Map<String, Found> found(ConfigFile file, @Nullable String environment) {
    Map<String, Found> all = new TreeMap<>();
    layers(file, environment).forEach((section, said) -> said.forEach((rule, word) -> all.putIfAbsent(rule,
        new Found(new Sourced(word.written(), word.at().file(), word.at()), section))));
    return all;
  }

  /** The strongest first, by the part of the file that they stand in. */
  private static Map<String, Map<String, Value>> layers(ConfigFile file, @Nullable String environment) {
    Map<String, Map<String, Value>> layers = new LinkedHashMap<>();
    Optional.ofNullable(environment).map(name -> file.lint().environments().get(name))
        .ifPresent(own -> layers.put("environment " + environment, own));
    layers.put("", file.lint().general());
    return layers;
  }
}
