package dev.whimbrel.schema.rollback;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.migration.Migration.Role;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.rollback.Trial.Origin;
import dev.whimbrel.schema.rollback.Trial.Verdict;
import dev.whimbrel.schema.sample.SampleRows;
import dev.whimbrel.schema.wording.Wording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries migrations up, down and up again, one after the other as they stand in their directory, each in a copy of what those before it
 * make and over rows that are made for it.
 */
public final class Trials {
  private static final List<String> NOT_LOOKED_AT = List.of(Whimbrel.JOURNAL_SCHEMA.name());
  private static final Goal ONE_DOWN = new Goal.Undo(1);

  private final Ground ground;
  private final MigrationSet set;
  private final Set<String> wanted;
  private final Ways ways;
  private final Consumer<Migration> progress;

  private Trials(Ground ground, MigrationSet set, Set<String> wanted, Ways ways, Consumer<Migration> progress) {
    this.ground = ground;
    this.set = set;
    this.wanted = Set.copyOf(wanted);
    this.ways = ways;
    this.progress = progress;
  }

  /** What is done where nobody wrote a way back. */
  public enum Ways {
    WRITTEN_ONLY, COMPUTED_TOO
  }

  /** A difference between two moments, of which only one is as it should be. */
  private record Seen(DatabaseSchema schema, Rows rows) {}

  /**
   * A trial for each of some migrations, in the order of the directory.
   *
   * @param wanted the keys of the migrations
   * @param progress is told of each before it is tried
   * @return or why one of them, or one before it, does not even run
   */
  public static Result<List<Trial>> of(Ground ground, MigrationSet set, Set<String> wanted, Ways ways,
      Consumer<Migration> progress) {
    return new Trials(ground, set, wanted, ways, progress).all();
  }

