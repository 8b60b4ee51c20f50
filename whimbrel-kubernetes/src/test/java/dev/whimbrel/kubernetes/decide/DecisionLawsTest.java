package dev.whimbrel.kubernetes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus.JobRef;
import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.decide.JobSeen.Phase;
import dev.whimbrel.kubernetes.decide.Target.Standing;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds of every decision, whatever was seen. */
class DecisionLawsTest {
  private static final List<String> TYPES = List.of("Ready", "Reconciling", "Stalled", "ApprovalRequired",
      "DriftDetected");

  /** Of words that stand for the same class of things one is enough here; the table has them all. */
  private static final List<String> ALIKE = List.of("approved-other", "no-database", "bad-interval", "foreign-secret",
      "to-2", "held-up", "exit-6", "exit-7", "exit-70", "retry");

  private static List<String> unlike(List<String> words) {
    return words.stream().filter(word -> !ALIKE.contains(word)).toList();
  }

  private static void forAll(BiConsumer<Situation, Decision> law) {
    for (String spec : unlike(Words.SPECS)) {
      for (String meta : unlike(Words.METAS)) {
        for (String before : Words.BEFORES) {
          for (String sources : Words.SOURCES) {
            for (String target : sources.equals("found") ? Words.TARGETS : List.of("not-asked", "at-rest", "up")) {
              unlike(Words.JOBS).forEach(job -> {
                try {
                  Situation situation = Words.situation(spec, meta, before, sources, target, job);
                  law.accept(situation, Decision.of(situation));
                } catch (AssertionError | RuntimeException broken) {
                  throw new AssertionError(
                      String.join(" | ", spec, meta, before, sources, target, job) + ": " + broken.getMessage(),
                      broken);
                }
              });
            }
          }
        }
      }
    }
  }

