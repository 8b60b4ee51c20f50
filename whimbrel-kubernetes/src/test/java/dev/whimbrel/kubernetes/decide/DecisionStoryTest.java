package dev.whimbrel.kubernetes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.decide.JobSeen.Phase;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database, its Jobs and an operator that is killed whenever it hurts: what is decided always leads to the end, and does nothing twice. */
class DecisionStoryTest {
  /** Of every five things that can go wrong, how many do. */
  private static final int BAD_LUCK = 2;

  private final MigrationSpec spec = new MigrationSpec(
      new DatabaseSource("postgresql://db/shop", null, null, null, null),
      new DirectorySource(new ConfigMapRef("m"), null, null), null, null, null, null, null, null, null, null, null,
      null,
      null);
  private final List<String> names = new ArrayList<>();
  private final Map<String, Boolean> isBad = new HashMap<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private @Nullable MigrationStatus status;
  private @Nullable JobSeen job;
  private String directory = "v1";
  private int applied;
  private int wanted = 3;
  private boolean isUp = true;

  private Target target() {
    if (!isUp) {
      return new Target.Unreachable(Problem.of(ProblemCode.UNREACHABLE, "no connection to db:5432"));
    }
    PlanSeen plan = applied == wanted
        ? null
        : new PlanSeen(directory + " from " + applied, PlanSeen.Direction.UP, List.of(), "text");
    List<String> pending = new ArrayList<>();
    for (int version = applied + 1; version <= wanted; version++) {
      pending.add(Integer.toString(version));
    }
    return new Target.Standing(Integer.toString(applied), Integer.toString(wanted), pending, plan, null,
        new SchemaSeen.NotCompared());
  }

  private Decision decide() {
    return Decision.of(situation());
  }

  private Situation situation() {
    return new Situation(spec, new Meta("shop", "apps", 1, Map.of()), status,
        new Sources.Found(directory, "s"), target(), job, now, 0.5);
  }

  /** Who creates a Job that is there already finds that one. */
  private void act(Decision decision) {
    if (decision.act() instanceof Act.Start start) {
      assertThat(job == null || job.phase() != Phase.RUNNING).as("one at a time").isTrue();
      assertThat(names).as("each name is new").doesNotContain(start.jobName());
      names.add(start.jobName());
      job = new JobSeen(start.jobName(), start.plan().digest(), Phase.RUNNING, null, null, now);
    }
  }

  private void end(Phase phase, @Nullable Integer code) {
    JobSeen running = job;
    if (running != null && running.phase() == Phase.RUNNING) {
      job = new JobSeen(running.name(), running.plan(), phase, code, "last words", now);
    }
  }

  private void wait(Decision decision) {
    now = now.plus(decision.again());
  }

  private boolean isReady() {
    return status != null && Conditions.holds(status.conditions(), "Ready");
  }

  /** Looks until nothing is under way; a Job that runs does what it is to do, or fails where its files are bad. */
  private void settle() {
    for (int i = 0; i < 100; i++) {
      Decision decision = decide();
      act(decision);
      status = decision.status();
      if (!Conditions.holds(status.conditions(), "Reconciling")) {
        return;
      }
      runJob();
      wait(decision);
    }
    throw new AssertionError("stuck: " + status);
  }

