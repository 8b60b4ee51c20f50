package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationSpec.Approval;
import dev.whimbrel.kubernetes.api.MigrationSpec.Approve;
import dev.whimbrel.kubernetes.api.MigrationSpec.Down;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.ProtectedFlows;
import dev.whimbrel.kubernetes.api.MigrationStatus.JobResult;
import dev.whimbrel.kubernetes.decide.JobSeen.Phase;
import dev.whimbrel.kubernetes.decide.PlanSeen.Direction;
import dev.whimbrel.kubernetes.decide.Target.Standing;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode.Kind;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.sql.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One decision, question by question; the first that has an answer decides. */
final class Deciding {
  /** Exit codes of {@code whimbrel} that another try does not change, see docs/reference/exit-codes.md. */
  private static final Set<Integer> PERMANENT = Set.of(1, 2, 3, 6, 9);

  /** The version before the first one. */
  private static final String EVERYTHING_BACK = "0";

  /** What to do about it has to fit in behind. */
  private static final int LAST_WORDS = 600;

  private final Situation situation;
  private final Memory before;

  Deciding(Situation situation) {
    this.situation = situation;
    this.before = Memory.of(situation.before());
  }

  /** What was found, what is to be remembered, and what follows. */
  private record Answer(Finding finding, Memory memory, Act act, Duration again) {}

  Decision decide() {
    return decision(answer());
  }

  /** A quota, a webhook, a right or the spec may be another by then. */
  Decision refused(String why) {
    Memory known = situation.sources() instanceof Sources.Found found ? before.on(hash(found)) : before;
    Memory memory = answerIsOpen() ? ended(known) : before;
    return decision(untilNextTry(Reason.CLUSTER_REFUSED, Shortened.to(LAST_WORDS, why), failedOnce(memory)));
  }

  private Decision decision(Answer answer) {
    Report report = new Report(situation, answer.finding(), waitingPlan());
    return new Decision(report.status(answer.memory()), answer.act(), answer.again(), report.events());
  }

  private Answer answer() {
    JobSeen job = situation.job();
    if (job != null && !job.isOver()) {
      return job.phase() == Phase.WAITING && isKnown(job) && isSuperseded(job) ? givenUp(job) : running(job);
    }
    if (suspended()) {
      return quiet(Finding.atRest(Reason.SUSPENDED, "suspended; nothing is started until spec.suspend is false"),
          before);
    }
    List<String> wrong = situation.sources() instanceof Sources.Unreadable
        ? List.of()
        : SpecCheck.of(situation.spec(), situation.meta().namespace());
    if (!wrong.isEmpty()) {
      return quiet(Finding.stalled(Reason.INVALID_SPEC, String.join(". ", wrong)), before);
    }
    return switch (situation.sources()) {
      case Sources.Missing missing -> new Answer(Finding.underWay(Reason.SOURCE_MISSING,
          String.join(", ", missing.what()) + " not found; it goes on as soon as that is there"), before,
          new Act.None(), Wait.WHILE_MISSING);
      case Sources.Refused refused ->
        quiet(Finding.stalled(Reason.SOURCE_REFUSED, Finding.said(refused.problems())), before);
      case Sources.Unreadable unreadable -> quiet(Finding.stalled(Reason.INVALID_SPEC, unreadable.why()), before);
      case Sources.Found found -> withSources(found, before.on(hash(found)));
    };
  }

  private Answer running(JobSeen job) {
    Memory memory = isKnown(job) ? before : before.started(job.name());
    String rest = suspended() ? "; nothing is started after it, as spec.suspend is true" : "";
    boolean isBlocked = job.message() != null
        && !situation.now().isBefore(job.since().plus(Wait.UNTIL_BLOCKED));
    Finding finding = isBlocked
        ? Finding.underWay(Reason.JOB_BLOCKED, atWork(job) + remedy(job) + rest)
        : Finding.underWay(Reason.MIGRATING, atWork(job) + rest);
    return new Answer(finding, memory, new Act.None(), Wait.WHILE_RUNNING);
  }

