package dev.whimbrel.kubernetes.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The conditions of a resource, as tools that know none of ours read them (kstatus). */
final class Conditions {
  static final String READY = "Ready";
  static final String RECONCILING = "Reconciling";
  static final String STALLED = "Stalled";
  static final String APPROVAL_REQUIRED = "ApprovalRequired";
  static final String DRIFT_DETECTED = "DriftDetected";

  /** Whether a condition holds. */
  enum Truth {
    TRUE("True"), FALSE("False"), UNKNOWN("Unknown");

    private final String text;

    Truth(String text) {
      this.text = text;
    }

    static Truth of(boolean holds) {
      return holds ? TRUE : FALSE;
    }
  }

  private final List<Condition> before;
  private final long generation;
  private final String now;
  private final List<Condition> conditions = new ArrayList<>();

  Conditions(@Nullable List<Condition> before, long generation, Instant now) {
    this.before = before == null ? List.of() : before;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What the condition was before; null if there was none. */
  static @Nullable Condition find(@Nullable List<Condition> conditions, String type) {
    List<Condition> all = conditions == null ? List.of() : conditions;
    return all.stream().filter(each -> type.equals(each.getType())).findFirst().orElse(null);
  }

  static boolean holds(@Nullable List<Condition> conditions, String type) {
    Condition found = find(conditions, type);
    return found != null && "True".equals(found.getStatus());
  }

  Conditions add(String type, Truth truth, Reason reason, String message) {
    return add(type, truth.text, reason.text(), message);
  }

  /** The time is that of the last change of the status, not of the reason. */
  Conditions add(String type, String status, String reason, String message) {
    Condition old = find(before, type);
    boolean stays = old != null && status.equals(old.getStatus()) && old.getLastTransitionTime() != null;
    conditions.add(new ConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(stays ? Objects.requireNonNull(old).getLastTransitionTime() : now).build());
    return this;
  }

  /** As it was, or unknown. */
  Conditions keep(String type, Reason otherwise, String message) {
    Condition old = find(before, type);
    return old == null || old.getReason() == null || old.getMessage() == null || old.getMessage().isEmpty()
        ? add(type, Truth.UNKNOWN, otherwise, message)
        : add(type, old.getStatus(), old.getReason(), old.getMessage());
  }

  /** Ready, Reconciling and Stalled of what is not at rest. */
  Conditions add(Finding finding) {
    return add(READY, Truth.of(finding.course() == Finding.Course.DONE), finding.reason(), finding.message())
        .add(RECONCILING, Truth.of(finding.course() == Finding.Course.UNDER_WAY), finding.reason(),
            finding.message())
        .add(STALLED, Truth.of(finding.course() == Finding.Course.STALLED), finding.reason(), finding.message());
  }

  List<Condition> list() {
    return List.copyOf(conditions);
  }
}
