package dev.whimbrel.plan;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.plan.Policy.OutOfOrder;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.SqlScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Works out a plan. Pure: the same migrations, history, goal and policy give the same plan. */
public final class Planner {
  private final MigrationSet set;
  private final History history;
  private final Policy policy;
  private final Survey survey;
  private final List<Problem> problems = new ArrayList<>();

  private Planner(MigrationSet set, History history, Policy policy) {
    this.set = set;
    this.history = history;
    this.policy = policy;
    this.survey = Survey.of(set, history);
  }

  /** The plan, or all the reasons why there can be none. */
  public static Result<Plan> plan(MigrationSet set, History history, Goal goal, Policy policy) {
    return new Planner(set, history, policy).plan(goal);
  }

  private Result<Plan> plan(Goal goal) {
    List<Step> steps = switch (goal) {
      case Goal.Latest latest -> up(pending());
      case Goal.Next next -> up(pending().stream().limit(next.count()).toList());
      case Goal.UpTo upTo -> upTo(upTo.version());
      case Goal.Undo undo -> down(lastApplied(entry -> true).stream().limit(undo.count()).toList());
      case Goal.UndoBatch batch -> down(lastBatch());
      case Goal.BackTo backTo -> backTo(backTo.version());
      case Goal.GoTo goTo -> goTo(goTo.version());
      case Goal.Redo redo -> redo();
      case Goal.Reset reset -> down(lastApplied(entry -> true));
      case Goal.Refresh refresh -> refresh();
    };
    if (!problems.isEmpty()) {
      return Result.rejected(problems);
    }
    return Result.ok(new Plan(goal, steps, history.nextBatch(), history.fingerprint()));
  }

  // Forward

  private List<Migration> pending() {
    return pending(survey);
  }

  private static List<Migration> pending(Survey survey) {
    return survey.lines().stream().filter(Survey.Line::isToApply).map(line -> Objects.requireNonNull(line.migration()))
        .toList();
  }

  private List<Step> up(List<Migration> migrations) {
    refuseEdited();
    refuseMissing();
    refuseUnknownCode(migrations);
    refuseHalfway(Direction.DOWN, "up");
    refuseOutOfOrder(migrations);
    migrations.forEach(migration -> problems.addAll(SqlScanner.longNames(migration.up().statements())));
    return migrations.stream().map(migration -> apply(migration, history.standing(migration.id()))).toList();
  }

  private List<Step> upTo(String version) {
    Optional<Migration> target = find(version);
    if (target.isEmpty()) {
      return List.of();
    }
    // a checkpoint after the target stands for steps that are wanted here
    MigrationSet upToTarget = new MigrationSet(
        set.migrations().subList(0, set.migrations().indexOf(target.get()) + 1));
    return up(pending(Survey.of(upToTarget, history)));
  }

  private Step apply(Migration migration, Standing standing) {
    int done = resumeFrom(migration.up(), Direction.UP, standing);
    return new Step.Apply(migration, standing.generation() + 1, done, attempt(Direction.UP, standing));
  }

  /** How many statements of a script are in effect after an attempt outside a transaction that did not get to its end. */
  private int resumeFrom(Script script, Direction direction, Standing standing) {
    Optional<JournalEntry> partial = standing.partial().filter(attempt -> attempt.direction() == direction);
    if (partial.isEmpty()) {
      return 0;
    }
    int done = partial.get().statementsDone();
    Checksum recorded = partial.get().checksum();
    if (done > script.statements().size()
        || (recorded != null && !recorded.tokens().equals(PrefixDigest.of(script.statements().subList(0, done))))) {
      problems.add(Problem.of(ProblemCode.EDITED, "of this migration " + done + " of "
          + partial.get().statementsTotal() + " statements "
          + (done == 1 ? "is in effect, and it" : "are in effect, and one of those") + " was changed since it ran")
          .inFile(script.file())
          .remedy(
              "restore the statements that ran, and change only those after them; or finish or undo it by hand and say so with: "
                  + "whimbrel resolve " + standing.key() + " --as applied (or reverted)"));
    }
    return done;
  }

  private static Attempt attempt(Direction direction, Standing standing) {
    return Attempt.after(Optional.ofNullable(standing.openAttempt())
        .filter(attempt -> attempt.direction() == direction));
  }

  private void refuseEdited() {
    for (Survey.Line line : survey.in(State.EDITED)) {
      Migration migration = Objects.requireNonNull(line.migration());
      if (migration.id() instanceof MigrationId.Repeatable) {
        continue;
      }
      JournalEntry turn = Objects.requireNonNull(line.standing().lastTurn());
      if (migration.up().isCode()) {
        problems.add(edited(migration, turn));
        continue;
      }
      problems.add(Problem.of(ProblemCode.EDITED, "changed since it was applied on " + Times.day(turn.finishedAt())
          + ": its checksum was " + Checksums.brief(turn.checksum()) + " and is "
          + Checksums.brief(migration.checksum()))
          .inFile(migration.file())
          .remedy(
              "restore the file and put the change into a new migration; or, if the database agrees with the file as it is now: "
                  + "whimbrel resolve " + line.version() + " --as applied"));
    }
  }