  private void runJob() {
    if (job != null && job.phase() == Phase.RUNNING) {
      boolean bad = isBad.getOrDefault(directory, false);
      applied = bad ? applied : wanted;
      end(bad ? Phase.FAILED : Phase.SUCCEEDED, bad ? 2 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void getsThereWhateverBreaks(long seed) {
    Random luck = new Random(seed);
    for (int i = 0; i < 200; i++) {
      isUp = luck.nextInt(5) >= BAD_LUCK;
      Decision decision = decide();
      boolean isKilledBefore = luck.nextInt(5) < BAD_LUCK;
      boolean isKilledBetween = luck.nextInt(5) < BAD_LUCK;
      if (!isKilledBefore) {
        act(decision);
        status = isKilledBetween ? status : decision.status();
      }
      somethingHappens(luck);
      wait(decision);
    }
    isUp = true;
    end(Phase.FAILED, 5);
    settle();
    assertThat(isReady()).isTrue();
    assertThat(applied).isEqualTo(wanted);
  }

  private void somethingHappens(Random luck) {
    switch (luck.nextInt(7)) {
      case 0 -> end(Phase.FAILED, 5);
      case 1 -> end(Phase.FAILED, null);
      case 2 -> {
        applied = Math.min(wanted, applied + 1);
        end(Phase.FAILED, 7);
      }
      case 3 -> runJob();
      case 4 -> {
        wanted++;
        directory = "v" + wanted;
      }
      case 5 -> applied = Math.max(0, applied - 1);
      default -> now = now.plusSeconds(1);
    }
  }

  @Test
  void aBadFileWaitsForABetterOneAndForNothingElse() {
    isBad.put("v1", true);
    settle();
    assertThat(Conditions.holds(status == null ? null : status.conditions(), "Stalled")).isTrue();
    assertThat(names).hasSize(1);
    settle();
    assertThat(names).as("not tried again by itself").hasSize(1);
    directory = "v2";
    settle();
    assertThat(isReady()).isTrue();
    assertThat(names).hasSize(2);
  }

  @Test
  void aFileThatIsMendedWhileTheBadOneRunsIsTriedAtOnce() {
    isBad.put("v1", true);
    Decision decision = decide();
    act(decision);
    status = decision.status();
    directory = "v2";
    status = decide().status();
    end(Phase.FAILED, 2);
    settle();
    assertThat(isReady()).isTrue();
  }

  @Test
  void aDatabaseThatIsDownForMinutesIsAskedSeldomAndNeverGivenUp() {
    isUp = false;
    Instant begin = now;
    int looks = 0;
    while (now.isBefore(begin.plus(Duration.ofHours(1)))) {
      Decision decision = decide();
      status = decision.status();
      assertThat(Conditions.holds(status.conditions(), "Reconciling")).isTrue();
      looks++;
      wait(decision);
    }
    assertThat(looks).isBetween(12, 30);
    isUp = true;
    settle();
    assertThat(isReady()).isTrue();
    assertThat(status == null ? null : status.failures()).isZero();
  }

  @Test
  void aJobThatNeverBeganGoesWithWhatItWasMadeFor() {
    Decision first = decide();
    act(first);
    status = first.status();
    JobSeen made = Objects.requireNonNull(job);
    job = new JobSeen(made.name(), made.plan(), Phase.WAITING, null, "no such image", now);
    status = decide().status();
    assertThat(decide().act()).as("it is asked for").isEqualTo(new Act.None());
    directory = "v2";
    assertThat(decide().act()).isEqualTo(new Act.Delete(made.name()));
    status = decide().status();
    assertThat(decide().act()).as("it is still there").isEqualTo(new Act.Delete(made.name()));
    job = null;
    settle();
    assertThat(isReady()).isTrue();
    assertThat(names).hasSize(2);
    assertThat(status == null ? null : status.failures()).isZero();
  }

  @Test
  void whatTheApiServerRefusesIsToldAndTriedLaterAndLater() {
    for (int tries = 1; tries <= 8; tries++) {
      Decision wanted = decide();
      assertThat(wanted.act()).isInstanceOf(Act.Start.class);
      Decision refused = Decision.refused(situation(), "the API server refuses it: no such quota");
      assertThat(refused.act()).isEqualTo(new Act.None());
      assertThat(refused.status().jobRef()).as("a Job that is not there").isNull();
      assertThat(refused.status().failures()).isEqualTo(tries);
      assertThat(refused.events()).hasSize(tries == 1 ? 1 : 0);
      assertThat(Words.condition(refused, "Ready").getReason()).isEqualTo("ClusterRefused");
      assertThat(Words.condition(refused, "Reconciling").getStatus()).isEqualTo("True");
      assertThat(Words.condition(refused, "Stalled").getMessage())
          .startsWith("the API server refuses it: no such quota; tried again at 2026-03-01T");
      status = refused.status();
      assertThat(Decision.refused(situation(), "again").status().failures()).as("an early look").isEqualTo(tries);
      wait(refused);
    }
    assertThat(decide().again()).isLessThanOrEqualTo(Wait.LONGEST);
    settle();
    assertThat(isReady()).isTrue();
    assertThat(status == null ? null : status.failures()).isZero();
  }

  @Test
  void aDatabaseThatWasRestoredIsMigratedAgainByAJobOfAnotherName() {
    settle();
    for (int i = 0; i < 3; i++) {
      applied = 0;
      settle();
      assertThat(isReady()).isTrue();
      assertThat(applied).isEqualTo(3);
    }
    assertThat(names).hasSize(4).doesNotHaveDuplicates();
  }
}
