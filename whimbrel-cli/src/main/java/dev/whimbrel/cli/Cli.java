package dev.whimbrel.cli;

import dev.whimbrel.cli.CommandLineReader.Parsed;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.log.RunLog;
import dev.whimbrel.cli.screen.Log;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.report.ProblemJson;
import dev.whimbrel.sql.Redaction;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** From a command line to an exit code. */
public final class Cli {
  /** Those that may change a database; what only looks would drown them. */
  private static final Set<String> LOGGED = Set.of("up", "down", "goto", "redo", "refresh", "reset", "baseline",
      "resolve",
      "force", "adopt", "hand-back", "deploy", "db");

  private final Surroundings surroundings;

  public Cli(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs one command and returns the exit code; nothing is thrown. */
  public int run(String... args) {
    List<String> list = inOurWords(Arrays.asList(args));
    boolean json = list.contains("--json");
    return switch (CommandLineReader.read(list)) {
      case Result.Rejected<Parsed> rejected -> {
        Screen screen = Screen.of(surroundings, json ? Screen.Form.JSON : Screen.Form.TEXT, Screen.Volume.NORMAL,
            Screen.Colours.AUTO);
        yield finish("", screen, new Outcome("", Json.object(), rejected.problems()));
      }
      case Result.Ok<Parsed> ok -> run(ok.value());
    };
  }

  /** What people try first on a program that they do not know. */
  private static List<String> inOurWords(List<String> args) {
    if (args.isEmpty()) {
      return args;
    }
    return switch (args.getFirst()) {
      case "help" -> Stream.concat(args.stream().skip(1), Stream.of("--help")).toList();
      case "--version", "-V" -> Stream.concat(Stream.of("about"), args.stream().skip(1)).toList();
      default -> args;
    };
  }

  private int run(Parsed parsed) {
    Screen screen = screen(parsed);
    if (parsed.wantsHelp()) {
      String help = parsed.command().map(Help::of).orElseGet(Help::overview);
      return finish(parsed.command().map(CommandSpec::name).orElse(""), screen,
          new Outcome(help, Json.object().with("help", help), List.of()));
    }
    CommandSpec command = parsed.command().orElseThrow();
    Invocation invocation = new Invocation(command.name(), parsed.arguments(), parsed.values(), surroundings, screen);
    Outcome outcome = outcome(command, invocation);
    return finish(command.name(), screen, new Outcome(outcome.text(), outcome.json(),
        outcome.problems().stream().map(problem -> NextCommand.complete(problem, invocation)).toList()));
  }

  private Outcome outcome(CommandSpec command, Invocation invocation) {
    try {
      openLog(invocation);
      return command.action().run(invocation);
    } catch (WhimbrelException e) {
      return new Outcome("", Json.object(), e.problems());
    } catch (RuntimeException e) {
      invocation.screen().trace(e);
      return new Outcome("", Json.object(),
          List.of(Problem.of(ProblemCode.INTERNAL, "Whimbrel made a mistake: " + Redaction.inText(e.toString()))
              .remedy("run it again with -v and report what it prints")));
    } catch (Error e) {
      invocation.screen().trace(e);
      return new Outcome("", Json.object(), List.of(exhausted(e)));
    } finally {
      invocation.screen().quieten();
    }
  }

  /** Before anything else, so that a log that cannot be written is known before anything is changed. */
  private void openLog(Invocation invocation) {
    if (LOGGED.contains(invocation.command())) {
      Screen screen = invocation.screen();
      RunLog.open(Settings.of(invocation), invocation.command(), surroundings, screen::warning)
          .ifPresent(screen::tells);
    }
  }

  /** Memory or stack ran out, or a class is missing; what the server had committed by then stays, and the rest it rolls back. */
  private static Problem exhausted(Error e) {
    return Problem.of(ProblemCode.INTERNAL, "Whimbrel could not go on: " + Redaction.inText(e.toString()))
        .state("what was reported as applied is committed; what ran is rolled back by the server")
        .remedy(e instanceof OutOfMemoryError
            ? "give it more memory: JAVA_TOOL_OPTIONS=-Xmx2g, or split the file; then run again and compare with: whimbrel status"
            : "run it again with -v and report what it prints; what is applied shows: whimbrel status");
  }

  private int finish(String command, Screen screen, Outcome outcome) {
    List<Problem> problems = Interruption.came() ? Interruption.told(outcome.problems()) : outcome.problems();
    int exitCode = Interruption
        .exitCode(problems.stream().mapToInt(p -> p.code().kind().exitCode()).findFirst().orElse(0));
    Log log = screen.log();
    log.result(outcome.text());
    problems.forEach(log::problem);
    log.exits(exitCode);
    log.close();
    if (screen.form() == Screen.Form.JSON) {
      Json.Obj json = Json.object()
          .with("command", command)
          .with("exit_code", exitCode)
          .with("problems", Json.array(problems.stream().map(ProblemJson::of).toList()));
      screen.result(withWarnings(json, screen.warnings())
          .with("result", outcome.json())
          .render() + "\n");
    } else {
      screen.result(outcome.text());
    }
    if (Interruption.came()) {
      problems.forEach(screen::interruption);
    } else if (screen.form() == Screen.Form.TEXT) {
      problems.forEach(screen::problem);
    }
    return exitCode == 0 && surroundings.out().checkError() ? lost(screen) : exitCode;
  }

  private static Json.Obj withWarnings(Json.Obj json, List<Problem> warnings) {
    return warnings.isEmpty()
        ? json
        : json.with("warnings", Json.array(warnings.stream().map(ProblemJson::of).toList()));
  }

  /** Nobody who reads the exit code alone may take it for a result that somebody has. */
  private static int lost(Screen screen) {
    screen.problem(Problem.of(ProblemCode.OUTPUT, "the result could not be written to standard output")
        .state("what the command did is done: a reader that went away or a full disk stops no run")
        .remedy("see what is applied with: whimbrel status"));
    return ProblemCode.OUTPUT.kind().exitCode();
  }

  private Screen screen(Parsed parsed) {
    boolean json = parsed.values().containsKey(Options.JSON.name());
    Screen.Volume volume = parsed.values().containsKey(Options.QUIET.name())
        ? Screen.Volume.QUIET
        : parsed.values().containsKey(Options.VERBOSE.name())
            ? Screen.Volume.VERBOSE
            : Screen.Volume.NORMAL;
    boolean plain = parsed.values().containsKey(Options.NO_COLOR.name());
    return Screen.of(surroundings, json ? Screen.Form.JSON : Screen.Form.TEXT, volume,
        plain ? Screen.Colours.NEVER : Screen.Colours.AUTO);
  }
}
