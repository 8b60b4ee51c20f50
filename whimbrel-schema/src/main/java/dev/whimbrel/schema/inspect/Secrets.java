package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.HiddenOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Options of foreign servers and tables may hold passwords, if a wrapper takes them there. */
final class Secrets {
  private static final Pattern NAME = Pattern
      .compile("(?i).*(pass|pwd|secret|token|credential|api_?key|access_?key).*");

  private Secrets() {}

  static Map<String, String> hidden(Map<String, String> options) {
    Map<String, String> shown = new TreeMap<>(options);
    shown.replaceAll(
        (name,
            value) -> NAME.matcher(name).matches() && !name.equals("password_required") ? HiddenOptions.VALUE : value);
    return shown;
  }
}
