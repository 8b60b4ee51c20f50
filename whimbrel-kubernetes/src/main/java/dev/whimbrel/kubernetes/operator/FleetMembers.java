package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.FleetSpec.SecretSelector;
import dev.whimbrel.kubernetes.api.FleetSpec.Target;
import dev.whimbrel.kubernetes.api.FleetSpec.Targets;
import dev.whimbrel.kubernetes.api.FleetSpec.TenantSchemas;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Which databases a fleet consists of. */
sealed interface FleetMembers {
  /** These, in the order in which they were said. */
  record Known(List<Target> targets) implements FleetMembers {}

  /** They cannot be listed this time. */
  record Unknown(String why) implements FleetMembers {}

  /** They cannot be listed until somebody changes something. */
  record Refused(List<Problem> problems) implements FleetMembers {}

  static FleetMembers of(FleetResource fleet, KubernetesClient client, Cluster cluster, SessionSettings session) {
    Targets targets = fleet.getSpec().targets();
    long said = Stream.of(targets.databases(), targets.tenantSchemas(), targets.secretSelector())
        .filter(Objects::nonNull).count();
    if (said != 1) {
      return refused(
          said == 0 ? "spec.targets names no databases" : "spec.targets names databases in " + said + " ways",
          "say exactly one of databases, tenantSchemas and secretSelector");
    }
    String namespace = fleet.getMetadata().getNamespace();
    if (targets.databases() != null) {
      return once(targets.databases());
    }
    return targets.tenantSchemas() != null
        ? tenants(targets.tenantSchemas(), namespace, cluster, session)
        : selected(Objects.requireNonNull(targets.secretSelector()), namespace, client);
  }

  private static FleetMembers refused(String fact, String remedy) {
    return new Refused(List.of(Problem.of(ProblemCode.CONFIGURATION, fact).remedy(remedy)));
  }

  private static FleetMembers once(List<Target> targets) {
    Set<String> names = new HashSet<>();
    List<String> twice = targets.stream().map(Target::name).filter(name -> !names.add(name)).toList();
    return twice.isEmpty()
        ? new Known(targets)
        : refused("spec.targets names \"" + twice.getFirst() + "\" twice", "give each database a name of its own");
  }

  private static FleetMembers selected(SecretSelector selector, String namespace, KubernetesClient client) {
    String key = Objects.requireNonNullElse(selector.key(), "uri");
    return new Known(
        client.secrets().inNamespace(namespace).withLabelSelector(selector.selector()).list().getItems().stream()
            .map((Secret secret) -> secret.getMetadata().getName()).sorted(Comparator.naturalOrder())
            .map(name -> new Target(name,
                new DatabaseSource(null, new SecretSource(new SecretKey(name, key, null)), null, null, null)))
            .toList());
  }

  private static FleetMembers tenants(TenantSchemas tenants, String namespace, Cluster cluster,
      SessionSettings session) {
    if ((tenants.schemas() == null) == (tenants.query() == null)) {
      return refused("spec.targets.tenantSchemas names no schemas, or does so twice", "say one of schemas and query");
    }
    if (tenants.schemas() != null) {
      return inSchemas(tenants, tenants.schemas());
    }
    return switch (Address.of(tenants.database(), namespace, name -> cluster.secret(namespace, name))) {
      case Address.Refused refused -> new Refused(refused.problems());
      case Address.Missing missing -> new Unknown(String.join(", ", missing.what()) + " is not there");
      case Address.Found found -> switch (Asking.of(cluster.reached(namespace, found.url()), found.mask(), session,
          "spec.targets.tenantSchemas.query", Objects.requireNonNull(tenants.query()))) {
        case Asking.Said rows -> inSchemas(tenants, rows.values());
        case Asking.Silent silent -> new Unknown(silent.why());
        case Asking.Refused refused -> new Refused(refused.problems());
      };
    };
  }

  private static FleetMembers inSchemas(TenantSchemas tenants, List<String> schemas) {
    DatabaseSource all = tenants.database();
    List<Target> targets = new ArrayList<>();
    schemas.forEach(
        schema -> targets.add(new Target(schema, new DatabaseSource(all.url(), all.urlFrom(), all.credentials(),
            all.cnpgClusterRef(), schema))));
    return once(targets);
  }
}
