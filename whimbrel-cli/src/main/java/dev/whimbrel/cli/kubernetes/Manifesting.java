package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.manifest.Installation;
import dev.whimbrel.kubernetes.manifest.Manifests;
import dev.whimbrel.kubernetes.manifest.Means;
import dev.whimbrel.kubernetes.manifest.OperatorInstallation;
import dev.whimbrel.report.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code k8s manifests}: the files of an installation. */
final class Manifesting {
  private static final String OPERATOR = "operator";

  private Manifesting() {}

  static Outcome manifests(Invocation invocation) {
    Site site = Site.of(invocation);
    if (!invocation.has(Options.OUT_FILES)) {
      throw Kubernetes.usage("nobody says where the manifests go", "name a directory, such as --out k8s");
    }
    List<String> files = ConfigMaps.write(site, layout(invocation).equals(OPERATOR)
        ? operator(site)
        : texts(invocation, site));
    StringBuilder text = new StringBuilder();
    files.forEach(file -> text.append("Wrote ").append(file).append('\n'));
    return Outcome.of(text.append('\n').append(next(invocation)).toString(),
        Json.object().with("files", Json.texts(files)));
  }

  /** The operator itself, which knows of no installation. */
  private static Map<String, String> operator(Site site) {
    OperatorInstallation operator = OperatorInstallation.of(Installed.image(site.settings()))
        .withWatched(site.namespaces());
    Map<String, String> files = new TreeMap<>();
    operator.plain().forEach((path, text) -> files.put("plain/" + path, text));
    operator.kustomize().forEach((path, text) -> files.put("kustomize/" + path, text));
    operator.helm(Whimbrel.version()).forEach((path, text) -> files.put("helm/" + path, text));
    return files;
  }

  private static Map<String, String> texts(Invocation invocation, Site site) {
    Bundle bundle = Installed.bundle(site);
    Installation installation = Installed.of(site, bundle);
    if (means(invocation) == Means.OPERATOR) {
      Passed.refuseForMigration(site.settings());
    }
    return switch (layout(invocation)) {
      case "kustomize" -> Manifests.kustomize(installation, bundle, means(invocation));
      case "helm" -> Manifests.helm(installation, bundle, Whimbrel.version());
      case "plain" -> Manifests.plain(installation, bundle, means(invocation));
      case "gitops" -> Manifests.delivery(installation);
      default -> throw Kubernetes.usage("\"" + layout(invocation) + "\" of layout is no way to arrange manifests",
          "it is one of kustomize, helm, plain, gitops and operator");
    };
  }

  private static String layout(Invocation invocation) {
    return invocation.value(Options.LAYOUT).orElse("kustomize");
  }

  private static Means means(Invocation invocation) {
    return switch (invocation.value(Options.MEANS).orElse("job")) {
      case "job" -> Means.JOB;
      case OPERATOR -> Means.OPERATOR;
      default -> throw Kubernetes.usage("\"" + invocation.value(Options.MEANS).orElse("")
          + "\" of by is none who carries migrations out", "it is one of job and operator");
    };
  }

  private static String next(Invocation invocation) {
    String out = invocation.value(Options.OUT_FILES).orElse(".");
    return "Next: " + switch (layout(invocation)) {
      case "helm" -> "helm upgrade --install " + Site.of(invocation).name() + " " + out + "\n";
      case "plain" -> "kubectl apply --server-side -f " + out + "\n";
      case "gitops" -> "see what is in " + out + ", and take over what fits\n";
      case OPERATOR -> "kubectl apply --server-side -f " + out + "/plain\n";
      default -> "kubectl apply --server-side -k " + out + "/overlays/dev\n";
    };
  }
}
