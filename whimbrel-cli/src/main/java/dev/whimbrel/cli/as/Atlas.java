package dev.whimbrel.cli.as;

import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Witness;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.Event.Meaning;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Step;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Atlas: reports on standard output, errors on standard error, exit code 0 or 1. */
final class Atlas implements OldTool {
  private static final Pattern SUM = Pattern.compile("(checksum [a-z ]+?)(?:: (L\\d+: .* was \\w+))?");
  private static final String USAGE = """
      Usage: atlas migrate COMMAND [FLAGS]

        apply [N]         apply what is pending: --url --dir --env --config --dry-run --baseline --allow-dirty --exec-order
                          --lock-timeout --revisions-schema --to-version
        status            where the database stands
        set V             record that exactly the versions up to V are applied
        down [N]          revert: --to-version
        validate, hash    check atlas.sum, or write it anew
        new NAME          write the next file

      Carried out by Whimbrel; see: whimbrel as --help""";
  private static final String SEE = " added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error";

  @Override
  public int run(List<String> args, Shell shell) {
    return switch (Misplaced.hidden(AtlasLines.of(args))) {
      case Result.Rejected<Wanted> rejected -> failed(shell, rejected.problems());
      case Result.Ok<Wanted> ok -> new Answer(shell, ok.value()).give();
    };
  }

  private static int failed(Shell shell, List<Problem> problems) {
    List<String> late = problems.stream().filter(problem -> problem.code() == ProblemCode.OUT_OF_ORDER)
        .flatMap(problem -> Optional.ofNullable(problem.at()).stream()).map(Position::file).toList();
    if (!late.isEmpty()) {
      shell.err("Error: " + outOfOrder(late));
    }
    for (Problem problem : problems) {
      Matcher sum = SUM.matcher(problem.message());
      if (problem.code() == ProblemCode.INTEGRITY && sum.matches()) { // Atlas tells of the first one
        shell.out("You have a checksum error in your migration directory.\n");
        Optional.ofNullable(sum.group(2)).ifPresent(line -> shell.out("    " + line + "\n"));
        shell.out("Please check your migration files and run 'atlas migrate hash' to re-hash the contents\n");
        shell.err("Error: " + sum.group(1));
        break;
      } else {
        shell.err(shell.text(problem).replaceFirst("error:", "Error:"));
      }
    }
    return problems.isEmpty() ? 0 : As.FAILED;
  }

  private static String outOfOrder(List<String> files) {
    return files.size() == 1
        ? "migration file " + files.getFirst() + " was" + SEE
        : "migration files " + String.join(", ", files) + " were" + SEE;
  }

  /** One command line, and what is seen while it is carried out. */
  private static final class Answer implements Witness {
    private final Shell shell;
    private final Wanted wanted;
    private @Nullable RunReport report;
    private @Nullable Survey survey;
    private Optional<String> before = Optional.empty();
    private List<NewEntry> recorded = List.of();

    Answer(Shell shell, Wanted wanted) {
      this.shell = shell;
      this.wanted = wanted;
    }

    int give() {
      return switch (wanted.act()) {
        case "help" -> {
          shell.out(USAGE);
          yield 0;
        }
        case "version" -> {
          shell.out(shell.run(wanted.line(), this).text().strip());
          yield 0;
        }
        case "apply" -> apply();
        case "down" -> reported();
        case "status" -> status();
        case "set" -> set();
        default -> failed(shell, shell.run(wanted.line(), this).problems());
      };
    }

    private int apply() {
      List<Problem> problems = wanted.first().map(this::baselined).orElse(List.of());
      return problems.isEmpty() ? reported() : failed(shell, problems);
    }

    /** Only where nothing is applied yet, as there. */
    private List<Problem> baselined(Line baseline) {
      List<Problem> problems = shell.run(new Line("status", List.of(), baseline.values()), this).problems();
      boolean isFresh = survey != null && survey.current().isEmpty();
      return problems.isEmpty() && isFresh ? shell.run(baseline, this).problems() : problems;
    }

    private int reported() {
      Outcome outcome = shell.run(wanted.line(), this);
      if (report != null) {
        (report.plan().isEmpty() ? List.of("No migration files to execute") : lines(report)).forEach(shell::out);
      }
      return failed(shell, outcome.problems());
    }

