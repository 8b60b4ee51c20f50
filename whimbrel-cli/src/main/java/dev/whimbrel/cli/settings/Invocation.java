package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.screen.Screen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One command line, understood.
 *
 * @param command the name of the command
 * @param arguments what follows it
 * @param values the options given, by name; a flag has an empty value
 * @param surroundings where it runs
 * @param screen where progress goes
 */
public record Invocation(String command, List<String> arguments, Map<String, String> values, Surroundings surroundings,
    Screen screen) {
  public Invocation {
    Objects.requireNonNull(command);
    arguments = List.copyOf(arguments);
    values = Map.copyOf(values);
  }

  /** The same for one service, whose lines go to a screen of its own. */
  public Invocation ofService(String service, Screen own) {
    Map<String, String> named = new HashMap<>(values);
    named.remove(Options.ALL.name());
    named.put(Options.SERVICE.name(), service);
    return new Invocation(command, arguments, named, surroundings, own);
  }

  public boolean has(Option option) {
    return values.containsKey(option.name());
  }

  public Optional<String> value(Option option) {
    return Optional.ofNullable(values.get(option.name()));
  }

  /** The first argument, if there is one. */
  public Optional<String> argument() {
    return arguments.stream().findFirst();
  }
}
