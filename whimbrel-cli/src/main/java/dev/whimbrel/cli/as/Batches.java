package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.cli.screen.Witness;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The hand-written engine with statuses and batches. */
final class Batches implements OldTool {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
      .withZone(ZoneOffset.UTC);
  private static final String USAGE = """
      Usage: COMMAND [-config FILE] [-migrations DIR]

        up [-version=V]     apply what is pending
        down [-version=V]   roll back the latest one, or all after V
        status, version     where the database stands
        create -name=NAME   write the next file
        reset, refresh      roll back everything, and apply it again

      Carried out by Whimbrel; see: whimbrel as --help""";
  private static final String USUAL_CONFIG = "config.yaml";

  @Override
  public int run(List<String> args, Shell shell) {
    Result<Wanted> wanted = BatchesLines.flags(args)
        .then(flags -> config(flags, shell).then(config -> BatchesLines.of(flags, config.url())));
    return switch (Misplaced.hidden(wanted)) {
      case Result.Rejected<Wanted> rejected -> failed(shell, rejected.problems());
      case Result.Ok<Wanted> ok -> new Answer(shell, ok.value()).give();
    };
  }

  /** What is meant for Whimbrel comes before the engine's own file. */
  private static Result<OldConfig> config(GoFlags flags, Shell shell) {
    boolean ours = !shell.surroundings().environment().getOrDefault("WHIMBREL_URL", "").isEmpty();
    if (ours || shell.isTyped(Options.URL) || shell.given(Options.ENV).isPresent()) {
      return Result.ok(OldConfig.NONE);
    }
    String label = flags.value("config").orElse(USUAL_CONFIG);
    Path file = shell.project().resolve(label);
    if (!flags.has("config") && !Files.exists(file)) {
      return Result.ok(OldConfig.NONE);
    }
    Result<OldConfig> read = OldConfig.read(file, label);
    if (read instanceof Result.Ok<OldConfig> ok && !ok.value().passedOver().isEmpty()) {
      shell.err(shell.text(Problem.of(ProblemCode.PASSED_OVER,
          "of " + label + " these are not read: " + String.join(", ", ok.value().passedOver()))));
    }
    return read;
  }

  private static int failed(Shell shell, List<Problem> problems) {
    for (Problem problem : problems) {
      Position at = problem.at();
      if (problem.code() == ProblemCode.EDITED && at != null) {
        shell.err("Error: Migration checksum mismatch for version " + at.file().replaceFirst("[_-].*", ""));
      }
      shell.problem(problem);
    }
    return problems.isEmpty() ? 0 : As.FAILED;
  }

  /** One command line, and what is seen while it is carried out. */
  private static final class Answer implements Witness {
    private final Shell shell;
    private final Wanted wanted;
    private @Nullable Survey survey;

    Answer(Shell shell, Wanted wanted) {
      this.shell = shell;
      this.wanted = wanted;
    }

    int give() {
      if (wanted.act().equals("help")) {
        shell.out(USAGE);
        return 0;
      }
      Outcome outcome = shell.run(wanted.line(), this);
      if (survey != null) {
        (wanted.act().equals("version") ? version(survey) : table(survey)).forEach(shell::out);
      }
      return failed(shell, outcome.problems());
    }

    private static List<String> version(Survey survey) {
      return List.of(survey.current().map(Survey.Line::version).orElse("no version"));
    }

    private static List<String> table(Survey survey) {
      return java.util.stream.Stream.concat(
          java.util.stream.Stream.of(row("VERSION", "STATUS", "NAME", "APPLIED AT", "EXECUTION TIME")),
          survey.lines().stream().map(Answer::row)).toList();
    }

    private static String row(Survey.Line line) {
      JournalEntry applied = line.standing().applied();
      JournalEntry turn = line.standing().lastTurn();
      String name = line.migration() != null ? line.migration().description() : turn == null ? "" : turn.description();
      return row(line.version(), status(line.state()), name,
          applied == null ? "-" : TIME.format(applied.finishedAt()),
          applied == null ? "-" : Durations.brief(applied.took()));
    }

    private static String row(String version, String status, String name, String at, String took) {
      return String.format(Locale.ROOT, "%-14s %-10s %-28s %-20s %s", version, status, name, at, took);
    }

    /** In the engine's own four words. */
    private static String status(State state) {
      return switch (state) {
        case PENDING, OUT_OF_ORDER -> "pending";
        case APPLIED, EDITED, MISSING, BY_CODE -> "applied";
        case FAILED -> "failed";
        case ROLLED_BACK -> "rollback";
      };
    }

    private Path relative(Path file) {
      return shell.project().relativize(file.toAbsolutePath().normalize());
    }

    // What is seen

    @Override
    public void saw(RunEvent event) {
      if (event instanceof RunEvent.StepFinished finished && finished.result() instanceof StepResult.Done done) {
        shell.out((done.step().direction() == Direction.UP ? "Applied migration " : "Rolled back migration ")
            + done.step().migration().id() + ": " + done.step().migration().description() + " ("
            + Durations.brief(done.took()) + ")");
      }
    }

    @Override
    public void ran(RunReport report) {
      if (report.plan().isEmpty()) {
        shell.out(wanted.act().equals("up") ? "No pending migrations" : "Nothing to do");
      }
    }

    @Override
    public void surveyed(MigrationSet set, History history, Survey seen) {
      survey = seen;
    }

    @Override
    public void wrote(List<Path> files) {
      files.forEach(file -> shell.out("Created migration: " + relative(file)));
    }
  }
}