  private boolean isKnown(JobSeen job) {
    return before.job() != null && before.job().name().equals(job.name());
  }

  private static String atWork(JobSeen job) {
    String why = job.message() == null ? "" : ": " + Shortened.to(LAST_WORDS, job.message().strip());
    return job.phase() == Phase.WAITING
        ? "Job \"" + job.name() + "\" has not begun" + why
        : "Job \"" + job.name() + "\" is at work" + (why.isEmpty() ? "" : ", and waits" + why);
  }

  private static String remedy(JobSeen job) {
    return "; it goes on when that is mended" + (job.phase() == Phase.WAITING
        ? ", and is made anew when the directory, a Secret, the spec or the annotation " + Meta.RETRY + " changes"
        : "");
  }

  /** What it was made for is no longer asked for. That is remembered until the Job is gone, as it is what tells. */
  private Answer givenUp(JobSeen job) {
    return new Answer(Finding.underWay(Reason.PENDING, "Job \"" + job.name()
        + "\" never began, and is deleted: what it was made for has changed"), before, new Act.Delete(job.name()),
        Wait.AT_ONCE);
  }

  private Answer withSources(Sources.Found found, Memory memory) {
    if (situation.target() instanceof Standing standing && standing.plan() == null) {
      return quiet(Finding.done(atRest(standing)), ended(memory).settled());
    }
    String held = situation.meta().annotation(Meta.DIRECTORY);
    if (held != null && !held.equals(found.directoryDigest())) {
      return quiet(Finding.underWay(Reason.HELD_BY_FLEET,
          "the directory is newer than what the fleet gave free for this database"), ended(memory));
    }
    Answer failed = failure(memory);
    return failed == null ? withTarget(ended(memory)) : failed;
  }

  static String atRest(Standing standing) {
    return standing.current() == null
        ? "no migration is to be applied"
        : "the database is at version " + standing.current();
  }

  /** What to do about a Job that failed for what is asked for now; null if that is nothing. */
  private @Nullable Answer failure(Memory memory) {
    JobSeen job = situation.job();
    if (job == null || isSuperseded(job)) {
      return null;
    }
    boolean isNew = !memory.counted(job);
    if (job.phase() == Phase.SUCCEEDED && !isOfThisPlan(job)) {
      return null;
    }
    if (isPermanent(job)) {
      return quiet(Finding.stalled(Reason.MIGRATION_FAILED, failed(job)
          + "; tried again when the directory, a Secret, the spec or the annotation " + Meta.RETRY + " changes"),
          isNew ? ended(memory).gaveUp() : memory);
    }
    return isNew ? retry(job, ended(memory)) : waiting(job, memory);
  }

  /** Whether the Job was started for another directory, Secret or spec than those of now. */
  private boolean isSuperseded(JobSeen job) {
    return situation.sources() instanceof Sources.Found found && before.hash() != null
        && (!before.hash().equals(hash(found))
            || (isKnown(job) && Objects.requireNonNull(before.job()).result() == JobResult.SUPERSEDED));
  }

  /** What was refused of a plan that is no longer the plan says nothing of the one that is. */
  private boolean isPermanent(JobSeen job) {
    Integer code = job.exitCode();
    boolean isOfAnother = code != null && code == Kind.REFUSED.exitCode() && situation.target() instanceof Standing
        && !isOfThisPlan(job);
    return job.phase() == Phase.FAILED && code != null && PERMANENT.contains(code) && !isOfAnother;
  }

  /** It did nothing, as its plan was no longer the plan when it began. */
  private static boolean isOutdated(JobSeen job) {
    Integer code = job.exitCode();
    return code != null && code == Kind.OUTDATED.exitCode();
  }

  private boolean isOfThisPlan(JobSeen job) {
    return situation.target() instanceof Standing standing && standing.plan() != null
        && standing.plan().digest().equals(job.plan());
  }

