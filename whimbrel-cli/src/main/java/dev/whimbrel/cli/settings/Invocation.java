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
 * @param values the options given, by name; a flag has an empty value, one that is given several times has {@link #BETWEEN} between them
 * @param surroundings where it runs
 * @param screen where progress goes
 */
public record Invocation(String command, List<String> arguments, Map<String, String> values, Surroundings surroundings,
    Screen screen) {
  /** Stands between the values of an option that is given several times; no argument of a process can hold it. */
  public static final String BETWEEN = "\0";

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

  /** The same with another screen. */
  public Invocation on(Screen other) {
    return new Invocation(command, arguments, values, surroundings, other);
  }

  /** The same with another value of an option. */
  public Invocation with(Option option, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(option.name(), value);
    return new Invocation(command, arguments, more, surroundings, screen);
  }

  /** The same without an option, such as one that has the name of another. */
  public Invocation without(Option option) {
    Map<String, String> fewer = new HashMap<>(values);
    fewer.remove(option.name());
    return new Invocation(command, arguments, fewer, surroundings, screen);
  }

  public boolean has(Option option) {
    return values.containsKey(option.name());
  }

  public Optional<String> value(Option option) {
    return Optional.ofNullable(values.get(option.name()));
  }

  /** Whether a flag of one's own is typed, or its variable says true. */
  public boolean wants(Option option) {
    return has(option) || variable(option).map(Truth::of).orElse(false);
  }

  /** The value that is typed, or that the option's variable has. */
  public Optional<String> given(Option option) {
    return value(option).or(() -> variable(option).map(Settings.Sourced::value));
  }

  /** The first of the option's variables that is set; an empty one counts as not set. */
  Optional<Settings.Sourced> variable(Option option) {
    for (String name : option.variables()) {
      String value = surroundings.environment().getOrDefault(name, "");
      if (!value.isEmpty()) {
        return Optional.of(new Settings.Sourced(value, name, null));
      }
    }
    return Optional.empty();
  }

  /** The first argument, if there is one. */
  public Optional<String> argument() {
    return arguments.stream().findFirst();
  }
}
