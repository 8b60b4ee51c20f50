package dev.whimbrel.cli;

import dev.whimbrel.cli.CommandLineReader.Parsed;
import dev.whimbrel.cli.as.As;
import dev.whimbrel.cli.as.Shell;
import dev.whimbrel.cli.command.Command;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.log.ProgressFile;
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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
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
    boolean json = !list.contains(CommandLineReader.AS)
        && (list.contains("--json") || "true".equals(surroundings.environment().get("WHIMBREL_JSON")));
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
    Screen plain = Screen.of(surroundings, Screen.Form.TEXT, Screen.Volume.NORMAL, Screen.Colours.AUTO);
    String name = parsed.command().map(CommandSpec::name).orElse("");
    Invocation asked = new Invocation(name, parsed.arguments(), parsed.values(), surroundings, plain);
    try {
      return run(parsed, asked, screen(asked));
    } catch (WhimbrelException e) {
      return finish(name, plain, new Outcome("", Json.object(), e.problems()));
    }
  }

  private int run(Parsed parsed, Invocation asked, Screen screen) {
    if (parsed.wantsHelp()) {
      String help = parsed.command().map(command -> Help.of(command, parsed.arguments()))
          .orElseGet(Help::overview);
      return finish(parsed.command().map(CommandSpec::name).orElse(""), screen,
          new Outcome(help, Json.object().with("help", help), List.of()));
    }
    CommandSpec command = parsed.command().orElseThrow();
    if (command.name().equals(CommandLineReader.AS)) {
      return as(parsed, screen);
    }
    Invocation invocation = asked.on(screen);
    return finish(command.name(), screen, advised(command.action(), invocation));
  }

  /** The command lines of other tools print for themselves and have exit codes of their own. */
  private int as(Parsed parsed, Screen screen) {
    Deque<Log> logs = new ArrayDeque<>();
    Shell.Program whimbrel = new Shell.Program() {
      @Override
      public Command named(String name) {
        return Commands.find(name).orElseThrow().action();
      }

      @Override
      public Outcome run(Command command, Invocation invocation) {
        end(logs, 0); // one that fails is the last
        Outcome found = advised(command, invocation);
        Outcome outcome = Interruption.came()
            ? new Outcome(found.text(), found.json(), Interruption.told(found.problems()))
            : found;
        Log log = invocation.screen().log();
        log.result(outcome.text());
        outcome.problems().forEach(log::problem);
        logs.add(log);
        return outcome;
      }
    };
    int exitCode = Interruption
        .exitCode(answered(parsed, new Shell(surroundings, parsed.values(), whimbrel), screen));
    end(logs, exitCode);
    return exitCode == 0 && surroundings.out().checkError() ? lost(screen) : exitCode;
  }

  private static void end(Deque<Log> logs, int exitCode) {
    for (Log log = logs.poll(); log != null; log = logs.poll()) {
      log.exits(exitCode);
      log.close();
    }
  }

  private static int answered(Parsed parsed, Shell shell, Screen screen) {
    try {
      return As.run(parsed.arguments(), shell);
    } catch (WhimbrelException e) {
      e.problems().forEach(screen::problem);
    } catch (RuntimeException e) {
      screen.trace(e);
      screen.problem(mistake(e));
    } catch (Error e) {
      screen.trace(e);
      screen.problem(exhausted(e));
    }
    return As.FAILED;
  }

  private static Problem mistake(RuntimeException e) {
    return Problem.of(ProblemCode.INTERNAL, "Whimbrel made a mistake: " + Redaction.inText(e.toString()))
        .remedy("run it again with -v and report what it prints");
  }

  private Outcome advised(Command command, Invocation invocation) {
    Outcome outcome = outcome(command, invocation);
    return new Outcome(outcome.text(), outcome.json(),
        outcome.problems().stream().map(problem -> NextCommand.complete(problem, invocation)).toList());
  }

  private Outcome outcome(Command command, Invocation invocation) {
    try {
      openLog(invocation);
      return command.run(invocation);
    } catch (WhimbrelException e) {
      return new Outcome("", Json.object(), e.problems());
    } catch (RuntimeException e) {
      invocation.screen().trace(e);
      return new Outcome("", Json.object(), List.of(mistake(e)));
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
      Settings settings = Settings.of(invocation);
      RunLog.open(settings, invocation.command(), surroundings, screen::warning)
          .ifPresent(screen::tells);
      invocation.given(Options.PROGRESS_FILE).ifPresent(file -> screen.tells(screen.log().and(ProgressFile.open(
          settings.project().resolve(file), surroundings.clock(), invocation.command()))));
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

  private Screen screen(Invocation asked) {
    Screen.Volume volume = asked.wants(Options.QUIET)
        ? Screen.Volume.QUIET
        : asked.wants(Options.VERBOSE) ? Screen.Volume.VERBOSE : Screen.Volume.NORMAL;
    return Screen.of(surroundings, asked.wants(Options.JSON) ? Screen.Form.JSON : Screen.Form.TEXT, volume,
        asked.wants(Options.NO_COLOR) ? Screen.Colours.NEVER : Screen.Colours.AUTO);
  }
}