  private static Problem edited(Migration code, JournalEntry turn) {
    return Problem.of(ProblemCode.EDITED, code.file() + " was changed since it was applied on "
        + Times.day(turn.finishedAt()) + ": the checksum that its author gave it was \""
        + Checksums.brief(turn.checksum()) + "\" and is \"" + Checksums.brief(code.checksum()) + "\"")
        .remedy("restore the code and its checksum, and put the change into a new migration");
  }

  private void refuseMissing() {
    for (Survey.Line line : survey.in(State.MISSING)) {
      JournalEntry turn = line.standing().lastTurn();
      if (turn == null || !line.standing().isApplied()) {
        problems.add(halfMissing(line));
        continue;
      }
      problems.add(Problem
          .of(ProblemCode.MISSING, "version " + line.version() + " was applied on " + Times.day(turn.finishedAt())
              + (turn.file().isEmpty() ? "" : " from \"" + turn.file() + "\"") + ", and the directory does not have it")
          .remedy("restore the file; or, if its effects are gone from the database: whimbrel resolve " + line.version()
              + " --as reverted"));
    }
  }

  /** Only the application that has the code knows what of it is pending, and where that belongs among the files. */
  private void refuseUnknownCode(List<Migration> toApply) {
    if (toApply.isEmpty()) {
      return;
    }
    for (Survey.Line line : survey.in(State.BY_CODE)) {
      JournalEntry turn = Objects.requireNonNull(line.standing().lastTurn());
      problems.add(Problem
          .of(ProblemCode.MISSING, "version " + line.version() + " was applied on " + Times.day(turn.finishedAt())
              + " by code of an application (" + turn.file()
              + "), which is not known here, so nobody can tell what else of "
              + "it is pending and comes first")
          .remedy("let that application apply what is pending, or register its code here"));
    }
  }

  private static Problem halfMissing(Survey.Line line) {
    JournalEntry attempt = Objects.requireNonNull(line.standing().openAttempt());
    return Problem
        .of(ProblemCode.MISSING,
            "version " + attempt.version() + " stands half way (" + attempt.statementsDone() + " of "
                + attempt.statementsTotal() + " statements of \"" + attempt.file()
                + "\" are in effect), and the directory does not have it")
        .remedy("restore the file; or undo what is there by hand and say so with: whimbrel resolve " + attempt.version()
            + " --as reverted");
  }

  private void refuseOutOfOrder(List<Migration> chosen) {
    if (policy.outOfOrder() == OutOfOrder.APPLY) {
      return;
    }
    String current = survey.current().map(Survey.Line::version).orElse("");
    for (Survey.Line line : survey.in(State.OUT_OF_ORDER)) {
      Migration migration = Objects.requireNonNull(line.migration());
      if (chosen.contains(migration)) {
        problems.add(Problem
            .of(ProblemCode.OUT_OF_ORDER, "pending, but comes before version " + current + ", which is applied")
            .inFile(migration.file())
            .remedy(
                "give it a version after " + current + "; or apply it all the same with: whimbrel up --out-of-order"));
      }
    }
  }

  // Backward

  /** The last turn of what is applied and matches, latest first. What is repeatable stays, unless it has a way back. */
  private List<JournalEntry> lastApplied(Predicate<JournalEntry> which) {
    return history.applied().stream()
        .filter(entry -> !MigrationId.isRepeatable(entry.key()) || hasWayBack(entry.key()))
        .filter(which)
        .sorted(Comparator.comparingLong(JournalEntry::id).reversed())
        .toList();
  }

  private boolean hasWayBack(String key) {
    int index = index(key);
    return index >= 0 && set.migrations().get(index).down() instanceof Reversal.By;
  }

  private List<JournalEntry> lastBatch() {
    // what was only declared to be applied, such as a baseline, belongs to no batch
    List<JournalEntry> ran = lastApplied(entry -> entry.event() == Event.APPLIED);
    long last = ran.stream().mapToLong(JournalEntry::batch).max().orElse(-1);
    return ran.stream().filter(entry -> entry.batch() == last).toList();
  }

  private List<Step> backTo(String version) {
    Optional<Migration> target = find(version);
    if (target.isEmpty()) {
      return List.of();
    }
    int stays = set.migrations().indexOf(target.get());
    return down(lastApplied(entry -> index(entry.key()) > stays || index(entry.key()) < 0));
  }