    private List<String> lines(RunReport ran) {
      List<String> lines = new ArrayList<>();
      List<StepResult> results = ran.results();
      lines.add("Migrating to version " + version(results.getLast()) + before.map(v -> " from " + v).orElse("") + " ("
          + results.size() + " migrations in total):");
      Tally tally = new Tally();
      for (StepResult result : results) {
        switch (result) {
          case StepResult.Done done -> {
            begin(lines, result);
            List<Statement> statements = done.step().remaining();
            statements.forEach(statement -> lines.add(shown(statement)));
            lines.add("  -- ok (" + GoDuration.written(done.took()) + ")");
            tally.add(done.took(), statements.size());
          }
          case StepResult.Failed failed -> {
            begin(lines, result);
            List<Statement> statements = begun(failed);
            statements.forEach(statement -> lines.add(shown(statement)));
            lines.add("    " + failed.problem().message());
            tally.fail(failed.took(), Math.max(0, statements.size() - 1));
          }
          case StepResult.NotTried notTried -> {
            begin(lines, result);
            lines.add("  -- " + notTried.reason());
          }
          case StepResult.SharedFate shared -> {
            begin(lines, result);
            lines.add(shared.fate() == StepResult.Fate.ROLLED_BACK
                ? "  -- rolled back with version " + version(shared.with())
                : "  -- unknown, as version " + version(shared.with()));
          }
          case StepResult.NotReached notReached -> {
          }
        }
      }
      lines.addAll(tally.lines());
      return lines;
    }

    private static void begin(List<String> lines, StepResult result) {
      lines.add("");
      lines.add("  -- migrating version " + version(result));
    }

    /** The last one is the one that failed. */
    private static List<Statement> begun(StepResult.Failed failed) {
      Position at = failed.problem().at();
      return at == null
          ? failed.step().remaining()
          : failed.step().remaining().stream().filter(statement -> isUpTo(statement.at(), at)).toList();
    }

    private static boolean isUpTo(Position statement, Position at) {
      return statement.line() < at.line() || (statement.line() == at.line() && statement.column() <= at.column());
    }

    private static String shown(Statement statement) {
      return "    -> " + (statement.shown().strip() + ";").replace("\n", "\n       ").replaceAll("(?m)[ \t]+$", "");
    }

    private static String version(Step step) {
      return step.migration().id().toString();
    }

    private static String version(StepResult result) {
      return result.step().migration().id().toString();
    }

    // Status

    private int status() {
      Outcome outcome = shell.run(wanted.line(), this);
      if (survey != null) {
        AtlasStatus.lines(survey).forEach(shell::out);
      }
      return failed(shell, outcome.problems());
    }

    private int set() {
      Outcome outcome = shell.run(wanted.line(), this);
      if (!outcome.problems().isEmpty() || recorded.isEmpty()) {
        return failed(shell, outcome.problems());
      }
      long set = recorded.stream().filter(entry -> entry.event().meaning() == Meaning.IS_APPLIED).count();
      long removed = recorded.size() - set;
      List<String> counts = new ArrayList<>();
      if (set > 0) {
        counts.add(set + " set");
      }
      if (removed > 0) {
        counts.add(removed + " removed");
      }
      shell.out("Current version is " + wanted.line().arguments().getFirst() + " (" + String.join(", ", counts)
          + "):\n");
      recorded.forEach(entry -> shell.out((entry.event().meaning() == Meaning.IS_APPLIED ? "  + " : "  - ")
          + JournalEntry.spelling(entry.key(), entry.file())
          + (entry.description().isEmpty() ? "" : " (" + entry.description() + ")")));
      shell.out("");
      return 0;
    }

    // What is seen

    @Override
    public void planned(MigrationSet set, History history, Plan plan) {
      before = Survey.of(set, history).current().map(Survey.Line::version);
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
    public void declared(List<NewEntry> entries) {
      recorded = entries;
    }
  }

  /** The sums at the end of a report. */
  private static final class Tally {
    private Duration took = Duration.ZERO;
    private int migrations;
    private int statements;
    private int failures;

    void add(Duration time, int ran) {
      took = took.plus(time);
      migrations++;
      statements += ran;
    }

    void fail(Duration time, int ran) {
      took = took.plus(time);
      statements += ran;
      failures++;
    }

