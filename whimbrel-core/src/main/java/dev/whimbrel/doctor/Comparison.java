package dev.whimbrel.doctor;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The journal against the directory, and against itself. Pure. */
final class Comparison {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  /** Whether a run holds the lock, so that what looks half done may be under way. */
  enum Lock {
    FREE, HELD
  }

  private final History history;
  private final Lock lock;

  Comparison(History history, Lock lock) {
    this.history = history;
    this.lock = lock;
  }

  /** What is wrong with a directory, with its journal or with a server: a finding each, by the code of the problem. */
  static List<Finding> of(List<Problem> problems, String why) {
    return problems.stream().map(problem -> of(problem, why)).toList();
  }

  private static Finding of(Problem problem, String why) {
    String at = problem.at() == null ? "" : problem.at() + " ";
    String server = problem.server() == null || problem.message().contains(problem.server().message())
        ? ""
        : ": " + problem.server().message() + " (SQLSTATE " + problem.server().sqlState() + ")";
    return Finding.of(id(problem.code()), problem.at() == null ? "" : problem.at().file(), Severity.ERROR,
        at + problem.message() + server, why)
        .withRemedy(problem.remedy());
  }

  private static String id(ProblemCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What does not need a directory. */
  List<Finding> ofHistory(Instant serverTime) {
    return history.entries().stream()
        .filter(entry -> entry.finishedAt().isAfter(serverTime.plusSeconds(1)))
        .reduce((first, second) -> second)
        .map(entry -> Finding.of("journal-from-the-future", entry.version(), Severity.WARNING,
            "the journal says that " + entry.version() + " was " + entry.event().word() + " on "
                + TIME.format(entry.finishedAt()) + " UTC, and the server's clock says "
                + TIME.format(serverTime) + " UTC",
            "the server's clock was set back, or the database came from another server; the order of the journal "
                + "does not depend on it")
            .withRemedy("set the server's clock by NTP"))
        .stream().toList();
  }

  /** What follows from both. */
  List<Finding> with(MigrationSet set) {
    List<Problem> refused = Planner.plan(set, history, new Goal.Latest(), Policy.strict()).problems().stream()
        .filter(problem -> problem.code() != ProblemCode.PARTLY_APPLIED) // told below, with what is next
        .toList();
    List<Finding> findings = new ArrayList<>(of(refused, "up refuses to run anything as long as this is so"));
    for (Survey.Line line : Survey.of(set, history).lines()) {
      attempt(line).ifPresent(findings::add);
      renamed(line).ifPresent(findings::add);
    }
    return findings;
  }

  /** The scripts that the next {@code up} would run, if nothing stood in the way. */
  List<Script> pending(MigrationSet set) {
    return Survey.of(set, history).lines().stream()
        .filter(Survey.Line::isToApply)
        .map(line -> Objects.requireNonNull(line.migration()).up())
        .toList();
  }

  private Optional<Finding> attempt(Survey.Line line) {
    JournalEntry attempt = line.standing().openAttempt();
    Migration migration = line.migration();
    if (attempt == null || migration == null) {
      return Optional.empty(); // of a file that is gone, the planner has spoken
    }
    if (lock == Lock.HELD && attempt.event() != Event.FAILED) {
      return Optional.of(Finding.of("under-way", line.version(), Severity.ADVICE,
          attempt.file() + " was begun on " + TIME.format(attempt.startedAt()) + " UTC, and a run is at work",
          "it is not over yet")
          .withRemedy("look again when that is over: whimbrel doctor"));
    }
    return attempt.statementsDone() > 0 || attempt.event() != Event.FAILED
        ? Optional.of(halfDone(line, attempt))
        : Optional.of(failed(line, migration, attempt));
  }

  private static Finding halfDone(Survey.Line line, JournalEntry attempt) {
    String what = attempt.direction() == Direction.UP ? "applied" : "reverted";
    int done = attempt.statementsDone();
    return Finding.of("half-done", line.version(), Severity.ERROR,
        attempt.file() + " stands half way since " + TIME.format(attempt.finishedAt()) + " UTC: " + done + " of its "
            + attempt.statementsTotal() + " statements " + (done == 1 ? "is" : "are") + " in effect; "
            + Objects.requireNonNullElse(attempt.error(), "the run ended without saying why"),
        "the schema is neither what it was before this migration nor what it is to be")
        .withRemedy("mend the statement that failed and run: whimbrel " + attempt.direction().word()
            + ", which goes on with statement "
            + (done + 1) + "; or finish it by hand and say so with: whimbrel resolve " + line.version() + " --as "
            + what);
  }

  private static Finding failed(Survey.Line line, Migration migration, JournalEntry attempt) {
    boolean up = attempt.direction() == Direction.UP;
    boolean whole = isOneTransaction(migration, attempt.direction());
    return Finding.of("failed", line.version(), up ? Severity.ERROR : Severity.ADVICE,
        attempt.file() + (up ? "" : ", being reverted,") + " failed on " + TIME.format(attempt.finishedAt())
            + " UTC: " + Objects.requireNonNullElse(attempt.error(), "the run ended without saying why"),
        whole
            ? up ? "nothing of it is in the database, and nothing after it can be applied" : "it is applied as before"
            : "none of its statements is recorded as done, but it is not one transaction: the one that failed may have left "
                + "something half done, such as an INVALID index or a half detached partition"
                + (up ? "; nothing after it can be applied" : ""))
        .withRemedy("mend it and run: whimbrel " + attempt.direction().word() + ", which tries it again"
            + (up ? " from its beginning" : ""));
  }

  private static boolean isOneTransaction(Migration migration, Direction direction) {
    if (direction == Direction.UP) {
      return migration.up().mode() == TransactionMode.WHOLE;
    }
    return migration.down() instanceof Reversal.By by && by.script().mode() == TransactionMode.WHOLE;
  }

  private static Optional<Finding> renamed(Survey.Line line) {
    Standing standing = line.standing();
    Migration migration = line.migration();
    JournalEntry applied = standing.applied();
    if (migration == null || applied == null || applied.file().isEmpty() || applied.direction() != Direction.UP) {
      return Optional.empty();
    }
    String was = name(applied.file());
    String is = name(migration.file());
    return was.equals(is)
        ? Optional.empty()
        : Optional.of(Finding.of("renamed", line.version(), Severity.ADVICE,
            is + " was called " + was + " when version " + line.version() + " was applied",
            "the version is what counts, so nothing will be run twice"));
  }

  private static String name(String file) {
    return String.valueOf(Path.of(file).getFileName());
  }
}
