package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.FleetSpec.Template;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.decide.FleetSituation.Child;
import dev.whimbrel.kubernetes.decide.FleetSituation.Member;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a database of a fleet is with what is rolled out. */
enum Progress {
  /** It has something older, or nothing. */
  NOT_BEGUN,
  /** The same, and the API server refuses its migration. */
  REFUSED,
  /** Its migration has the template, and is not there yet. */
  UNDER_WAY,
  /** Its migration is stalled. */
  FAILED, DONE;

  /** What has nothing to do with the files. */
  private static final Set<String> OF_ANY_DIRECTORY = Set.of(Reason.SOURCE_REFUSED.text(), Reason.INVALID_SPEC.text());

  static Progress of(Member member, Template template, String directory, @Nullable String retry) {
    Child child = member.child();
    if (child == null || !hasTemplate(child, template.of(member.database(), false), directory)
        || !Objects.equals(child.annotations().get(Meta.FLEET_RETRY), retry)) {
      return member.refusal() == null ? NOT_BEGUN : REFUSED;
    }
    MigrationStatus status = child.status();
    if (status == null || !Long.valueOf(child.generation()).equals(status.observedGeneration())) {
      return UNDER_WAY;
    }
    boolean isOfThese = directory.equals(status.observedDirectory());
    Condition stalled = Conditions.find(status.conditions(), Conditions.STALLED);
    if (stalled != null && Conditions.holds(status.conditions(), Conditions.STALLED)
        && (isOfThese || OF_ANY_DIRECTORY.contains(stalled.getReason()))) {
      return FAILED;
    }
    return isOfThese && Conditions.holds(status.conditions(), Conditions.READY) ? DONE : UNDER_WAY;
  }

  /** Somebody may have suspended it by hand; that is his, not the fleet's. */
  private static boolean hasTemplate(Child child, MigrationSpec wanted, String directory) {
    MigrationSpec has = child.spec();
    MigrationSpec comparable = new MigrationSpec(has.database(), has.directory(), has.format(), has.targetVersion(),
        has.policy(), has.baseline(), has.history(), has.approval(), null, has.timeouts(), has.protectedFlows(),
        has.job(), has.resyncInterval());
    return comparable.equals(wanted) && Objects.equals(child.annotations().get(Meta.DIRECTORY), directory);
  }
}
