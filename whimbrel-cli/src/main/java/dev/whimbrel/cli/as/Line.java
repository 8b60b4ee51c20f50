package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of Whimbrel's own command lines, as values.
 *
 * @param command the name of the command
 * @param arguments what follows it
 * @param values options by name; a flag has an empty value
 */
record Line(String command, List<String> arguments, Map<String, String> values) {
  Line {
    arguments = List.copyOf(arguments);
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static Line of(String command, String... arguments) {
    return new Line(command, List.of(arguments), Map.of());
  }

  Line with(Option option, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(option.name(), value);
    return new Line(command, arguments, more);
  }

  Line with(Option option, Optional<String> value) {
    return value.map(given -> with(option, given)).orElse(this);
  }

  Line with(Option flag) {
    return with(flag, "");
  }

  /** With options that stand before the command; its own come first. */
  Line with(Map<String, String> common) {
    Map<String, String> all = new LinkedHashMap<>(common);
    all.putAll(values);
    return new Line(command, arguments, all);
  }

  /** As somebody would type it. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("whimbrel");
    values.forEach((name, value) -> out.append(" --").append(name).append(value.isEmpty() ? "" : " " + value));
    out.append(' ').append(command);
    arguments.forEach(argument -> out.append(' ').append(argument));
    return out.toString();
  }
}
