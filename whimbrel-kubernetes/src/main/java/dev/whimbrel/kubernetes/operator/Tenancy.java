package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tenants share a database, and each has a history of its own: a service of its own in the one journal. The template cannot say that, as it is
 * the same for all; the migration of each says it.
 *
 * @param isShared whether the targets are schemas of one database
 * @param history of the template
 */
record Tenancy(boolean isShared, @Nullable History history) {
  static Tenancy of(FleetResource fleet) {
    return new Tenancy(fleet.getSpec().targets().tenantSchemas() != null, fleet.getSpec().template().history());
  }

  /** With the history of its tenant. */
  MigrationResource child(MigrationResource child) {
    if (isShared) {
      child.setSpec(with(child.getSpec(), own(child.getSpec())));
    }
    return child;
  }

  /** As the template has it, if nobody changed it. */
  MigrationResource asTold(MigrationResource child) {
    if (isShared && own(child.getSpec()).equals(child.getSpec().history())) {
      child.setSpec(with(child.getSpec(), history));
    }
    return child;
  }

  private History own(MigrationSpec spec) {
    String tenant = Objects.requireNonNullElse(spec.database().searchPath(), "");
    String service = history == null ? null : history.service();
    return new History(history == null ? null : history.schema(),
        service == null || service.isEmpty() ? tenant : service + "/" + tenant,
        history == null ? null : history.mirror());
  }

  private static MigrationSpec with(MigrationSpec spec, @Nullable History history) {
    return new MigrationSpec(spec.database(), spec.directory(), spec.format(), spec.targetVersion(), spec.policy(),
        spec.baseline(), history, spec.approval(), spec.suspend(), spec.timeouts(), spec.protectedFlows(), spec.job(),
        spec.resyncInterval());
  }
}
