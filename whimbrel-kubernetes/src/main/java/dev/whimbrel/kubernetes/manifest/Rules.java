package dev.whimbrel.kubernetes.manifest;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;

/** Who may do what in the API server; nothing that is not needed. */
final class Rules {
  private static final String CORE = "";

  private Rules() {}

  /** Of whoever runs {@code whimbrel k8s}: a pipeline, or a person. */
  static List<PolicyRule> deployer() {
    return List.of(
        rule(CORE, List.of("configmaps"), "get", "list", "create", "patch", "delete"),
        rule("batch", List.of("jobs"), "get", "list", "watch", "create", "delete"),
        rule(CORE, List.of("pods"), "get", "list", "watch"),
        rule(CORE, List.of("pods/log"), "get"),
        rule(CORE, List.of("events"), "get", "list"),
        rule("whimbrel.dev", List.of("migrations", "migrationfleets"), "get", "list", "watch"));
  }

  /**
   * Of the operator, where it watches. It reads Secrets and never writes one; ConfigMaps it writes for files that stand in a
   * resource, and for what a schema was.
   */
  static List<PolicyRule> operator() {
    return List.of(
        rule("whimbrel.dev", List.of("migrations"), "get", "list", "watch", "create", "patch", "delete"),
        rule("whimbrel.dev", List.of("migrationfleets"), "get", "list", "watch"),
        rule("whimbrel.dev", List.of("migrations/status", "migrationfleets/status"), "get", "patch", "update"),
        rule(CORE, List.of("configmaps"), "get", "list", "watch", "create", "patch"),
        rule(CORE, List.of("secrets"), "get", "list", "watch"),
        rule("batch", List.of("jobs"), "get", "list", "watch", "create", "patch", "delete"),
        rule(CORE, List.of("pods"), "get", "list", "watch"),
        rule(CORE, List.of("pods/log"), "get"),
        rule(CORE, List.of("events"), "get", "create", "patch", "update"));
  }

  /** Of the operator, where it is itself: which of several is at work. */
  static List<PolicyRule> election() {
    return List.of(
        rule("coordination.k8s.io", List.of("leases"), "get", "list", "watch", "create", "patch", "update"));
  }

  private static PolicyRule rule(String group, List<String> resources, String... verbs) {
    return new PolicyRuleBuilder().withApiGroups(group).withResources(resources).withVerbs(verbs).build();
  }
}
