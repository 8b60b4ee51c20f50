package dev.whimbrel.cli.command;

import dev.whimbrel.Readiness;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.report.Json;
import dev.whimbrel.report.ReportJson;
import dev.whimbrel.schema.rollback.ProofFile;
import dev.whimbrel.schema.rollback.ProofFile.Standing;
import dev.whimbrel.schema.rollback.Trials;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands that only look. They take no lock and create nothing. */
public final class Reading {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  /** The whole of it shows {@code status}. */
  private static final int LONGEST_ERROR = 300;

  private Reading() {}

  /**
   * {@code status}.
   *
   * @param seen is given what the text tells
   */
  public static Outcome status(Invocation invocation, Consumer<Survey> seen) {
    return survey(invocation, (desk, read, survey) -> {
      seen.accept(survey);
      Warnings.show(invocation.screen(), read.set());
      long pending = survey.lines().stream().filter(Survey.Line::isToApply).count();
      ProofFile proofs = ProofsOf.readOrWarned(desk.settings(), invocation.screen());
      Json.Obj json = Json.object()
          .with("current_version", survey.current().map(Survey.Line::version).orElse(null))
          .with("pending", pending)
          .with("migrations", Json.array(survey.lines().stream().map(line -> proven(line, proofs)).toList()));
      Optional<MirroredTable> kept = read.history().mirrored();
      if (kept.isPresent()) {
        json = json.with("mirror", Json.object().with("tool", kept.get().tool())
            .with("table", kept.get().written()));
      }
      Outcome outcome = Outcome
          .of(statusText(invocation.screen(), desk, survey, pending, proofs) + kept.map(Reading::keptUp).orElse(""),
              json);
      return desk.settings().isOn(Options.EXIT_CODE) ? outcome.with(inTheWay(read, pending)) : outcome;
    });
  }

  /** Why the database is not where the directory is: first what {@code up} would refuse, then what it would do. */
  private static List<Problem> inTheWay(Compared read, long pending) {
    List<Problem> refused = Planner.plan(read.set(), read.history(), new Goal.Latest(), Policy.strict()).problems();
    if (!refused.isEmpty() || pending == 0) {
      return refused;
    }
    return pending(pending);
  }

  private static List<Problem> pending(long count) {
    return List.of(Problem.of(ProblemCode.PENDING,
        RunText.count(count, "migration") + (count == 1 ? " is" : " are") + " pending")
        .remedy(count == 1 ? "apply it with: whimbrel up" : "apply them with: whimbrel up"));
  }

  /** For probes: the exit code says it all. */
  public static Outcome ready(Invocation invocation) {
    return survey(invocation, (desk, read, survey) -> {
      Readiness readiness = Readiness.of(survey);
      Json.Obj json = Json.object()
          .with("state", readiness.state().name().toLowerCase(Locale.ROOT))
          .with("ready", readiness.isReady() ? Json.Flag.TRUE : Json.Flag.FALSE)
          .with("current_version", readiness.current().orElse(null))
          .with("pending", Json.texts(readiness.pending()))
          .with("ahead", Json.texts(readiness.ahead()))
          .with("failed", Json.texts(readiness.failed()));
      return switch (readiness.state()) {
        case CURRENT -> Outcome.of("current: " + at(desk, readiness) + "\n", json);
        case AHEAD -> Outcome.of("ahead: " + at(desk, readiness) + ", and has what this directory does not know: "
            + String.join(", ", readiness.ahead()) + "\n", json);
        case BEHIND -> Outcome.of("", json).with(pending(readiness.pending().size()));
        case FAILED -> Outcome.of("", json).with(survey.lines().stream()
            .filter(line -> readiness.failed().contains(line.version())).map(Reading::failed).toList());
      };
    });
  }

  private static String at(Desk desk, Readiness readiness) {
    return desk.place() + " is at " + readiness.current().map(version -> "version " + version).orElse("no version");
  }

  private static Problem failed(Survey.Line line) {
    Optional<JournalEntry> partial = line.standing().partial();
    return partial.isEmpty()
        ? Problem
            .of(ProblemCode.STATEMENT_FAILED, "version " + line.version() + " failed, and nothing of it is in effect")
            .remedy("see why with: whimbrel status; then apply it with: whimbrel up")
        : Problem.of(ProblemCode.PARTLY_APPLIED, "version " + line.version() + " stands half way: "
            + partial.get().statementsDone() + " of " + partial.get().statementsTotal() + " statements "
            + (partial.get().statementsDone() == 1 ? "is" : "are") + " in effect")
            .remedy("see why with: whimbrel status; then finish it with: whimbrel " + partial.get().direction().word());
  }

