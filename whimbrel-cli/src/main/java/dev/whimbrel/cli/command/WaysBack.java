package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Answer;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Migration.Role;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Step;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.rollback.EmptinessGuard;
import dev.whimbrel.schema.rollback.ShadowGround;
import dev.whimbrel.schema.rollback.Trial;
import dev.whimbrel.schema.rollback.Trials;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ways back that nobody wrote: computed for the migrations that a goal reverts, tried on a shadow, and put beside the written ones. */
final class WaysBack {
  private final Desk desk;
  private final Directory directory;
  private final Goal goal;
  private final Policy policy;
  private String server = "";

  private WaysBack(Desk desk, Directory directory, Goal goal, Policy policy) {
    this.desk = desk;
    this.directory = directory;
    this.goal = goal;
    this.policy = policy;
  }

  /**
   * What a way back does not bring back.
   *
   * @param key of the migration whose it is: several may lie in one file
   */
  record Loss(String key, Problem problem) {}

  /**
   * The directory with them.
   *
   * @param trials of those that were computed, by the keys of their migrations
   * @param losses what none of them brings back, where the database holds it now
   * @param server on which they were tried
   */
  record Known(Directory directory, Map<String, Trial> trials, List<Loss> losses, String server) {
    Known {
      trials = Map.copyOf(trials);
      losses = List.copyOf(losses);
    }

    /** Refuses to lose what nobody agreed to lose. */
    Known orRefused(Desk desk) {
      if (losses.isEmpty() || desk.invocation().has(Options.ALLOW_DATA_LOSS)) {
        return this;
      }
      List<Problem> problems = new ArrayList<>(losses.stream().map(Loss::problem).toList());
      Problem last = problems.removeLast();
      problems.add(last.state("nothing was changed").remedy("if this is meant: whimbrel " + typed(desk)
          + " --allow-data-loss"));
      throw new WhimbrelException(problems);
    }

    private static String typed(Desk desk) {
      return Protection.typed(desk.invocation());
    }
  }

  /** What a goal needs of them. */
  static Known of(Desk desk, Directory directory, Goal goal, Policy policy) {
    return new WaysBack(desk, directory, goal, policy).known();
  }

  private Known known() {
    if (!leadsBack() || desk.settings().isOn(Options.NO_COMPUTED)) {
      return new Known(directory, Map.of(), List.of(), "");
    }
    History history = desk.history(directory);
    Result<Plan> result = Planner.plan(supposed(), history, goal, policy);
    if (!result.problems().isEmpty()) {
      return new Known(directory, Map.of(), List.of(), ""); // it is refused anyway
    }
    List<Step> back = result.orThrow().steps().stream().filter(Step.Revert.class::isInstance).toList();
    Map<String, Migration> originals = byKey();
    Set<String> lacking = back.stream().map(step -> step.migration().id().key())
        .filter(key -> Objects.requireNonNull(originals.get(key)).down() instanceof Reversal.None)
        .collect(Collectors.toSet());
    return lacking.isEmpty()
        ? new Known(directory, Map.of(), List.of(), "")
        : computed(history, back, lacking);
  }

  private boolean leadsBack() {
    return switch (goal) {
      case Goal.Latest latest -> false;
      case Goal.Next next -> false;
      case Goal.UpTo upTo -> false;
      case Goal.Undo undo -> true;
      case Goal.UndoBatch batch -> true;
      case Goal.BackTo backTo -> true;
      case Goal.GoTo goTo -> true;
      case Goal.Redo redo -> true;
      case Goal.Reset reset -> true;
      case Goal.Refresh refresh -> true;
    };
  }

  /** As if every migration had a way back. */
  private MigrationSet supposed() {
    return new MigrationSet(directory.set().migrations().stream().map(WaysBack::supposed).toList(),
        directory.set().warnings());
  }

  private static Migration supposed(Migration migration) {
    boolean can = migration.down() instanceof Reversal.None && migration.id() instanceof MigrationId.Versioned
        && migration.role() == Role.STEP && !migration.up().isCode();
    return can
        ? with(migration, new Script(Source.ofText(migration.file(), ""), List.of(), TransactionMode.WHOLE, null))
        : migration;
  }

  private static Migration with(Migration migration, Script down) {
    return new Migration(migration.id(), migration.description(), migration.role(), migration.up(),
        new Reversal.By(down), migration.checksum());
  }

  private Map<String, Migration> byKey() {
    Map<String, Migration> byKey = new HashMap<>();
    directory.set().migrations().forEach(migration -> byKey.putIfAbsent(migration.id().key(), migration));
    return byKey;
  }

  private Known computed(History history, List<Step> back, Set<String> lacking) {
    MigrationSet applied = asApplied(history);
    refuseEdited(history);
    List<Trial> trials = trials(applied, lacking);
    List<Problem> failed = trials.stream().filter(trial -> !trial.verdict().isProof()).map(this::failed).toList();
    if (!failed.isEmpty()) {
      throw new WhimbrelException(failed);
    }
    Map<String, Trial> byKey = new HashMap<>();
    trials.forEach(trial -> byKey.put(trial.migration().id().key(), trial));
    Lost lost = lost(back, byKey);
    MigrationSet whole = new MigrationSet(directory.set().migrations().stream()
        .map(migration -> Optional.ofNullable(byKey.get(migration.id().key()))
            .map(trial -> with(migration, guarded(trial, lost))).orElse(migration))
        .toList(), directory.set().warnings());
    desk.invocation().screen().progress((trials.size() == 1 ? "1 way back is" : trials.size() + " ways back are")
        + " computed, and proven on " + server);
    return new Known(new Directory(directory.files(), directory.format(), whole, directory.reading()), byKey,
        lost.held(), server);
  }