  private static String failed(JobSeen job) {
    if (job.phase() == Phase.SUCCEEDED) {
      return "Job \"" + job.name() + "\" succeeded, and its plan is still to be done";
    }
    if (isOutdated(job)) {
      return "Job \"" + job.name() + "\" changed nothing, as its plan was not the plan any more when it began";
    }
    String code = job.exitCode() == null ? "" : " with exit code " + job.exitCode();
    String why = job.message() == null || job.message().isBlank()
        ? ""
        : ": " + Shortened.to(LAST_WORDS, job.message().strip());
    return "Job \"" + job.name() + "\" failed" + code + why;
  }

  private Answer retry(JobSeen job, Memory memory) {
    return retrying(job, memory.failed(nextTry(memory)));
  }

  /** The time for another try has not come; null if it has. */
  private @Nullable Answer waiting(JobSeen job, Memory memory) {
    return memory.waits(situation.now()) ? retrying(job, memory) : null;
  }

  private Answer retrying(JobSeen job, Memory memory) {
    return situation.target() instanceof Target.Unreachable unreachable
        ? untilNextTry(Reason.DATABASE_UNREACHABLE, Finding.said(unreachable.problem()), memory)
        : untilNextTry(Reason.RETRYING, failed(job), memory);
  }

  private Answer untilNextTry(Reason reason, String why, Memory memory) {
    return new Answer(Finding.underWay(reason, why + "; tried again at " + memory.nextTry()), memory, new Act.None(),
        Wait.until(memory.nextTry(), situation.now()));
  }

  private Answer withTarget(Memory memory) {
    return switch (situation.target()) {
      case Target.NotAsked notAsked -> new Answer(Finding.underWay(Reason.OBSERVING, "the database was not asked yet"),
          memory, new Act.None(), Wait.FIRST);
      case Target.Unreachable unreachable -> unreachable(unreachable.problem(), memory);
      case Target.Refused refused ->
        quiet(Finding.stalled(Reason.PLAN_REFUSED, Finding.said(refused.problems())), memory);
      case Standing standing when standing.plan() != null -> planned(standing, standing.plan(), memory);
      case Standing standing -> quiet(Finding.done(atRest(standing)), memory.settled());
    };
  }

  private Answer unreachable(Problem problem, Memory memory) {
    return untilNextTry(Reason.DATABASE_UNREACHABLE, Finding.said(problem), failedOnce(memory));
  }

  /** An event that makes somebody look early is not one more failure. */
  private Memory failedOnce(Memory memory) {
    return memory.waits(situation.now()) ? memory : memory.failed(nextTry(memory));
  }

  private Answer planned(Standing standing, PlanSeen plan, Memory memory) {
    Finding refusal = refusal(standing, plan);
    if (refusal != null) {
      return quiet(refusal, memory);
    }
    if (waits(plan)) {
      return quiet(Finding.underWay(Reason.APPROVAL_REQUIRED, approvalText(plan)), memory);
    }
    return start(standing, plan, memory);
  }

  /** Why the way back is not gone; null if it may be, or if the way does not lead back. */
  private @Nullable Finding refusal(Standing standing, PlanSeen plan) {
    if (plan.direction() == Direction.DOWN && !downAllowed()) {
      return Finding.stalled(Reason.DOWNGRADE_NOT_ALLOWED, "the database is at version " + standing.current() + ", and "
          + wanted(standing) + " is asked for, which is before it; set spec.protectedFlows.down.allow to true, or bring"
          + " the later migrations back");
    }
    if (plan.direction() == Direction.DOWN && !plan.destructive().isEmpty() && !dataLossAllowed()) {
      return Finding.stalled(Reason.DATA_LOSS_NOT_ALLOWED, "the way back to " + wanted(standing)
          + " loses data; set spec.protectedFlows.down.allowDataLoss to true to go it all the same: "
          + String.join("; ", plan.destructive()));
    }
    return null;
  }

  private static String wanted(Standing standing) {
    return standing.wanted() == null ? "no version at all" : "version " + standing.wanted();
  }

