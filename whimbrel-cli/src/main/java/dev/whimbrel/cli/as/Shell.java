package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.command.Command;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Witness;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a translated command line is run: it knows Whimbrel's own commands, and the two streams that people read. */
public final class Shell {
  /** Whimbrel itself. */
  public interface Program {
    /** The command of that name. */
    Command named(String name);

    /** Runs one; whatever goes wrong is in the outcome, with what to type next. */
    Outcome run(Command command, Invocation invocation);
  }

  private final Surroundings surroundings;
  private final Map<String, String> given;
  private final Program program;
  private final Screen screen;

  /**
   * For one command line.
   *
   * @param given Whimbrel's own options that stood before {@code as}
   */
  public Shell(Surroundings surroundings, Map<String, String> given, Program program) {
    this.surroundings = surroundings;
    this.given = Map.copyOf(given);
    this.program = program;
    this.screen = Screen.of(surroundings, Screen.Form.TEXT, Screen.Volume.NORMAL, Screen.Colours.AUTO);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** What one of Whimbrel's own options says that stands before {@code as}, or its variable. */
  Optional<String> given(Option option) {
    return new Invocation("", List.of(), given, surroundings, screen).given(option).filter(value -> !value.isEmpty());
  }

  /** Whether it stands before {@code as}, whatever a variable says. */
  boolean isTyped(Option option) {
    return given.containsKey(option.name());
  }

  /** Where all relative paths begin; whether it is there, is asked by the command that runs. */
  Path project() {
    Path here = surroundings.directory();
    return given(Options.DIRECTORY).map(here::resolve).orElse(here).toAbsolutePath().normalize();
  }

  /** Runs one of Whimbrel's own command lines. */
  Outcome run(Line line, Witness witness) {
    return run(line, program.named(line.command()), witness);
  }

  /** The same with another command than the one that its name stands for. */
  Outcome run(Line line, Command command, Witness witness) {
    Line whole = line.with(given);
    return program.run(command, new Invocation(whole.command(), whole.arguments(), whole.values(), surroundings,
        screen.relayedTo(witness)));
  }

  void out(String line) {
    screen.say(line);
  }

  void err(String line) {
    screen.complain(line);
  }

  /** A problem in Whimbrel's words, with what to do about it; they begin with "error: ". */
  String text(Problem problem) {
    return screen.text(problem).stripTrailing();
  }

  void problem(Problem problem) {
    screen.complain(text(problem));
  }

  /** The answer to a question that was printed; an empty one where nobody answers. */
  String answer() {
    return screen.line();
  }
}