  private Result<List<Trial>> all() {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < set.migrations().size(); i++) {
      Migration migration = set.migrations().get(i);
      if (!wanted.contains(migration.id().key())) {
        continue;
      }
      progress.accept(migration);
      Result<Trial> trial = trial(i);
      if (!trial.problems().isEmpty()) {
        return Result.rejected(trial.problems());
      }
      trials.add(trial.orThrow());
    }
    return Result.ok(trials);
  }

  private Result<Trial> trial(int index) {
    Migration migration = set.migrations().get(index);
    String reason = untried(migration);
    if (reason != null) {
      return Result.ok(untried(migration, reason));
    }
    MigrationSet before = new MigrationSet(set.migrations().subList(0, index));
    MigrationSet with = new MigrationSet(set.migrations().subList(0, index + 1));
    Result<Trial> tried = ground.after(before, migration,
        plot -> new Round(plot, migration, with, ground.scriptMajor()).tried(Filling.ROWS));
    if (tried.problems().isEmpty()) {
      return tried;
    }
    // it may have met rows that were made for the trial, and that no migration made
    return ground
        .after(before, migration, plot -> new Round(plot, migration, with, ground.scriptMajor()).tried(Filling.NONE))
        .then(trial -> Result.ok(noting(trial, tried.problems())));
  }

  private static Trial noting(Trial trial, List<Problem> overRows) {
    List<String> notes = new ArrayList<>(trial.notes());
    notes.add("its rows were not compared: it does not run over rows that were made for the trial: "
        + sentence(overRows.getFirst()));
    return new Trial(trial.migration(), trial.origin(), trial.down(), trial.verdict(), trial.differences(),
        trial.losses(), notes);
  }

  /** Whether there is anything to be tried: what only goes forward has no way back, and no proof of one. */
  public static boolean isFor(Migration migration) {
    return never(migration) == null;
  }

  private @Nullable String untried(Migration migration) {
    String reason = never(migration);
    return reason == null && migration.down() instanceof Reversal.None && ways == Ways.WRITTEN_ONLY
        ? "it has no down part"
        : reason;
  }

  private static @Nullable String never(Migration migration) {
    if (migration.role() == Role.CHECKPOINT) {
      return "it stands for all migrations before it, and takes their place only where none of them ran";
    }
    if (migration.id() instanceof MigrationId.Repeatable) {
      return "it is repeatable: its earlier text is not known";
    }
    return migration.up().isCode() ? "it is code of an application" : null;
  }

  private static Trial untried(Migration migration, String reason) {
    Origin origin = migration.down() instanceof Reversal.By ? Origin.WRITTEN : Origin.COMPUTED;
    return new Trial(migration, origin, null, Verdict.UNTRIED, List.of(reason), List.of(), List.of());
  }

  /** A problem in one sentence. */
  static String sentence(Problem problem) {
    ServerError server = problem.server();
    String where = problem.at() == null ? "" : problem.at().file() + ":" + problem.at().line() + " ";
    return where + (server == null ? problem.message() : server.message());
  }

  /** Whether there are rows to be looked at. */
  private enum Filling {
    ROWS, NONE
  }

  /** Up, down and up, in one database. */
  private static final class Round {
    private final Ground.Plot plot;
    private final Migration migration;
    private final MigrationSet with;
    private final int scriptMajor;
    private final List<String> notes = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final List<Trial.Loss> losses = new ArrayList<>();
    private Origin origin = Origin.WRITTEN;
    private @Nullable Script down;

    Round(Ground.Plot plot, Migration migration, MigrationSet with, int scriptMajor) {
      this.scriptMajor = scriptMajor;
      this.plot = plot;
      this.migration = migration;
      this.with = with;
    }

    /** Rejected is only what does not even go up. */
    Result<Trial> tried(Filling filling) {
      try (Database database = plot.open()) {
        DatabaseSchema bare = inspect(database);
        if (filling == Filling.ROWS) {
          notes.addAll(SampleRows.into(database, bare));
        }
        RowComparison.Clock clock = clock(database);
        Seen before = new Seen(bare, Rows.of(database, NOT_LOOKED_AT));
        List<Problem> problems = plot.apply(with);
        if (!problems.isEmpty()) {
          return Result.rejected(problems);
        }
        Seen applied = seen(database);
        Result<MigrationSet> reversible = reversible(before.schema(), applied.schema());
        if (!reversible.problems().isEmpty()) {
          differences.add("no way back can be computed: " + sentence(reversible.problems().getFirst()));
          return Result.ok(trial(Verdict.FAILS));
        }
        return Result.ok(trial(verdict(database, reversible.orThrow(), before, applied, clock)));
      }
    }

    private DatabaseSchema inspect(Database database) {
      return Inspector.inspect(database, Scope.everything()).withMajor(scriptMajor);
    }

    private Seen seen(Database database) {
      return new Seen(inspect(database), Rows.of(database, NOT_LOOKED_AT));
    }

    private static RowComparison.Clock clock(Database database) {
      List<@Nullable String> now = database.query("""
          select pg_catalog.left(pg_catalog.clock_timestamp()::pg_catalog.text, 19),
                 pg_catalog.left((pg_catalog.clock_timestamp() operator(pg_catalog.+) '1 hour'::pg_catalog.interval)::pg_catalog.text, 19)
          """).getFirst();
      return new RowComparison.Clock(Objects.requireNonNull(now.get(0)), Objects.requireNonNull(now.get(1)));
    }

    private Result<MigrationSet> reversible(DatabaseSchema before, DatabaseSchema after) {
      if (migration.down() instanceof Reversal.By by) {
        down = by.script();
        return Result.ok(with);
      }
      origin = Origin.COMPUTED;
      return ComputedDown.of(migration, before, after).then(computed -> {
        down = computed.script();
        losses.addAll(computed.losses());
        List<Migration> migrations = new ArrayList<>(with.migrations());
        migrations.set(migrations.size() - 1, ComputedDown.with(migration, computed.script()));
        return Result.ok(new MigrationSet(migrations));
      });
    }

    private Verdict verdict(Database database, MigrationSet reversible, Seen before, Seen applied,
        RowComparison.Clock clock) {
      List<Problem> failed = Replay.run(database, reversible, ONE_DOWN);
      if (!failed.isEmpty()) {
        differences.add("the way back fails: " + sentence(failed.getFirst()));
        return Verdict.FAILS;
      }
      Seen reverted = seen(database);
      differences.addAll(Wording.lines(Difference.between(before.schema(), reverted.schema())));
      RowComparison.Finding finding = RowComparison.of(before.rows(), applied.rows(), reverted.rows(), clock);
      differences.addAll(finding.byDown());
      notes.addAll(finding.unseen());
      boolean rows = finding.byUp().isEmpty();
      if (origin == Origin.WRITTEN) {
        differences.addAll(finding.byUp());
      } else {
        finding.byUp().forEach(sentence -> notes.add(sentence + ", as the migration left it"));
      }
      if (differences.isEmpty()) {
        again(database, reversible, applied, rows);
      }
      if (!differences.isEmpty()) {
        return Verdict.FAILS;
      }
      return rows ? Verdict.RESTORES : Verdict.SCHEMA_ONLY;
    }

    private void again(Database database, MigrationSet reversible, Seen applied, boolean rows) {
      List<Problem> failed = plot.apply(reversible);
      if (!failed.isEmpty()) {
        // what the migration put there itself is still there
        (rows ? differences : notes).add("it cannot be applied again: " + sentence(failed.getFirst()));
        return;
      }
      differences.addAll(Wording.lines(Difference.between(applied.schema(), inspect(database))).stream()
          .map(line -> "applied again, it makes something else: " + line).toList());
    }

    private Trial trial(Verdict verdict) {
      Set<String> once = new HashSet<>();
      return new Trial(migration, origin, down, verdict, differences.stream().filter(once::add).toList(), losses,
          notes);
    }
  }
}
