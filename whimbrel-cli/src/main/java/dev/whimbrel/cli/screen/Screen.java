package dev.whimbrel.cli.screen;

import dev.whimbrel.cli.Interruption;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.problem.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.regex.Pattern;

/** The terminal: results on standard output, problems and progress on standard error. */
public final class Screen {
  /** For whom the output is. */
  public enum Form {
    TEXT, JSON,
    /** What it comes to is told by somebody else, in another tool's words: see {@link Witness}. */
    RELAYED
  }

  /** How much is said. */
  public enum Volume {
    QUIET, NORMAL, VERBOSE
  }

  /** Whether colours are used. */
  public enum Colours {
    /** Where a person sees them, unless the variables that others also obey say otherwise. */
    AUTO, NEVER;

    /** Which it is here: what forbids them is stronger than what forces them. */
    Colours in(Surroundings surroundings) {
      Map<String, String> variables = surroundings.environment();
      if (this == NEVER || !variables.getOrDefault("NO_COLOR", "").isEmpty()) {
        return NEVER;
      }
      if (isOn(variables.getOrDefault("FORCE_COLOR", "")) || isOn(variables.getOrDefault("CLICOLOR_FORCE", ""))) {
        return AUTO;
      }
      return surroundings.terminal() == Terminal.NONE || "0".equals(variables.get("CLICOLOR")) ? NEVER : AUTO;
    }

    private static boolean isOn(String value) {
      return !Set.of("", "0", "false").contains(value.toLowerCase(Locale.ROOT));
    }
  }

  private final Surroundings surroundings;
  private final Form form;
  private final Volume volume;
  private final Colours colours;
  /** What each line of text begins with. */
  private final String prefix;
  private final LiveLine live;
  private final Witness witness;
  private final List<Problem> warnings = new CopyOnWriteArrayList<>();
  private Log log = Log.NONE;

  private Screen(Surroundings surroundings, Form form, Volume volume, Colours colours, String prefix, LiveLine live,
      Witness witness) {
    this.surroundings = surroundings;
    this.form = form;
    this.volume = volume;
    this.colours = colours;
    this.prefix = prefix;
    this.live = live;
    this.witness = witness;
  }

  public static Screen of(Surroundings surroundings, Form form, Volume volume, Colours colours) {
    return new Screen(surroundings, form, volume, colours.in(surroundings), "",
        new LiveLine(surroundings.err(), surroundings.terminal(), "", Width.of(surroundings.environment())),
        Witness.NONE);
  }

  /** The same for one of several that are at work at the same time: each line says whose it is, and nobody is asked. */
  public Screen of(String name) {
    String whose = styled(Printable.of("[" + name + "]"), Style.FAINT) + " ";
    Screen own = new Screen(surroundings, form, volume, colours, whose,
        new LiveLine(surroundings.err(), Terminal.NONE, whose, Width.of(surroundings.environment())), witness);
    own.tells(log.of("", name));
    return own;
  }

  /** The same terminal for a command whose results somebody else tells. */
  public Screen relayedTo(Witness somebody) {
    Screen relayed = new Screen(surroundings, Form.RELAYED, volume, colours, prefix, live, somebody);
    relayed.tells(log);
    return relayed;
  }

  /** A line of a result that is told in other words. */
  public void say(String line) {
    print(surroundings.out(), line + "\n");
  }

  /** The same on standard error. */
  public void complain(String line) {
    print(surroundings.err(), line + "\n");
  }

  /** Who is shown what goes on. */
  public Witness witness() {
    return witness;
  }

  /** From now on a log is told, too. */
  public void tells(Log beside) {
    log = beside;
  }

  /** What is told beside this screen. */
  public Log log() {
    return log;
  }

  public Form form() {
    return form;
  }

  public String styled(String text, Style style) {
    return colours == Colours.NEVER || text.isEmpty() ? text : style.on(text);
  }

  /** What the command was run for. */
  public void result(String text) {
    if (form == Form.RELAYED || (volume == Volume.QUIET && form == Form.TEXT)) {
      return;
    }
    print(surroundings.out(), text);
  }