  private static void that(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError(law);
    }
  }

  private static boolean holds(Decision decision, String type) {
    return Conditions.holds(decision.status().conditions(), type);
  }

  /** In one pass, as there are tens of thousands of them. */
  @Test
  void everyDecisionKeepsTheLaws() {
    List<BiConsumer<Situation, Decision>> laws = List.of(
        DecisionLawsTest::everyConditionSaysSomething,
        DecisionLawsTest::conditionsDoNotContradictEachOther,
        DecisionLawsTest::startsOnlyWhatIsPlannedAllowedAndAlone,
        DecisionLawsTest::deletesNothingThatBegan,
        DecisionLawsTest::whatIsAsItIsToBeIsReady,
        DecisionLawsTest::decidesTheSameAgain,
        DecisionLawsTest::looksAgainInATimeThatIsNeitherNothingNorForEver,
        DecisionLawsTest::countsAtMostOneFailureAtATime,
        DecisionLawsTest::theTimeOfAConditionIsThatOfItsStatus,
        DecisionLawsTest::whatDiffersIsToldWithWhatToDoAboutIt,
        DecisionLawsTest::whatIsRememberedIsKept,
        DecisionLawsTest::nothingOfASecretIsInTheStatus);
    AtomicInteger kept = new AtomicInteger();
    forAll((situation, decision) -> {
      laws.forEach(law -> law.accept(situation, decision));
      kept.incrementAndGet();
    });
    assertThat(kept).hasValueGreaterThan(10_000);
  }

  private static void everyConditionSaysSomething(Situation situation, Decision decision) {
    List<Condition> all = Objects.requireNonNull(decision.status().conditions());
    that(all.stream().map(Condition::getType).toList().equals(TYPES), "all five, once each");
    all.forEach(each -> {
      that(!each.getMessage().isBlank() && each.getMessage().length() <= 1100, "a message of a length to be read");
      that(each.getReason().matches("[A-Z][A-Za-z]+"), "a reason");
      that(each.getObservedGeneration() == 4, "of this generation");
      that(!Instant.parse(each.getLastTransitionTime()).isAfter(Words.NOW), "not of the future");
    });
  }

  private static void conditionsDoNotContradictEachOther(Situation situation, Decision decision) {
    boolean ready = holds(decision, "Ready");
    boolean working = holds(decision, "Reconciling");
    boolean stalled = holds(decision, "Stalled");
    that(!(ready && stalled), "ready and stalled");
    that(!(working && stalled), "reconciling and stalled");
    that(!(ready && working), "ready and reconciling");
    that(ready || working || stalled || situation.spec().suspend() != null, "none of the three");
    that(!(ready && holds(decision, "ApprovalRequired")), "ready and waiting");
  }

  private static void startsOnlyWhatIsPlannedAllowedAndAlone(Situation situation, Decision decision) {
    if (!(decision.act() instanceof Act.Start start)) {
      return;
    }
    that(situation.spec().suspend() == null, "suspended");
    that(situation.job() == null || situation.job().isOver(), "another one is at work");
    that(situation.sources() instanceof Sources.Found, "without a directory");
    that(situation.target() instanceof Standing standing && start.plan().equals(standing.plan()), "another plan");
    that(!holds(decision, "ApprovalRequired"), "not approved");
    that(start.plan().direction() == PlanSeen.Direction.UP || situation.spec().protectedFlows() != null, "back");
    that(situation.meta().annotation(Meta.DIRECTORY) == null, "held");
    that(start.plan().direction() == PlanSeen.Direction.UP || start.to() != null, "back to nowhere");
    that(situation.job() == null || !situation.job().name().equals(start.jobName()), "a name that is taken");
    that(new JobRef(start.jobName()).equals(decision.status().jobRef()), "a Job that nobody remembers");
    that(holds(decision, "Reconciling"), "at rest");
  }

  private static void deletesNothingThatBegan(Situation situation, Decision decision) {
    if (decision.act() instanceof Act.Delete delete) {
      JobSeen job = Objects.requireNonNull(situation.job());
      that(job.name().equals(delete.jobName()) && job.phase() == Phase.WAITING, "it may have begun");
      that(decision.status().jobRef() != null, "nobody knows what it was made for");
    }
  }

  private static void whatIsAsItIsToBeIsReady(Situation situation, Decision decision) {
    boolean isRunning = situation.job() != null && !situation.job().isOver();
    boolean isDone = situation.target() instanceof Standing standing && standing.plan() == null;
    boolean isValid = SpecCheck.of(situation.spec(), "apps").isEmpty();
    if (!isRunning && isDone && isValid && situation.sources() instanceof Sources.Found) {
      that(holds(decision, "Ready"), "not ready");
    }
    if (situation.target() instanceof Standing standing && standing.plan() != null) {
      that(!holds(decision, "Ready"), "ready with something to do");
    }
  }

  /** Somebody who is killed before the status is written, or asked twice, decides the same; nothing is counted twice. */
  private static void decidesTheSameAgain(Situation situation, Decision first) {
    that(first.equals(Decision.of(situation)), "not pure");
    Decision second = Decision.of(with(situation, first.status(), afterwards(situation, first)));
    if (first.act() instanceof Act.Start) {
      that(second.act() instanceof Act.None, "started twice");
      that(Objects.equals(second.status().failures(), first.status().failures()), "counted twice");
      return;
    }
    that(second.status().equals(first.status()), "another status: " + first.status() + " " + second.status());
    that(second.act().equals(first.act()), "another act");
    that(second.events().isEmpty(), "told twice " + second.events());
  }

  private static @Nullable JobSeen afterwards(Situation situation, Decision decision) {
    return decision.act() instanceof Act.Start start
        ? new JobSeen(start.jobName(), start.plan().digest(), Phase.RUNNING, null, null, Words.NOW)
        : situation.job();
  }

  private static Situation with(Situation old, MigrationStatus before, @Nullable JobSeen job) {
    return new Situation(old.spec(), old.meta(), before, old.sources(), old.target(), job, old.now(), old.jitter());
  }

  private static void looksAgainInATimeThatIsNeitherNothingNorForEver(Situation situation, Decision decision) {
    Duration again = decision.again();
    that(again.compareTo(Duration.ofSeconds(1)) >= 0 && again.compareTo(Duration.ofMinutes(11)) < 0, "" + again);
  }

  private static void countsAtMostOneFailureAtATime(Situation situation, Decision decision) {
    int before = Memory.of(situation.before()).failures();
    int after = Objects.requireNonNull(decision.status().failures());
    that(after <= before + 1, before + " to " + after);
  }

  private static void theTimeOfAConditionIsThatOfItsStatus(Situation situation, Decision decision) {
    Condition old = Conditions.find(situation.before() == null ? null : situation.before().conditions(), "Ready");
    Condition ready = Words.condition(decision, "Ready");
    boolean isSame = old != null && old.getStatus().equals(ready.getStatus());
    that(ready.getLastTransitionTime().equals(isSame
        ? Objects.requireNonNull(old).getLastTransitionTime()
        : Words.NOW.toString()), ready.toString());
  }

  private static void whatDiffersIsToldWithWhatToDoAboutIt(Situation situation, Decision decision) {
    if (situation.target() instanceof Standing standing && standing.schema() instanceof SchemaSeen.Compared compared) {
      that(holds(decision, "DriftDetected") == !compared.differences().isEmpty(), "a drift");
      that(compared.differences().isEmpty()
          || Words.condition(decision, "DriftDetected").getMessage()
              .endsWith("set the annotation whimbrel.dev/accept-drift to " + compared.known().drift()
                  + ", and it may stay so"),
          "what to do");
    }
  }

  private static void whatIsRememberedIsKept(Situation situation, Decision decision) {
    KnownSchema before = situation.before() == null ? null : situation.before().schema();
    boolean isSeen = situation.target() instanceof Standing standing
        && standing.schema() instanceof SchemaSeen.Compared;
    that(isSeen ? decision.status().schema() != null : Objects.equals(decision.status().schema(), before),
        "forgotten");
  }

  private static void nothingOfASecretIsInTheStatus(Situation situation, Decision decision) {
    that(!decision.toString().contains(Words.SECRET_DIGEST), "a digest of a Secret");
  }

  @Test
  void theStatusOfATenThousandMigrationsIsSmall() {
    String sentence = "x".repeat(5000);
    List<String> many = IntStream.range(0, 10_000).mapToObj(Integer::toString).toList();
    PlanSeen plan = new PlanSeen("d", PlanSeen.Direction.UP, Collections.nCopies(1000, sentence),
        "y".repeat(5_000_000));
    Situation plain = Words.situation("plain", "plain", "ready", "found", "up", "none");
    Target target = new Standing("1", "2", many, plan, null,
        new SchemaSeen.Compared(Words.known("d2"), Collections.nCopies(1000, sentence)));
    JobSeen job = new JobSeen("shop-1", "d", Phase.FAILED, 5, sentence, Words.NOW);
    for (JobSeen each : new JobSeen[]{null, job}) {
      MigrationStatus status = Decision
          .of(new Situation(plain.spec(), plain.meta(), null, plain.sources(), target, each,
              plain.now(), 1))
          .status();
      assertThat(Serialization.asJson(status).getBytes(StandardCharsets.UTF_8).length).isLessThan(16 * 1024);
      assertThat(status.pendingCount()).isEqualTo(10_000);
      assertThat(Objects.requireNonNull(Conditions.find(status.conditions(), "DriftDetected")).getMessage())
          .endsWith("to d2, and it may stay so");
    }
  }

  @Test
  void waitsLongerAndLongerUpToABound() {
    assertThat(IntStream.rangeClosed(1, 9).mapToObj(n -> Wait.after(n, 1).toSeconds()))
        .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    assertThat(Wait.after(1, 0)).isEqualTo(Duration.ofMillis(2500));
    assertThat(Wait.after(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void aJobsNameIsALabel() {
    PlanSeen plan = new PlanSeen("d", PlanSeen.Direction.UP, List.of(), "");
    for (String name : List.of("a", "a.b.c", "x".repeat(253), "y".repeat(53) + "-.-z")) {
      String job = JobName.of(name, plan, 0, null);
      assertThat(job).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThanOrEqualTo(63);
    }
    assertThat(JobName.of("a", plan, 0, null)).isNotEqualTo(JobName.of("a", plan, 1, null))
        .isNotEqualTo(JobName.of("a", plan, 0, "a-1")).isEqualTo(JobName.of("a", plan, 0, null));
    assertThat(JobName.of("x".repeat(60) + "1", plan, 0, null))
        .isNotEqualTo(JobName.of("x".repeat(60) + "2", plan, 0, null));
  }
}
