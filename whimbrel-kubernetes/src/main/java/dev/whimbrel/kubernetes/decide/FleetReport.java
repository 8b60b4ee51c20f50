package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.FleetStatus.TargetStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.decide.Conditions.Truth;
import dev.whimbrel.kubernetes.decide.Finding.Course;
import dev.whimbrel.kubernetes.decide.FleetSituation.Child;
import dev.whimbrel.kubernetes.decide.FleetSituation.Member;
import dev.whimbrel.kubernetes.decide.Told.Weight;
import dev.whimbrel.problem.Shortened;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is found of a fleet, as a status, and as Events. Nothing in it grows with the fleet. */
final class FleetReport {
  static final int TARGETS = 100;
  private static final int VERSION = 100;

  private final FleetSituation situation;
  private final Finding finding;
  private final @Nullable FleetStatus before;

  FleetReport(FleetSituation situation, Finding finding) {
    this.situation = situation;
    this.finding = finding;
    this.before = situation.before();
  }

  List<Condition> conditions() {
    Conditions conditions = new Conditions(before == null ? null : before.conditions(), situation.meta().generation(),
        situation.now());
    return finding.course() == Course.AT_REST
        ? conditions.add(Conditions.READY, Truth.FALSE, finding.reason(), finding.message())
            .add(Conditions.RECONCILING, Truth.FALSE, finding.reason(), finding.message())
            .add(Conditions.STALLED, Truth.FALSE, finding.reason(), finding.message()).list()
        : conditions.add(finding).list();
  }

  /** Who needs somebody comes first, then who is at work, who waits, and who is done. */
  static List<TargetStatus> targets(List<List<Member>> waves, Function<Member, Progress> progress) {
    record Row(int urgency, TargetStatus target) {}
    List<Row> rows = new ArrayList<>();
    for (int wave = 0; wave < waves.size(); wave++) {
      for (Member member : waves.get(wave)) {
        Progress how = progress.apply(member);
        rows.add(new Row(urgency(how), target(member, wave, how)));
      }
    }
    return rows.stream().sorted(Comparator.comparingInt(Row::urgency)).limit(TARGETS).map(Row::target).toList();
  }

  private static int urgency(Progress progress) {
    return switch (progress) {
      case FAILED, REFUSED -> 0;
      case UNDER_WAY -> 1;
      case NOT_BEGUN -> 2;
      case DONE -> 3;
    };
  }

  private static TargetStatus target(Member member, int wave, Progress progress) {
    Child child = member.child();
    MigrationStatus status = child == null ? null : child.status();
    String version = status == null ? null : status.currentVersion();
    Condition ready = status == null ? null : Conditions.find(status.conditions(), Conditions.READY);
    String reason = ready == null ? Reason.OBSERVING.text() : ready.getReason();
    return new TargetStatus(member.name(), wave, version == null ? null : Shortened.to(VERSION, version),
        switch (progress) {
          case NOT_BEGUN -> Reason.PENDING.text();
          case REFUSED -> Reason.CLUSTER_REFUSED.text();
          case UNDER_WAY, FAILED, DONE -> reason;
        });
  }

  /** A new reason, or a new wave. */
  List<Told> events(@Nullable Integer wave) {
    Condition old = Conditions.find(before == null ? null : before.conditions(), Conditions.RECONCILING);
    boolean isSame = old != null && finding.reason().text().equals(old.getReason())
        && Objects.equals(wave, before == null ? null : before.wave());
    Weight weight = finding.course() == Course.STALLED || finding.reason() == Reason.CLUSTER_REFUSED
        ? Weight.WARNING
        : Weight.NORMAL;
    return isSame ? List.of() : List.of(new Told(weight, finding.reason().text(), finding.message()));
  }
}