  /** What was read for a survey. */
  private record Compared(MigrationSet set, History history) {}

  /** Tells what a survey comes to. */
  @FunctionalInterface
  private interface Telling {
    Outcome tell(Desk desk, Compared read, Survey survey);
  }

  private static Json proven(Survey.Line line, ProofFile proofs) {
    Json.Obj json = ReportJson.of(line);
    Migration migration = line.migration();
    return migration == null || proofs.proofs().isEmpty() || !Trials.isFor(migration)
        ? json
        : json.with("way_back", proofs.of(migration).word());
  }

  private static String statusText(Screen screen, Desk desk, Survey survey, long pending, ProofFile proofs) {
    List<String> heads = List.of("VERSION", "STATUS", "NAME", "APPLIED AT", "EXECUTION TIME");
    boolean known = !proofs.proofs().isEmpty(); // who never proved anything is not told so in every line
    Table table = new Table(known ? Stream.concat(heads.stream(), Stream.of("WAY BACK")).toList() : heads);
    survey.lines().forEach(line -> table.add(known
        ? Stream.concat(statusRow(line).stream(), Stream.of(wayBack(line, proofs))).toList()
        : statusRow(line)));
    StringBuilder text = new StringBuilder(table.render(screen)).append('\n');
    survey.lines().forEach(line -> lastError(line).ifPresent(error -> text.append(error).append('\n')));
    String current = survey.current().map(line -> "Current version: " + line.version()).orElse("Nothing is applied");
    boolean differs = survey.in(State.EDITED).stream().anyMatch(line -> !line.isToApply());
    if (differs || !survey.in(State.MISSING).isEmpty()) {
      text.append("What is edited or missing, and what to do about it: whimbrel verify\n");
    }
    text.append(current).append(" in ").append(desk.place()).append(". ")
        .append(pending == 0 ? "Nothing pending." : RunText.count(pending, "migration") + " pending.").append('\n');
    survey.lines().forEach(line -> halfReverted(line).ifPresent(text::append));
    return text.toString();
  }

  private static String keptUp(MirroredTable table) {
    return "The table " + table.written() + " of " + table.tool() + " is kept up.\n";
  }

  /** Nothing is pending then, and the version is not what its name says. */
  private static Optional<String> halfReverted(Survey.Line line) {
    return line.standing().partial().filter(attempt -> attempt.direction() == Direction.DOWN)
        .map(attempt -> "The revert of version " + line.version() + " stopped at statement "
            + (attempt.statementsDone() + 1) + " of " + attempt.statementsTotal()
            + "; mend what stopped it and finish it with: whimbrel down\n");
  }

  private static List<Cell> statusRow(Survey.Line line) {
    JournalEntry turn = line.standing().applied();
    String name = line.migration() != null ? line.migration().description() : turn == null ? "" : turn.description();
    return List.of(
        new Cell(line.version(), Style.STRONG),
        new Cell(line.state().label(), style(line.state())),
        new Cell(name, Style.PLAIN),
        new Cell(turn == null ? "-" : TIME.format(turn.finishedAt()), Style.PLAIN),
        new Cell(turn == null ? "-" : Durations.brief(turn.took()), Style.PLAIN));
  }

  private static Cell wayBack(Survey.Line line, ProofFile proofs) {
    Migration migration = line.migration();
    if (migration == null || !Trials.isFor(migration)) {
      return new Cell("-", Style.PLAIN);
    }
    Standing standing = proofs.of(migration);
    return new Cell(standing.word(), switch (standing) {
      case PROVEN -> Style.GOOD;
      case SCHEMA_ONLY, OF_OTHER_CONTENT -> Style.WARNING;
      case REFUTED -> Style.BAD;
      case NONE -> Style.PLAIN;
    });
  }

  private static Style style(State state) {
    return switch (state) {
      case APPLIED -> Style.GOOD;
      case PENDING, ROLLED_BACK -> Style.PLAIN;
      case OUT_OF_ORDER, BY_CODE -> Style.WARNING;
      case FAILED, MISSING, EDITED -> Style.BAD;
    };
  }

