package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Witness;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hand-written engine that services share: it tells what it does in lines of a log, on standard output. */
final class Services implements OldTool {
  private static final String USAGE = """
      Usage: -action=ACTION [-service=NAME]

        up, down [-dry-run]           apply what is pending, or roll back the latest one
        status, verify                where the service stands, and whether its files changed
        generate -description=TEXT    write the next two files

      Carried out by Whimbrel; see: whimbrel as --help""";

  @Override
  public int run(List<String> args, Shell shell) {
    Result<GoFlags> flags = ServicesLines.flags(args);
    String service = flags.problems().isEmpty() ? service(flags.orThrow(), shell) : "";
    Result<Wanted> wanted = flags.then(read -> ServicesLines.of(read, service, directory(read, shell)));
    return switch (Misplaced.hidden(wanted)) {
      case Result.Rejected<Wanted> rejected -> failed(shell, rejected.problems());
      case Result.Ok<Wanted> ok -> new Answer(shell, ok.value(), service).give();
    };
  }

  /** Without a name, it is the one whose directory this is. */
  private static String service(GoFlags flags, Shell shell) {
    Path here = shell.project();
    String directory = here.getFileName() == null ? "" : here.getFileName().toString();
    return flags.value("service").or(() -> shell.given(Options.SERVICE)).orElse(directory);
  }

  /** {@code migrations} in the directory of a service that is named: beside this one or above it. */
  private static Optional<String> directory(GoFlags flags, Shell shell) {
    Optional<String> said = flags.value("migrations").or(() -> flags.value("path")).or(() -> flags.value("dir"));
    Optional<String> service = flags.value("service");
    boolean isSaid = said.isPresent() || shell.given(Options.DIR).isPresent();
    if (isSaid || service.isEmpty()) {
      return said;
    }
    Path here = shell.project();
    for (Path above = here; above != null; above = above.getParent()) {
      Path candidate = above.resolve(service.get()).resolve("migrations");
      if (Files.isDirectory(candidate)) {
        return Optional.of(here.relativize(candidate).toString());
      }
    }
    return Optional.empty();
  }

  private static int failed(Shell shell, List<Problem> problems) {
    problems.forEach(shell::problem);
    return problems.isEmpty() ? 0 : As.FAILED;
  }

  /** One command line, and what is seen while it is carried out. */
  private static final class Answer implements Witness {
    private final Shell shell;
    private final Wanted wanted;
    private final String service;
    private @Nullable RunReport report;
    private @Nullable Survey survey;

    Answer(Shell shell, Wanted wanted, String service) {
      this.shell = shell;
      this.wanted = wanted;
      this.service = service;
    }

    int give() {
      return switch (wanted.act()) {
        case "help" -> {
          shell.out(USAGE);
          yield 0;
        }
        case "up", "down" -> move();
        case "status" -> status();
        case "verify" -> verify();
        default -> failed(shell, shell.run(wanted.line(), this).problems());
      };
    }

    private void log(String line) {
      shell.out("[" + service + "-migrations] " + line);
    }

    private int move() {
      log("Starting migration " + wanted.act() + " for service: " + service);
      Outcome outcome = shell.run(wanted.line(), this);
      if (report != null && outcome.problems().isEmpty()) {
        log(switch (report.manner()) {
          case REAL -> wanted.act().equals("up")
              ? "All migrations completed successfully"
              : report.plan().isEmpty() ? "No migrations to roll back" : "Rollback completed successfully";
          case DRY -> "Dry run: nothing was changed";
        });
      }
      return failed(shell, outcome.problems());
    }

    private int status() {
      Outcome outcome = shell.run(wanted.line(), this);
      if (survey != null) {
        String current = survey.current().map(line -> line.version().replaceFirst("^0+(?=\\d)", "")).orElse("0");
        long pending = survey.lines().stream().filter(Survey.Line::isToApply).count();
        shell.out("Service: " + service + ", Current Version: " + current + ", Pending: " + pending);
      }
      return failed(shell, outcome.problems());
    }

    private int verify() {
      Outcome outcome = shell.run(wanted.line(), this);
      if (outcome.problems().isEmpty()) {
        log("All applied migrations agree with their files");
      }
      return failed(shell, outcome.problems());
    }

    // What is seen

    @Override
    public void planned(MigrationSet set, History history, Plan plan) {
      if (wanted.act().equals("up")) {
        log("Found " + plan.steps().size() + " pending migrations");
      }
    }

    @Override
    public void saw(RunEvent event) {
      if (event instanceof RunEvent.StepFinished finished && finished.result() instanceof StepResult.Done done) {
        boolean up = done.step().direction() == Direction.UP;
        log(switch (wanted.line().values().containsKey("dry-run") ? RunReport.Manner.DRY : RunReport.Manner.REAL) {
          case REAL -> "Successfully " + (up ? "applied" : "rolled back") + " migration ";
          case DRY -> "Would " + (up ? "apply" : "roll back") + " migration ";
        } + label(done.step().migration()));
      }
    }

    /** Such as {@code 001_create_users}. */
    private static String label(Migration migration) {
      return migration.file().replaceFirst("[._](?:up|down)\\.sql$", "");
    }

    @Override
    public void ran(RunReport ran) {
      report = ran;
    }

    @Override
    public void surveyed(MigrationSet set, History history, Survey seen) {
      survey = seen;
    }

    @Override
    public void wrote(List<Path> files) {
      files.stream().sorted(java.util.Comparator.reverseOrder()).forEach(file -> log("Created " + file.getFileName()));
    }
  }
}