  private Answer start(Standing standing, PlanSeen plan, Memory memory) {
    JobSeen last = situation.job();
    String name = JobName.of(situation.meta().name(), plan, memory.failures(), last == null ? null : last.name());
    String to = plan.direction() == Direction.UP
        ? situation.spec().targetVersion()
        : standing.wanted() == null ? EVERYTHING_BACK : standing.wanted();
    return new Answer(Finding.underWay(Reason.STARTED, "Job \"" + name + "\" brings the database to "
        + wanted(standing) + ", " + standing.pending().size() + " to do"), memory.started(name),
        new Act.Start(name, plan, to), Wait.WHILE_RUNNING);
  }

  private Answer quiet(Finding finding, Memory memory) {
    return new Answer(finding, memory, new Act.None(),
        Wait.resync(situation.spec().resyncInterval(), situation.jitter()));
  }

  /** The same, and what became of the Job, so that it is not counted again. */
  private Memory ended(Memory memory) {
    JobSeen job = situation.job();
    if (job == null || (memory.counted(job) && !isSuperseded(job))) {
      return memory;
    }
    JobResult failed = isSuperseded(job) ? JobResult.SUPERSEDED : JobResult.FAILED;
    return memory.ended(job.name(), job.phase() == Phase.SUCCEEDED ? JobResult.SUCCEEDED : failed);
  }

  private Instant nextTry(Memory memory) {
    Duration wait = Wait.after(memory.failures() + 1, situation.jitter());
    return situation.now().plus(wait).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  /** Nobody can read a Secret or a file out of it. */
  private String hash(Sources.Found found) {
    String retry = situation.meta().annotation(Meta.RETRY);
    String fleets = situation.meta().annotation(Meta.FLEET_RETRY);
    String said = String.join("\n", Long.toString(situation.meta().generation()), found.directoryDigest(),
        found.secretDigest(), retry == null ? "" : retry) + (fleets == null ? "" : "\n" + fleets);
    return Sha256.of(said.getBytes(StandardCharsets.UTF_8));
  }

  private boolean suspended() {
    return Boolean.TRUE.equals(situation.spec().suspend());
  }

  private @Nullable Down down() {
    ProtectedFlows flows = situation.spec().protectedFlows();
    return flows == null ? null : flows.down();
  }

  private boolean downAllowed() {
    Down down = down();
    return down != null && Boolean.TRUE.equals(down.allow());
  }

  private boolean dataLossAllowed() {
    Down down = down();
    return down != null && Boolean.TRUE.equals(down.allowDataLoss());
  }

  /** What somebody has to agree to; null if there is nothing. */
  private @Nullable String waitingPlan() {
    return answerIsOpen() && situation.target() instanceof Standing standing && standing.plan() != null
        && refusal(standing, standing.plan()) == null && waits(standing.plan()) ? approvalText(standing.plan()) : null;
  }

  private boolean answerIsOpen() {
    JobSeen job = situation.job();
    return job == null || job.isOver();
  }

  private boolean waits(PlanSeen plan) {
    return needsApproval(plan) && !plan.digest().equals(approved())
        && !plan.digest().equals(situation.meta().annotation(Meta.APPROVE));
  }

  private boolean needsApproval(PlanSeen plan) {
    if (plan.direction() == Direction.DOWN) {
      return true;
    }
    Policy policy = situation.spec().policy();
    Approve approve = policy == null || policy.approve() == null ? Approve.DESTRUCTIVE : policy.approve();
    return switch (approve) {
      case NEVER -> false;
      case DESTRUCTIVE -> !plan.destructive().isEmpty();
      case ALWAYS -> true;
    };
  }

  private @Nullable String approved() {
    Approval approval = situation.spec().approval();
    return approval == null ? null : approval.plan();
  }

  private String approvalText(PlanSeen plan) {
    boolean isOther = approved() != null || situation.meta().annotation(Meta.APPROVE) != null;
    String other = isOther ? "; what was approved is another plan" : "";
    String loss = plan.destructive().isEmpty() ? "" : ", which loses: " + String.join("; ", plan.destructive());
    return "plan " + plan.digest() + " waits for an approval" + other + ". Set spec.approval.plan or the annotation "
        + Meta.APPROVE + " to " + plan.digest() + loss;
  }
}