  private static Optional<String> lastError(Survey.Line line) {
    JournalEntry attempt = line.standing().openAttempt();
    if (attempt == null) {
      return Optional.empty();
    }
    boolean down = attempt.direction() == Direction.DOWN;
    String progress = attempt.statementsDone() == 0
        ? down ? "it is applied as before" : "nothing of it is in effect"
        : attempt.statementsDone() + " of " + attempt.statementsTotal() + " statements "
            + (attempt.statementsDone() == 1 ? "is" : "are") + " in effect";
    return Optional
        .of(line.version() + (down ? ", being reverted, last failed on " : " last failed on ")
            + TIME.format(attempt.finishedAt()) + " (" + progress + "):\n  "
            + Objects.requireNonNullElse(attempt.error(), "the run ended without saying why") + "\n");
  }

  public static Outcome version(Invocation invocation) {
    return survey(invocation, (desk, read, survey) -> {
      Optional<Survey.Line> current = survey.current();
      return Outcome.of(current.map(line -> line.version() + "\n").orElse("no version\n"),
          Json.object().with("current_version", current.map(Survey.Line::version).orElse(null)));
    });
  }

  public static Outcome verify(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      History history = desk.history(read);
      List<Problem> problems = Planner.plan(read.set(), history, new Goal.Latest(), Policy.strict()).problems();
      String text = problems.isEmpty() ? agreement(read, history) : "";
      return Outcome.of(text, Json.object().with("applied", compared(read, history))).with(problems);
    });
  }

  /** What is said where nothing speaks against it. */
  static String agreement(Directory read, History history) {
    int byCode = byCode(read, history);
    return agreement(compared(read, history)) + (byCode == 0 ? "" : notCompared(byCode));
  }

  /** How many migrations that are applied can be held against their files. */
  static int compared(Directory read, History history) {
    return history.applied().size() - byCode(read, history);
  }

  private static int byCode(Directory read, History history) {
    return Survey.of(read.set(), history).in(State.BY_CODE).size();
  }

  private static String notCompared(int byCode) {
    return RunText.count(byCode, "migration") + (byCode == 1 ? " is" : " are")
        + " code of an application and cannot be compared here.\n";
  }

  private static String agreement(int applied) {
    return applied == 0
        ? "Nothing is applied, so there is nothing to compare.\n"
        : "The directory agrees with all that is applied: " + RunText.count(applied, "migration") + ".\n";
  }

  private static Outcome survey(Invocation invocation, Telling telling) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory files = directory.with(settings, desk.database().dialect().lexicon());
      Compared read = new Compared(files.set(), desk.history(files));
      Survey survey = Survey.of(read.set(), read.history());
      invocation.screen().witness().surveyed(read.set(), read.history(), survey);
      return telling.tell(desk, read, survey);
    });
  }

  public static Outcome history(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      List<JournalEntry> entries = desk.history().entries();
      Json.Obj json = Json.object().with("entries", Json.array(entries.stream().map(ReportJson::of).toList()));
      return Outcome.of(historyText(invocation.screen(), entries), json);
    });
  }

  private static String historyText(Screen screen, List<JournalEntry> entries) {
    if (entries.isEmpty()) {
      return "The journal is empty.\n";
    }
    Table table = new Table(
        List.of("TIME (UTC)", "BATCH", "VERSION", "EVENT", "STATEMENTS", "TOOK", "BY", "FROM", "ERROR"));
    for (JournalEntry entry : entries) {
      table.add(List.of(
          plain(TIME.format(entry.finishedAt())), plain(String.valueOf(entry.batch())),
          new Cell(entry.version(), Style.STRONG),
          plain(entry.event().word()), plain(entry.statementsDone() + "/" + entry.statementsTotal()),
          plain(Durations.brief(entry.took())), plain(entry.role()), plain(from(entry)),
          new Cell(error(entry.error()), Style.BAD)));
    }
    return table.render(screen);
  }

  private static Cell plain(String text) {
    return new Cell(text, Style.PLAIN);
  }

  private static String from(JournalEntry entry) {
    if (entry.event() == Event.ADOPTED || entry.event() == Event.WITHDRAWN) {
      return (entry.author().tool() + " " + entry.author().user()).strip();
    }
    String who = entry.author().user() + (entry.author().host().isEmpty() ? "" : "@" + entry.author().host());
    return who + " " + entry.client();
  }

  private static String error(@Nullable String error) {
    return error == null ? "" : Shortened.to(LONGEST_ERROR, error.lines().findFirst().orElse(""));
  }
}