  /** A line on the way to the result, for people only. */
  public void progress(String line) {
    if (form == Form.TEXT && volume != Volume.QUIET) {
      print(surroundings.out(), line + "\n");
    }
  }

  /** A whole page of a terminal, in the place of the one before. */
  public void page(String text) {
    surroundings.out().print("\u001b[H\u001b[2J");
    print(surroundings.out(), text);
  }

  /** A line that only those want who asked for more. */
  public void detail(String line) {
    if (form == Form.TEXT && volume == Volume.VERBOSE) {
      print(surroundings.err(), line + "\n");
    }
  }

  /** A line about something that takes a moment, beside a result that goes to standard output. */
  public void step(String line) {
    if (form == Form.TEXT && volume != Volume.QUIET) {
      print(surroundings.err(), line + "\n");
    }
  }

  /** A line about something that is waited for. */
  public void waiting(String line) {
    log.waiting(line);
    if (form != Form.JSON && volume != Volume.QUIET) {
      live.say(Printable.of(line));
    }
  }

  /** Shows what goes on until {@link #quieten}. */
  public void watch(LiveLine.Subject subject) {
    if (form != Form.JSON && volume != Volume.QUIET) {
      live.watch(subject);
    }
  }

  /** Ends the live line. */
  public void quieten() {
    live.stop();
  }

  /** Something that the user should know although it stops nothing; a program reads it with the result. */
  public void warning(Problem problem) {
    if (warnings.contains(problem)) {
      return; // of a command that reads the same files in several steps
    }
    warnings.add(problem);
    log.warning(problem);
    if (form != Form.JSON) {
      problem(problem);
    }
  }

  /** The same of something that was told already. */
  public void remember(Problem problem) {
    warnings.add(problem);
  }

  /** All of them so far. */
  public List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  public void problem(Problem problem) {
    print(surroundings.err(), text(problem));
  }

  /** The same as a text. */
  public String text(Problem problem) {
    return ProblemText.of(problem, this);
  }

  /** What a signal ended, in one line whatever the form. */
  public void interruption(Problem problem) {
    String state = problem.state();
    print(surroundings.err(), Printable.of(problem.message() + (state == null ? "" : ": " + state)) + "\n");
  }

  /** Where a mistake of our own happened, for those who asked. */
  public void trace(Throwable e) {
    if (volume == Volume.VERBOSE) {
      print(surroundings.err(), Traces.of(e, surroundings.environment()));
    }
  }

  /** Whether somebody who can answer agrees; nobody is asked where nobody is. */
  public Answer ask(String question) {
    return answered(question + " [y/N] ", "(?i)y|yes");
  }

  /** The same where only one word is an agreement. */
  public Answer askFor(String question, String word) {
    return answered(question, Pattern.quote(word));
  }

  private Answer answered(String question, String agreement) {
    if (surroundings.terminal() == Terminal.NONE || !prefix.isEmpty()) {
      return Answer.NOBODY_THERE;
    }
    print(surroundings.err(), question);
    return line().matches(agreement) ? Answer.YES : Answer.NO;
  }

  /** What somebody answers to a question that was printed; an empty line where nobody does. */
  public String line() {
    Interruption.asking();
    try {
      StringBuilder line = new StringBuilder();
      for (int c = surroundings.in().read(); c >= 0 && c != '\n'; c = surroundings.in().read()) {
        line.append((char) c);
      }
      return line.toString().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Interruption.answered();
    }
  }

  /** What came of a question. */
  public enum Answer {
    YES, NO, NOBODY_THERE
  }

  /**
   * Nothing that a file, a server or a user's words hold may steer the terminal, whichever way it came here.
   *
   * <p>A reader that went away (a closed pipe, a full disk) must not stop a migration; PrintStream never throws.
   */
  private void print(PrintStream stream, String text) {
    live.stop();
    stream.print(form == Form.JSON ? text : Printable.lines(prefixed(text), colours));
    stream.flush();
  }

  private String prefixed(String text) {
    return prefix.isEmpty()
        ? text
        : text.lines().filter(line -> !line.isBlank()).map(line -> prefix + line + "\n").collect(Collectors.joining());
  }
}
