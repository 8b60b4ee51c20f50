package dev.whimbrel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.plan.Policy.OutOfOrder;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must hold for any directory and any history. The seed of a failure stands in its message. */
class PlannerLawsTest {
  private static final int HISTORIES = 4000;
  private static final Policy LENIENT = Policy.strict().withOutOfOrder(OutOfOrder.APPLY);

  /** A directory and a past that its own plans and declarations made, with some failures. */
  private record World(long seed, MigrationSet set, Model model, Random random) {
    static World of(long seed) {
      Random random = new Random(seed);
      List<Migration> all = new ArrayList<>();
      int size = 1 + random.nextInt(7);
      for (int version = 1; version <= size; version++) {
        String name = String.valueOf(version);
        all.add(random.nextInt(9) == 0
            ? Model.checkpoint(name)
            : Model.step(name, 1 + random.nextInt(3),
                random.nextInt(8) == 0 ? new Reversal.None() : Model.down(name, 2)));
      }
      if (random.nextBoolean()) {
        all.add(Model.repeatable("views"));
      }
      World world = new World(seed, new MigrationSet(all), new Model(), random);
      int length = random.nextInt(6);
      for (int i = 0; i < length; i++) {
        world.live();
      }
      return world;
    }

    private void live() {
      String version = anyVersion();
      switch (random.nextInt(8)) {
        case 0 -> declare(Declaration.baseline(set, history(), version));
        case 1 -> declare(Declaration.force(set, history(), version));
        case 2 -> declare(Declaration.resolve(set, history(), version,
            random.nextBoolean() ? Declaration.Resolution.APPLIED : Declaration.Resolution.REVERTED));
        case 3 -> fail();
        default -> run(anyGoal());
      }
    }

    private void fail() {
      Migration migration = set.find(anyVersion()).orElseThrow();
      boolean applied = history().standing(migration.id()).isApplied();
      if (!applied && migration.role() == Migration.Role.STEP) {
        int done = random.nextInt(migration.up().statements().size());
        model.attempt(Event.FAILED, migration.id().key(), Direction.UP, Model.prefix(migration.up(), done),
            done, migration.up().statements().size());
      }
    }

    private void declare(Result<List<NewEntry>> result) {
      if (result instanceof Result.Ok<List<NewEntry>> ok) {
        model.apply(ok.value());
      }
    }

    void run(Goal goal) {
      if (plan(goal) instanceof Result.Ok<Plan> ok) {
        model.apply(ok.value());
      }
    }

    Result<Plan> plan(Goal goal) {
      return Planner.plan(set, history(), goal, LENIENT);
    }

    String anyVersion() {
      return String.valueOf(1 + random.nextInt(
          (int) set.migrations().stream().filter(m -> m.id() instanceof MigrationId.Versioned).count()));
    }

    Goal anyGoal() {
      int count = 1 + random.nextInt(3);
      return switch (random.nextInt(10)) {
        case 0 -> new Goal.Latest();
        case 1 -> new Goal.Next(count);
        case 2 -> new Goal.UpTo(anyVersion());
        case 3 -> new Goal.Undo(count);
        case 4 -> new Goal.UndoBatch();
        case 5 -> new Goal.BackTo(anyVersion());
        case 6 -> new Goal.GoTo(anyVersion());
        case 7 -> new Goal.Redo();
        case 8 -> new Goal.Reset();
        default -> new Goal.Refresh();
      };
    }

    History history() {
      return model.history();
    }

    Set<String> applied() {
      Set<String> keys = new HashSet<>();
      history().applied().stream().map(JournalEntry::key).forEach(keys::add);
      return keys;
    }

    @Override
    public String toString() {
      return "seed " + seed;
    }
  }

  @Test
  void afterUpNothingIsPending() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      World world = World.of(seed);
      world.model().apply(world.plan(new Goal.Latest()).orThrow());
      assertThat(Survey.of(world.set(), world.history()).lines().stream().filter(Survey.Line::isToApply))
          .as(world.toString()).isEmpty();
      assertThat(world.plan(new Goal.Latest()).orThrow().isEmpty()).as(world.toString()).isTrue();
    }
  }

  @Test
  void noPlanRevertsWhatIsNotAppliedOrAppliesWhatIs() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      World world = World.of(seed);
      Goal goal = world.anyGoal();
      if (!(world.plan(goal) instanceof Result.Ok<Plan> ok)) {
        continue;
      }
      Set<String> applied = world.applied();
      for (Step step : ok.value().steps()) {
        String key = step.migration().id().key();
        String where = world + ", " + goal + ", " + key;
        switch (step) {
          case Step.Apply apply ->
            assertThat(applied.add(key) || apply.migration().id() instanceof MigrationId.Repeatable).as(where)
                .isTrue();
          case Step.Revert revert -> assertThat(applied.remove(key)).as(where).isTrue();
        }
      }
    }
  }

  @Test
  void forceMakesExactlyTheVersionsUpToOneApplied() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      World world = World.of(seed);
      String version = world.anyVersion();
      world.model().apply(Declaration.force(world.set(), world.history(), version).orThrow());
      int last = world.set().migrations().indexOf(world.set().find(version).orElseThrow());
      Set<String> expected = new HashSet<>();
      world.set().migrations().subList(0, last + 1).stream().filter(m -> m.role() == Migration.Role.STEP)
          .forEach(m -> expected.add(m.id().key()));
      Set<String> seen = world.applied();
      seen.removeIf(key -> key.startsWith("R__") || isCheckpoint(world, key));
      assertThat(seen).as(world.toString()).isEqualTo(expected);
    }
  }

  @Test
  void resetLeavesOnlyRepeatableOnes() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      World world = World.of(seed);
      if (!(world.plan(new Goal.Reset()) instanceof Result.Ok<Plan> ok)) {
        assertThat(world.plan(new Goal.Reset()).problems()).as(world.toString())
            .extracting(problem -> problem.code()).isSubsetOf(ProblemCode.NO_DOWN, ProblemCode.PARTLY_APPLIED);
        continue;
      }
      world.model().apply(ok.value());
      assertThat(world.applied()).as(world.toString()).allMatch(key -> key.startsWith("R__"));
    }
  }

  /** Declared twice is declared once, and what is baselined is not pending. */
  @Test
  void baselineIsSettled() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      World world = World.of(seed);
      String version = world.anyVersion();
      world.model().apply(Declaration.baseline(world.set(), world.history(), version).orThrow());
      assertThat(Declaration.baseline(world.set(), world.history(), version).orThrow()).as(world.toString()).isEmpty();
      assertThat(world.history().entries()).as(world.toString())
          .allMatch(entry -> entry.event() != Event.BASELINED || entry.generation() > 0);
    }
  }

  private static boolean isCheckpoint(World world, String key) {
    return world.set().migrations().stream()
        .anyMatch(m -> m.id().key().equals(key) && m.role() == Migration.Role.CHECKPOINT);
  }
}
