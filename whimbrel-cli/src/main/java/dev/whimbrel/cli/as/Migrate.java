package dev.whimbrel.cli.as;

import dev.whimbrel.cli.command.GolangRow;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Witness;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.GolangPosition;
import dev.whimbrel.peer.GolangPosition.Mark;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** golang-migrate: everything that it says goes to standard error, also the version. */
final class Migrate implements OldTool {
  private static final String USAGE = """
      Usage: migrate [-path DIR | -source file://DIR] -database URL [-lock-timeout N] COMMAND

        up [N]             apply what is pending, or the next N
        down [N] [-all]    revert the last N, or everything
        goto V             up or down to version V
        version, force V   where the database stands; say where it stands
        create -ext sql [-dir DIR] [-seq] [-digits N] NAME
        validate           check the files

      Carried out by Whimbrel; see: whimbrel as --help""";
  private static final Pattern FILE = Pattern.compile("0*(\\d+)_(.*)[._](?:up|down)\\.sql");

  @Override
  public int run(List<String> args, Shell shell) {
    return switch (Misplaced.hidden(MigrateLines.of(args))) {
      case Result.Rejected<Wanted> rejected -> {
        rejected.problems().forEach(shell::problem);
        yield As.FAILED;
      }
      case Result.Ok<Wanted> ok -> new Answer(shell, ok.value()).give();
    };
  }

  /** One command line, and what is seen while it is carried out. */
  private static final class Answer implements Witness {
    private final Shell shell;
    private final Wanted wanted;
    private @Nullable RunReport report;
    private Optional<GolangPosition> row = Optional.empty();
    private boolean isThere;
    private Optional<String> current = Optional.empty();

    Answer(Shell shell, Wanted wanted) {
      this.shell = shell;
      this.wanted = wanted;
    }

    int give() {
      return switch (wanted.act()) {
        case "-version" -> told(shell.run(wanted.line(), this));
        case "-help" -> {
          shell.err(USAGE);
          yield 0;
        }
        case "nothing" -> {
          shell.err("no change");
          yield 0;
        }
        case "version" -> version();
        case "force" -> ended(shell.run(wanted.line(), GolangRow::force, this));
        case "validate" -> told(shell.run(wanted.line(), this));
        case "create" -> ended(shell.run(wanted.line(), this));
        case "down" -> asked() ? moved() : As.FAILED;
        default -> moved();
      };
    }

    /** What Whimbrel says, where golang-migrate would say something. */
    private int told(Outcome outcome) {
      outcome.text().lines().forEach(shell::err);
      return ended(outcome);
    }

    private int ended(Outcome outcome) {
      outcome.problems().forEach(shell::problem);
      return outcome.problems().isEmpty() ? 0 : As.FAILED;
    }

    /** Of whoever is at the other end of standard input, a pipe as well. */
    private boolean asked() {
      shell.err("Are you sure you want to apply all down migrations? [y/N]");
      if (shell.answer().equalsIgnoreCase("y")) {
        shell.err("Applying all down migrations");
        return true;
      }
      shell.err("Not applying all down migrations");
      return false;
    }

    private int version() {
      Outcome outcome = shell.run(wanted.line(), GolangRow::version, this);
      if (!outcome.problems().isEmpty()) {
        return ended(outcome);
      }
      Optional<String> version = isThere
          ? row.filter(found -> found.version().signum() >= 0).map(Answer::written)
          : current;
      shell.err(version.orElse("error: no migration"));
      return version.isPresent() ? 0 : As.FAILED;
    }

    private static String written(GolangPosition row) {
      return row.version() + (row.mark() == Mark.DIRTY ? " (dirty)" : "");
    }

    private int moved() {
      Outcome outcome = shell.run(wanted.line(), this);
      if (report == null) {
        sayDirty(outcome);
        return ended(outcome);
      }
      if (!outcome.problems().isEmpty()) {
        outcome.problems().forEach(problem -> shell
            .err(problem.code() == ProblemCode.STATEMENT_FAILED ? failed(problem) : shell.text(problem)));
        return As.FAILED;
      }
      return counted(report.results().size());
    }

    private String failed(Problem problem) {
      return shell.text(problem).replaceFirst("error:(\\S*) ", "error:$1 migration failed: ");
    }

    /** What scripts look for. */
    private void sayDirty(Outcome outcome) {
      boolean mayBe = outcome.problems().stream().anyMatch(problem -> problem.code() == ProblemCode.PARTLY_APPLIED);
      if (mayBe && shell.run(wanted.line(), GolangRow::version, this).problems().isEmpty()) {
        row.filter(found -> found.mark() == Mark.DIRTY).ifPresent(found -> shell
            .err("error: Dirty database version " + found.version() + ". Fix and force version."));
      }
    }

    private int counted(int done) {
      int asked = wanted.line().arguments().isEmpty() || wanted.act().equals("goto")
          ? 0
          : Integer.parseInt(wanted.line().arguments().getFirst());
      if (asked == 0 && done == 0) {
        shell.err("no change");
      } else if (done == 0) {
        shell.err("error: file does not exist");
      } else if (done < asked) {
        shell.err("error: limit " + (asked - done) + " short");
      }
      return done < asked ? As.FAILED : 0;
    }

    // What is seen

    @Override
    public void saw(RunEvent event) {
      if (event instanceof RunEvent.StepFinished finished && finished.result() instanceof StepResult.Done done) {
        Matcher file = FILE.matcher(done.step().migration().file());
        Migration migration = done.step().migration();
        String version = file.matches() ? file.group(1) : migration.id().toString();
        String name = file.matches() ? file.group(2) : migration.description();
        shell.err(version + "/" + (done.step().direction() == Direction.UP ? "u " : "d ") + name + " ("
            + GoDuration.written(done.took()) + ")");
      }
    }

    @Override
    public void ran(RunReport ran) {
      report = ran;
    }

    @Override
    public void surveyed(MigrationSet set, History history, Survey survey) {
      current = survey.current().map(line -> line.version().replaceFirst("^0+(?=\\d)", ""));
    }

    @Override
    public void position(Optional<GolangPosition> found) {
      row = found;
      isThere = true;
    }

    @Override
    public void wrote(List<Path> files) {
      // up first, as golang-migrate names them
      files.stream().sorted(java.util.Comparator.reverseOrder()).forEach(file -> shell.err(file.toString()));
    }
  }
}