    List<String> lines() {
      return List.of("", "  -------------------------", "  -- " + GoDuration.written(took),
          "  -- " + counted(migrations, "migration"), "  -- " + counted(statements, "sql statement"));
    }

    private String counted(int ok, String noun) {
      String nouns = noun + (ok == 1 || (ok == 0 && failures > 0) ? "" : "s");
      if (failures == 0) {
        return ok + " " + nouns;
      }
      return ok == 0
          ? failures + " " + nouns + " with errors"
          : ok + " " + nouns + " ok, " + failures + " with errors";
    }
  }

  /** {@code atlas migrate status}. */
  private static final class AtlasStatus {
    static List<String> lines(Survey survey) {
      List<Survey.Line> pending = survey.lines().stream().filter(Survey.Line::isToApply).toList();
      List<Survey.Line> late = survey.in(State.OUT_OF_ORDER);
      Optional<JournalEntry> partial = pending.stream().flatMap(line -> line.standing().partial().stream()).findFirst();
      Optional<String> current = partial.map(JournalEntry::version)
          .or(() -> survey.current().map(Survey.Line::version));
      long executed = executed(survey) + (partial.isPresent() ? 1 : 0);
      List<String> lines = new ArrayList<>();
      lines.add("Migration Status: " + (pending.isEmpty() ? "OK" : "PENDING"));
      lines.add("  -- Current Version: " + current.orElse("No migration applied yet")
          + partial.map(entry -> " (" + entry.statementsDone() + " statements applied)").orElse(""));
      lines.add("  -- Next Version:    " + next(pending, late, partial));
      lines.add("  -- Executed Files:  " + executed + (partial.isPresent() ? " (last one partially)" : ""));
      lines.add("  -- Pending Files:   " + pending.size() + outOfOrder(pending, late));
      if (!late.isEmpty()) {
        lines.add("");
        lines.add("  ERROR: " + Atlas.outOfOrder(late.stream()
            .map(line -> Objects.requireNonNull(line.migration()).file()).toList()));
      }
      pending.stream().filter(line -> line.standing().openAttempt() != null).findFirst()
          .ifPresent(line -> lines.addAll(error(line, Objects.requireNonNull(line.standing().openAttempt()))));
      return lines;
    }

    private static String next(List<Survey.Line> pending, List<Survey.Line> late, Optional<JournalEntry> partial) {
      if (!late.isEmpty()) {
        return "UNKNOWN";
      }
      return pending.isEmpty()
          ? "Already at latest version"
          : pending.getFirst().version() + partial
              .map(entry -> " (" + (entry.statementsTotal() - entry.statementsDone()) + " statements left)").orElse("");
    }

    private static String outOfOrder(List<Survey.Line> pending, List<Survey.Line> late) {
      if (late.isEmpty()) {
        return "";
      }
      return late.size() == pending.size() ? " (out of order)" : " (" + late.size() + " out of order)";
    }

    /** Its table has a row for each file that ran, and one for a baseline, whatever came before that. */
    private static long executed(Survey survey) {
      List<JournalEntry> applied = survey.lines().stream().map(line -> line.standing().applied())
          .filter(Objects::nonNull).toList();
      long baselined = applied.stream().filter(entry -> entry.event() == Event.BASELINED).count();
      boolean declared = applied.stream()
          .anyMatch(entry -> entry.event() == Event.BASELINED && entry.author().tool().startsWith("whimbrel"));
      long rows = applied.stream().filter(entry -> entry.event() == Event.BASELINED && entry.origin() != null).count();
      return applied.size() - baselined + Math.max(rows, declared ? 1 : 0);
    }

    private static List<String> error(Survey.Line line, JournalEntry attempt) {
      List<Statement> statements = line.migration() == null ? List.of() : line.migration().up().statements();
      int at = attempt.statementsDone();
      String sql = at < statements.size() ? statements.get(at).shown() + ";" : attempt.file();
      String error = attempt.error() == null ? "" : attempt.error();
      return List.of("", "Last migration attempt had errors:", "  -- SQL:   " + inOneLine(sql),
          "  -- ERROR: " + inOneLine(error));
    }

    private static String inOneLine(String text) {
      return text.replaceAll("\\s*\n\\s*", " ").strip();
    }
  }
}
