package dev.whimbrel.kubernetes.e2e;

import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Wait;
import dev.whimbrel.kubernetes.manifest.OperatorInstallation;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamedContextBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The operator's service account, with the rights that it is shipped with and no others, and what its processes need to be it. */
record OperatorAccount(Cluster cluster, String namespace, Set<String> watched, Path kubeconfig) {
  /** What an installation makes beside its Deployment, which would start an operator somewhere else. */
  private static final Set<String> KINDS = Set.of("ServiceAccount", "Role", "RoleBinding");

  /**
   * Makes it.
   *
   * @param name the end of the name of its namespace
   * @param namespaces that it looks after, which no other one does: rights of two installations have the same names
   */
  static OperatorAccount install(Cluster cluster, String name, String... namespaces) {
    String namespace = cluster.another(name);
    TreeSet<String> watched = new TreeSet<>(Arrays.asList(namespaces));
    List<HasMetadata> objects = objects(cluster, namespace, watched);
    objects.forEach(object -> cluster.client().resource(object).serverSideApply());
    String account = objects.stream().filter(object -> object.getKind().equals("ServiceAccount")).findFirst()
        .orElseThrow()
        .getMetadata().getName();
    Wait.until("the rights of the operator are known", DeclaredShop.SOON,
        () -> watched.stream()
            .allMatch(one -> mayWatch(cluster, "system:serviceaccount:" + namespace + ":" + account, one)));
    String token = cluster.client().serviceAccounts().inNamespace(namespace).withName(account).tokenRequest()
        .getStatus()
        .getToken();
    return new OperatorAccount(cluster, namespace, watched, kubeconfig(cluster, namespace, token));
  }

  private static List<HasMetadata> objects(Cluster cluster, String namespace, TreeSet<String> watched) {
    return new OperatorInstallation(namespace, cluster.image(), watched).objects().stream()
        .filter(object -> KINDS.contains(object.getKind())).toList();
  }

  /** Gives it the rights in a namespace that was made anew. */
  void grantAgain(String lost) {
    objects(cluster, namespace, new TreeSet<>(watched)).stream()
        .filter(object -> object.getMetadata().getNamespace().equals(lost))
        .forEach(object -> cluster.client().resource(object).serverSideApply());
  }

  private static boolean mayWatch(Cluster cluster, String user, String namespace) {
    SubjectAccessReview review = new SubjectAccessReviewBuilder().withNewSpec().withUser(user)
        .withNewResourceAttributes()
        .withGroup("whimbrel.dev").withResource("migrations").withVerb("watch").withNamespace(namespace)
        .endResourceAttributes().endSpec().build();
    return cluster.client().resource(review).create().getStatus().getAllowed();
  }

  private static Path kubeconfig(Cluster cluster, String namespace, String token) {
    Config admin = cluster.client().getConfiguration();
    var config = new ConfigBuilder().withCurrentContext("operator")
        .addNewCluster().withName("e2e").withNewCluster().withServer(admin.getMasterUrl())
        .withCertificateAuthorityData(authority(admin)).endCluster().endCluster()
        .addNewUser().withName("operator").withNewUser().withToken(token).endUser().endUser()
        .addToContexts(new NamedContextBuilder().withName("operator").withNewContext().withCluster("e2e")
            .withUser("operator").withNamespace(namespace).endContext().build())
        .build();
    try {
      return Files.writeString(Files.createTempFile(cluster.scratch(), "operator", ".kubeconfig"),
          Serialization.asYaml(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String authority(Config admin) throws UncheckedIOException {
    if (admin.getCaCertData() != null) {
      return admin.getCaCertData();
    }
    try {
      return Base64.getEncoder()
          .encodeToString(Files.readString(Path.of(admin.getCaCertFile())).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The options of a process, without those about leadership. */
  List<String> options(int port) {
    return Stream
        .of("--namespaces", String.join(",", watched), "--port", Integer.toString(port), "--image", cluster.image())
        .toList();
  }
}
