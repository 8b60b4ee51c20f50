package dev.whimbrel.cli;

import dev.whimbrel.cli.command.Command;
import java.util.List;
import java.util.Objects;

/**
 * One command, as data.
 *
 * @param name what the user types
 * @param arguments what follows it, as the usage line shows it
 * @param least how many arguments it needs
 * @param most how many it takes
 * @param summary one line
 * @param description some sentences that teach
 * @param options its own, beside the global ones
 * @param examples command lines without the program's name, each with what it does
 * @param action what it does
 */
record CommandSpec(String name, String arguments, int least, int most, String summary, String description,
    List<Option> options,
    List<Example> examples, Command action) {
  /** A command line and what it does. */
  record Example(String line, String does) {}

  CommandSpec {
    Objects.requireNonNull(name);
    options = List.copyOf(options);
    examples = List.copyOf(examples);
  }
}