  private Script guarded(Trial trial, Lost lost) {
    Script down = Objects.requireNonNull(trial.down());
    return desk.invocation().has(Options.ALLOW_DATA_LOSS)
        ? down
        : EmptinessGuard.before(down, lost.empty().getOrDefault(trial.migration().id().key(), List.of()));
  }

  /**
   * What ways back take along.
   *
   * @param held what is there now
   * @param empty where there is nothing now, by the keys of the migrations
   */
  private record Lost(List<Loss> held, Map<String, List<ObjectId>> empty) {}

  /** What is in the database, in the order in which it came there. */
  private MigrationSet asApplied(History history) {
    Map<String, Migration> byKey = byKey();
    return new MigrationSet(history.applied().stream().sorted(Comparator.comparingLong(JournalEntry::id))
        .flatMap(entry -> Stream.ofNullable(byKey.get(entry.key())))
        .toList());
  }

  private void refuseEdited(History history) {
    List<Problem> problems = new ArrayList<>();
    for (Survey.Line line : Survey.of(directory.set(), history).lines()) {
      boolean stands = switch (line.state()) {
        case EDITED -> line.migration() == null || line.migration().id() instanceof MigrationId.Versioned;
        case MISSING, BY_CODE -> true;
        case APPLIED, PENDING, ROLLED_BACK, OUT_OF_ORDER, FAILED -> false;
      };
      if (stands) {
        problems.add(Problem.of(line.state() == State.EDITED ? ProblemCode.EDITED : ProblemCode.MISSING,
            "version " + line.version() + " is applied and " + line.state().label()
                + ", so it is not known what the database is like, and no way back can be computed")
            .state("nothing was changed")
            .remedy("see what to do about it with: whimbrel verify; or write the way back"));
      }
    }
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
  }

  private List<Trial> trials(MigrationSet applied, Set<String> lacking) {
    Settings settings = desk.settings();
    Likeness likeness = Likeness.of(desk.database());
    try (Shadows shadows = ShadowPlace.openQuietly(desk.invocation(), settings, likeness, desk.url());
        ShadowGround ground = ShadowGround.of(shadows, applied, likeness.schemas())) {
      server = ground.label();
      return Trials.of(ground, applied, lacking, Trials.Ways.COMPUTED_TOO,
          migration -> desk.invocation().screen().step("computing the way back of " + migration.id())).orThrow();
    }
  }

  private Problem failed(Trial trial) {
    return Problem.of(ProblemCode.NO_DOWN, "is to be reverted and has no down part, and the computed one "
        + trial.verdict().word() + " on " + server + ": " + String.join("; ", trial.differences()))
        .inFile(trial.migration().file())
        .state("nothing was changed")
        .remedy("write one; or undo it by hand and say so with: whimbrel resolve " + trial.migration().id()
            + " --as reverted");
  }

  private Lost lost(List<Step> back, Map<String, Trial> trials) {
    Lost lost = new Lost(new ArrayList<>(), new HashMap<>());
    boolean untouched = true;
    for (Step step : back) {
      Trial trial = trials.get(step.migration().id().key());
      if (trial == null) {
        untouched &= step.script().statements().isEmpty(); // a written one may put rows anywhere
        continue;
      }
      for (Trial.Loss loss : trial.losses()) {
        ObjectId about = loss.about();
        if (!untouched || about == null || isHeld(about)) {
          lost.held().add(new Loss(trial.migration().id().key(),
              Problem.of(ProblemCode.DATA_LOSS, loss.sentence()).inFile(trial.migration().file())));
        } else {
          lost.empty().computeIfAbsent(trial.migration().id().key(), key -> new ArrayList<>()).add(about);
        }
      }
    }
    return lost;
  }

  /** Whether there is anything to be lost; of what is not found here, nobody knows. */
  private boolean isHeld(ObjectId about) {
    String table = new Identifier(about.schema()).quoted() + "." + new Identifier(about.name()).quoted();
    String column = about.kind() == Kind.COLUMN ? new Identifier(about.part()).quoted() : "";
    String there = column.isEmpty()
        ? "pg_catalog.to_regclass(" + Literal.of(table) + ") IS NOT NULL"
        : "EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass("
            + Literal.of(table) + ") AND attname OPERATOR(pg_catalog.=) " + Literal.of(about.part())
            + " AND NOT attisdropped)";
    if (!"t".equals(desk.database().query("SELECT " + there).getFirst().getFirst())) {
      return true;
    }
    // rows that a policy hides from this role are lost all the same: the server says so instead of hiding them, and refuses
    Answer answer = desk.database().send("SET row_security = off;\nSELECT EXISTS (" + EmptinessGuard.rows(about)
        + ");\nRESET row_security");
    return answer.failure() != null || "t".equals(answer.rows(1).getFirst().getFirst());
  }
}