  private int index(String key) {
    for (int i = 0; i < set.migrations().size(); i++) {
      if (set.migrations().get(i).id().key().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private List<Step> down(List<JournalEntry> entries) {
    refuseHalfway(Direction.UP, "down");
    refuseHalfReverted(entries);
    List<Step> steps = new ArrayList<>();
    for (JournalEntry entry : entries) {
      int index = index(entry.key());
      if (index < 0 && entry.isOfCode()) {
        problems.add(Problem
            .of(ProblemCode.MISSING,
                "version " + entry.version() + " is to be reverted, and it was applied by code of an "
                    + "application (" + entry.file() + "), which is not known here")
            .remedy("let that application revert it; or undo it by hand and say so with: whimbrel resolve "
                + entry.version() + " --as reverted"));
        continue;
      }
      if (index < 0) {
        problems.add(Problem
            .of(ProblemCode.MISSING,
                "version " + entry.version() + " is to be reverted, and the directory does not have it")
            .remedy(
                "restore \"" + entry.file() + "\"; or undo it by hand and say so with: whimbrel resolve "
                    + entry.version()
                    + " --as reverted"));
        continue;
      }
      revert(set.migrations().get(index)).ifPresent(steps::add);
    }
    return steps;
  }

  private Optional<Step> revert(Migration migration) {
    Standing standing = history.standing(migration.id());
    switch (migration.down()) {
      case Reversal.By by -> {
        int done = resumeFrom(by.script(), Direction.DOWN, standing);
        return Optional.of(new Step.Revert(migration, by.script(), standing.generation() + 1, done,
            attempt(Direction.DOWN, standing)));
      }
      case Reversal.None none -> {
        problems.add(Problem.of(ProblemCode.NO_DOWN, "is to be reverted and has no down part")
            .inFile(migration.file())
            .remedy(
                "write one; or have one computed and proven: whimbrel down without --no-computed, or whimbrel new --down "
                    + migration.id() + "; or undo it by hand and say so with: whimbrel resolve " + migration.id()
                    + " --as reverted"));
        return Optional.empty();
      }
    }
  }

  // Both

  /** What stands half way down is applied no more; to leave it as it is would be to call that done. */
  private void refuseHalfReverted(List<JournalEntry> toRevert) {
    for (Standing standing : history.standings()) {
      boolean goesOn = toRevert.stream().anyMatch(entry -> entry.key().equals(standing.key()));
      Optional<JournalEntry> partial = standing.partial().filter(attempt -> attempt.direction() == Direction.DOWN);
      partial.filter(attempt -> !goesOn).ifPresent(attempt -> problems.add(Problem
          .of(ProblemCode.PARTLY_APPLIED, "is half reverted: " + attempt.statementsDone() + " of "
              + attempt.statementsTotal() + " statements of its way back are in effect since an attempt on "
              + Times.day(attempt.finishedAt()))
          .inFile(attempt.file())
          .remedy("finish it with: whimbrel down; or finish or undo it by hand and say so with: whimbrel resolve "
              + standing.key() + " --as reverted (or applied)")));
    }
  }

  /** What stands half way in one direction is finished before anything moves in the other: nobody wrote a script for what is there. */
  private void refuseHalfway(Direction begun, String wanted) {
    for (Standing standing : history.standings()) {
      Optional<JournalEntry> partial = standing.partial().filter(attempt -> attempt.direction() == begun);
      partial.ifPresent(attempt -> problems.add(Problem
          .of(ProblemCode.PARTLY_APPLIED, attempt.statementsDone() + " of " + attempt.statementsTotal()
              + " statements are in effect since an attempt on " + Times.day(attempt.finishedAt())
              + ", and \"" + wanted + "\" leads the other way")
          .inFile(attempt.file())
          .remedy("finish it with: whimbrel " + begun.word() + "; or finish or undo it by hand and say so with: "
              + "whimbrel resolve " + standing.key() + " --as applied (or reverted)")));
    }
  }

  private List<Step> goTo(String version) {
    Optional<Migration> target = find(version);
    if (target.isEmpty()) {
      return List.of();
    }
    return history.standing(target.get().id()).isApplied() ? backTo(version) : upTo(version);
  }

  private List<Step> redo() {
    List<Step> reverts = down(lastApplied(entry -> true).stream().limit(1).toList());
    return andAgain(reverts, reverts.stream().map(Step::migration).toList());
  }

  private List<Step> refresh() {
    List<Migration> fresh = Survey.of(set, History.empty()).lines().stream()
        .map(line -> Objects.requireNonNull(line.migration()))
        .toList();
    return andAgain(down(lastApplied(entry -> true)), fresh);
  }

  private List<Step> andAgain(List<Step> reverts, List<Migration> migrations) {
    List<Step> steps = new ArrayList<>(reverts);
    List<String> reverted = reverts.stream().map(step -> step.migration().id().key()).toList();
    for (Migration migration : migrations) {
      Standing standing = history.standing(migration.id());
      steps.add(reverted.contains(migration.id().key())
          ? new Step.Apply(migration, standing.generation() + 2, 0, Attempt.NONE)
          : apply(migration, standing));
    }
    return steps;
  }

  private Optional<Migration> find(String version) {
    Optional<Migration> found = set.find(version);
    if (found.isEmpty()) {
      problems.add(NoSuchVersion.problem(set, version));
    }
    return found;
  }
}
