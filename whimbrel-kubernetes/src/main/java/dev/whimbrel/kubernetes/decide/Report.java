package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.api.MigrationStatus.PlanSummary;
import dev.whimbrel.kubernetes.decide.Conditions.Truth;
import dev.whimbrel.kubernetes.decide.Finding.Course;
import dev.whimbrel.kubernetes.decide.Target.Standing;
import dev.whimbrel.kubernetes.decide.Told.Weight;
import dev.whimbrel.problem.Shortened;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is found, as a status, and as Events of what is new in it. Nothing in it grows with the directory. */
final class Report {
  static final int PENDING = 20;
  static final int DESTRUCTIVE = 10;
  static final int SENTENCE = 300;
  static final int TEXT = 4096;
  /** A text that was cut says so. */
  static final int CUT_MARK = 60;

  private final Situation situation;
  private final Finding finding;
  private final @Nullable String approval;
  private final @Nullable List<Condition> before;

  /**
   * @param approval what somebody has to agree to, null if there is nothing
   */
  Report(Situation situation, Finding finding, @Nullable String approval) {
    this.situation = situation;
    this.finding = finding;
    this.approval = approval;
    MigrationStatus status = situation.before();
    this.before = status == null ? null : status.conditions();
  }

  MigrationStatus status(Memory memory) {
    MigrationStatus old = situation.before() == null
        ? new MigrationStatus(null, null, null, null, null, null, null, null, null, null, null, null, null, null)
        : situation.before();
    String next = memory.nextTry() == null ? null : memory.nextTry().toString();
    if (!(situation.target() instanceof Standing standing)) {
      return new MigrationStatus(situation.meta().generation(), memory.hash(), directory(old), old.currentVersion(),
          old.targetVersion(), old.pending(), old.pendingCount(), old.plan(), old.lastApplied(), memory.failures(),
          next, memory.job(), old.schema(), conditions());
    }
    return new MigrationStatus(situation.meta().generation(), memory.hash(), directory(old), standing.current(),
        standing.wanted(),
        standing.pending().stream().limit(PENDING).toList(), standing.pending().size(), summary(standing.plan()),
        standing.lastApplied(), memory.failures(), next, memory.job(), schema(old, standing.schema()), conditions());
  }

  private static @Nullable KnownSchema schema(MigrationStatus old, SchemaSeen seen) {
    return seen instanceof SchemaSeen.Compared compared ? compared.known() : old.schema();
  }

  /** What keeps its truth is about the files of before. */
  private @Nullable String directory(MigrationStatus old) {
    boolean isKept = finding.course() == Course.AT_REST && !(situation.target() instanceof Standing);
    return situation.sources() instanceof Sources.Found found && !isKept
        ? found.directoryDigest()
        : old.observedDirectory();
  }

  private static @Nullable PlanSummary summary(@Nullable PlanSeen plan) {
    if (plan == null) {
      return null;
    }
    List<String> losses = plan.destructive().stream().limit(DESTRUCTIVE).map(loss -> Shortened.to(SENTENCE, loss))
        .toList();
    return new PlanSummary(plan.digest(), plan.direction().name().toLowerCase(Locale.ROOT),
        losses.isEmpty() ? null : losses, Shortened.to(TEXT, plan.text()));
  }

  private List<Condition> conditions() {
    Conditions conditions = new Conditions(before, situation.meta().generation(), situation.now());
    if (finding.course() == Course.AT_REST) {
      ready(conditions).add(Conditions.RECONCILING, Truth.FALSE, finding.reason(), finding.message())
          .add(Conditions.STALLED, Truth.FALSE, finding.reason(), finding.message());
    } else {
      conditions.add(finding);
    }
    conditions.add(Conditions.APPROVAL_REQUIRED, Truth.of(approval != null),
        approval == null ? Reason.NOTHING_WAITS : Reason.APPROVAL_REQUIRED,
        approval == null ? "no plan waits for an approval" : Shortened.to(Finding.LONGEST, approval));
    return drift(conditions).list();
  }

  /** What is suspended is as true as before. */
  private Conditions ready(Conditions conditions) {
    if (!(situation.target() instanceof Standing standing)) {
      return conditions.keep(Conditions.READY, finding.reason(), finding.message());
    }
    return standing.plan() == null
        ? conditions.add(Conditions.READY, Truth.TRUE, Reason.APPLIED, Deciding.atRest(standing))
        : conditions.add(Conditions.READY, Truth.FALSE, Reason.PENDING,
            standing.pending().size() + " to do; " + finding.message());
  }

  private Conditions drift(Conditions conditions) {
    return switch (schema()) {
      case SchemaSeen.NotCompared not ->
        conditions.keep(Conditions.DRIFT_DETECTED, Reason.NOT_COMPARED, "the schema was not compared yet");
      case SchemaSeen.Unknown unknown -> conditions.add(Conditions.DRIFT_DETECTED, Truth.UNKNOWN, Reason.NOT_COMPARED,
          Shortened.to(Finding.LONGEST, unknown.why()));
      case SchemaSeen.Compared same when same.differences().isEmpty() -> conditions.add(Conditions.DRIFT_DETECTED,
          Truth.FALSE, Reason.NO_DRIFT, "the schema is what it was after " + same.known().after()
              + "; compared with what was there at " + same.known().since());
      case SchemaSeen.Compared other ->
        conditions.add(Conditions.DRIFT_DETECTED, Truth.TRUE, Reason.DRIFT, driftText(other));
    };
  }

  private SchemaSeen schema() {
    return situation.target() instanceof Standing standing ? standing.schema() : new SchemaSeen.NotCompared();
  }

  /** What to do about it is said whatever differs. */
  private String driftText(SchemaSeen.Compared drift) {
    String accepted = situation.meta().annotation(Meta.ACCEPT_DRIFT);
    String other = accepted == null ? "" : "; what was accepted is not that";
    String remedy = other + ". Take it back, or set the annotation " + Meta.ACCEPT_DRIFT + " to "
        + drift.known().drift() + ", and it may stay so";
    return Shortened.to(Finding.LONGEST - remedy.length(), String.join("; ", drift.differences())) + remedy;
  }

  /** What a status that is as before says, nobody is told again. */
  List<Told> events() {
    List<Told> events = new ArrayList<>();
    if (isNew()) {
      events.add(new Told(weight(), finding.reason().text(), finding.message()));
    }
    if (schema() instanceof SchemaSeen.Compared drift && !drift.differences().isEmpty()
        && !Conditions.holds(before, Conditions.DRIFT_DETECTED)) {
      events.add(new Told(Weight.WARNING, Reason.DRIFT.text(), driftText(drift)));
    }
    return events;
  }

  private boolean isNew() {
    Condition old = Conditions.find(before, Conditions.RECONCILING);
    return old == null || !finding.reason().text().equals(old.getReason());
  }

  private Weight weight() {
    return switch (finding.reason()) {
      case RETRYING, DATABASE_UNREACHABLE, SOURCE_MISSING, APPROVAL_REQUIRED, CLUSTER_REFUSED, JOB_BLOCKED ->
        Weight.WARNING;
      default -> finding.course() == Course.STALLED ? Weight.WARNING : Weight.NORMAL;
    };
  }
}
