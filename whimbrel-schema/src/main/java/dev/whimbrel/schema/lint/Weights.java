package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.lint.LintReport.Judged;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How much somebody says that findings weigh. Immutable.
 *
 * @param layers by the ids of rules or the beginnings of ids, the strongest layer first: what it says of a rule, nobody
 *   below it gainsays
 */
public record Weights(List<Map<String, Weight>> layers) {
  /** What can be said. */
  public enum Weight {
    ERROR, WARNING, NOTE,
    /** Not found at all. */
    OFF;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Weight> of(String word) {
      return Arrays.stream(values()).filter(weight -> weight.word().equals(word)).findFirst();
    }

    private Optional<Severity> severity() {
      return switch (this) {
        case ERROR -> Optional.of(Severity.ERROR);
        case WARNING -> Optional.of(Severity.WARNING);
        case NOTE -> Optional.of(Severity.NOTE);
        case OFF -> Optional.empty();
      };
    }
  }

  public Weights {
    layers = layers.stream().map(Map::copyOf).toList();
  }

  /** Nothing is said: each finding weighs what its rule does. */
  public static Weights standard() {
    return new Weights(List.of());
  }

  /** Whether a rule has this id, or one that begins with it. */
  public static boolean isKnown(String id) {
    return id.startsWith("WB") && id.length() > 2 && Rules.ALL.stream().anyMatch(rule -> rule.id().startsWith(id));
  }

  /** What is said of a rule: the longest that it begins with, of the strongest layer that says anything. */
  public Optional<Weight> of(String rule) {
    return layers.stream().flatMap(layer -> layer.entrySet().stream().filter(said -> rule.startsWith(said.getKey()))
        .max(Comparator.comparingInt(said -> said.getKey().length())).stream()).map(Map.Entry::getValue).findFirst();
  }

  /** Findings as they weigh, without those that are off. After {@link Allowances#judged}, which needs those too. */
  public List<Judged> weighed(List<Judged> findings) {
    return findings.stream().flatMap(judged -> weighed(judged).stream()).toList();
  }

  private Optional<Judged> weighed(Judged judged) {
    Optional<Weight> said = of(judged.finding().rule());
    return said.isEmpty()
        ? Optional.of(judged)
        : said.get().severity()
            .map(severity -> new Judged(judged.finding().weighing(severity), judged.allowedBecause()));
  }
}
