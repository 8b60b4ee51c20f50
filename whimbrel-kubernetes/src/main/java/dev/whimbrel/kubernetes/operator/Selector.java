package dev.whimbrel.kubernetes.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which resources the operator looks after, as the labels that decide it. What has the same of these as another fits the selector where that one
 * does, whatever the selector asks of them.
 */
record Selector(List<String> labels) {
  private static final Pattern VALUES = Pattern.compile("\\([^)]*\\)");
  private static final Pattern LABEL = Pattern.compile("\\s*!?\\s*([-A-Za-z0-9._/]+).*", Pattern.DOTALL);

  Selector {
    labels = List.copyOf(labels);
  }

  /**
   * Reads one as Kubernetes writes it.
   *
   * @param text such as {@code team=shop,tier in (a, b),!old}; null for all resources
   */
  static Selector of(@Nullable String text) {
    String[] parts = text == null ? new String[0] : VALUES.matcher(text).replaceAll(" ").split(",");
    return new Selector(Arrays.stream(parts).map(LABEL::matcher).filter(Matcher::matches).map(part -> part.group(1))
        .distinct().toList());
  }

  /** Of these labels those that it asks for. */
  Map<String, String> among(@Nullable Map<String, String> all) {
    Map<String, String> asked = new TreeMap<>(all == null ? Map.of() : all);
    asked.keySet().retainAll(labels);
    return asked;
  }
}
