package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.init.Writing;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.manifest.Installation;
import dev.whimbrel.kubernetes.manifest.Manifests;
import dev.whimbrel.kubernetes.manifest.Means;
import dev.whimbrel.kubernetes.manifest.OperatorInstallation;
import dev.whimbrel.report.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code k8s setup}: a cluster with a database and its migrations, step by step. Each step is a command of somebody else's that is shown
 * as it could be typed; one that is done already is left out, so that it can be run again after any of them.
 */
final class Setup {
  private static final List<String> OVERLAYS = List.of("dev", "staging", "prod");
  private static final String OPERATOR_NAMESPACE = "whimbrel-system";
  private static final String OPERATOR_PODS = "app.kubernetes.io/instance=whimbrel-operator";
  private static final String WHY_NOT = "jsonpath={range .items[*]}"
      + "{range .status.conditions[?(@.reason==\"Unschedulable\")]}{.reason}: {.message}{\"\\n\"}{end}"
      + "{range .status.containerStatuses[*]}{.state.waiting.reason}: {.state.waiting.message}{\"\\n\"}{end}{end}";

  private final Site site;
  private final Invocation invocation;
  private final Programs programs;
  private final List<Json> steps = new ArrayList<>();

  private Setup(Site site) {
    this.site = site;
    this.invocation = site.invocation();
    this.programs = new Programs(invocation.surroundings(), site.settings().project());
  }

  static Outcome setup(Invocation invocation) {
    String what = invocation.arguments().get(1);
    String overlay = invocation.value(Options.OVERLAY).orElse("dev");
    if (!OVERLAYS.contains(overlay)) {
      throw Kubernetes.usage("\"" + overlay + "\" of overlay is none that is written",
          "it is one of " + String.join(", ", OVERLAYS));
    }
    Setup setup = new Setup(Site.of(invocation));
    return switch (what) {
      case "kind" -> setup.run(overlay, List.of("kind", "kubectl", "helm"));
      case "existing" -> setup.run(overlay, List.of("kubectl", "helm"));
      default -> throw Kubernetes.usage("\"k8s setup\" does not know \"" + what + "\"",
          "it is one of kind and existing");
    };
  }

  private Outcome run(String overlay, List<String> needed) {
    Invocation ofCluster = invocation.has(Options.SECRET) || site.settings().text(Options.SECRET).isPresent()
        || site.settings().text(Options.CNPG).isPresent()
            ? invocation
            : invocation.with(Options.CNPG, site.name() + "-db");
    Site complete = Site.of(ofCluster);
    Bundle bundle = Installed.bundle(complete);
    Installation installation = Installed.of(complete, bundle);
    Passed.refuseForMigration(complete.settings());
    String namespace = site.name() + "-" + overlay;
    OperatorInstallation operator = OperatorInstallation.of(installation.image()).withWatched(watched(namespace));
    programs.demand(needed);
    if (needed.contains("kind")) {
      kind(source(installation.image()));
    } else {
      refuseNowhere(installation.image());
    }
    step("CloudNativePG", kubectl("get", "crd", "clusters.postgresql.cnpg.io"),
        helm("upgrade", "--install", "cnpg", "cnpg/cloudnative-pg", "--namespace", "cnpg-system",
            "--create-namespace", "--wait"),
        null);
    // rights are given in namespaces that are there; where there are none to name, they are given in all
    operator.watched().forEach(one -> step("the namespace " + one, kubectl("get", "namespace", one),
        kubectl("create", "namespace", one), null));
    step("the operator of Whimbrel", null, kubectl("apply", "--server-side", "-f", "-"),
        String.join("---\n", operator.plain().values()));
    rollout();
    String out = invocation.value(Options.OUT_FILES).orElse("k8s");
    write(Manifests.kustomize(installation, bundle, Means.OPERATOR), out);
    step("the database and its migrations", null,
        kubectl("apply", "--server-side", "-k", out + "/overlays/" + overlay), null);
    step("until all is applied", null,
        kubectl("wait", "--for=condition=Ready", "migrations.whimbrel.dev/" + site.name(),
            "--timeout=10m", "-n", namespace),
        null);
    return Outcome.of("\nDone. See how it stands with: whimbrel k8s status -n " + namespace + " --name " + site.name()
        + "\n", Json.object().with("namespace", namespace).with("steps", Json.array(steps)));
  }

  /** What the operator looks after, which has to hold what is set up. */
  private SortedSet<String> watched(String namespace) {
    SortedSet<String> watched = site.namespaces();
    if (!watched.isEmpty() && !watched.contains(namespace)) {
      throw Kubernetes.usage(
          "\"" + namespace + "\" is not among those of --namespaces, and the migrations come into it",
          "add it: --namespaces " + String.join(",", watched) + "," + namespace);
    }
    return watched;
  }

  /** Before anything is made: without the image, no Pod begins. */
  private ImageSource source(String image) {
    Optional<ImageSource.Archive> archive = site.settings().text(Options.IMAGE).isPresent()
        ? Optional.empty()
        : ImageSource.besideDistribution(System.getProperty("java.class.path", ""));
    if (archive.isPresent()) {
      return archive.get();
    }
    if (programs.isThere("docker")
        && programs.run(List.of("docker", "image", "inspect", image), null).exitCode() == 0) {
      return new ImageSource.Engine(image);
    }
    refuseNowhere(image);
    return new ImageSource.Registry();
  }

  /** The name that an image has where nobody said one is in no registry. */
  private void refuseNowhere(String image) {
    if (site.settings().text(Options.IMAGE).isEmpty()) {
      boolean kind = invocation.arguments().get(1).equals("kind");
      throw Kubernetes.usage("the image \"" + image + "\" is in no registry" + (kind ? ", nor on this machine" : ""),
          (kind
              ? "load the one that the build makes (docker load -i whimbrel-VERSION-PLATFORM-image.tar), or put it"
              : "put the one that the build makes (whimbrel-VERSION-PLATFORM-image.tar)")
              + " into a registry and name it: --image registry.example/" + image
              + (kind ? "" : "; if the nodes have it already: --image " + image));
    }
  }

  private void kind(ImageSource source) {
    List<String> list = List.of("kind", "get", "clusters");
    Programs.Answer there = programs.run(list, null);
    String name = site.name();
    step("a cluster of kind", there.said().lines().anyMatch(name::equals) ? list : null,
        List.of("kind", "create", "cluster", "--name", name), null);
    source.loading(name).ifPresent(command -> step("the image, in that cluster", null, command, null));
  }

  /** Why a Pod does not begin stands in its status alone. */
  private void rollout() {
    List<String> command = kubectl("rollout", "status", "deployment/whimbrel-operator", "-n", OPERATOR_NAMESPACE,
        "--timeout=5m");
    Programs.Answer answer = carryOut(command, null);
    if (answer.exitCode() == 0) {
      done("until the operator is at work", command);
      return;
    }
    String waiting = programs.run(kubectl("get", "pods", "-n", OPERATOR_NAMESPACE, "-l", OPERATOR_PODS, "-o",
        WHY_NOT), null).said().lines().filter(line -> !line.strip().equals(":")).distinct()
        .collect(Collectors.joining("; "));
    String why = waiting.isEmpty() ? said(answer) : said(answer) + "; its Pod waits: " + waiting;
    String remedy = waiting.contains("Image")
        ? "name an image that the nodes can pull or have, such as --image registry.example/whimbrel:VERSION, and run it again; more: "
        : "see more, and run it again when it is mended: ";
    throw Programs.failed(command, why, remedy
        + Programs.typed(kubectl("describe", "pods", "-n", OPERATOR_NAMESPACE, "-l", OPERATOR_PODS)));
  }

  /** What is here is written again: it is made of the directory, and changes with it. */
  private void write(Map<String, String> texts, String out) {
    Path home = site.settings().project();
    Map<String, String> below = new LinkedHashMap<>();
    texts.forEach((path, text) -> below.put(Path.of(out).resolve(path).toString(), text));
    invocation.screen().progress("$ whimbrel k8s manifests --by operator --out " + out);
    Writing.write(home, below, Writing.Existing.REPLACE);
    steps.add(Json.object().with("step", "manifests").with("result", "done"));
  }

  private List<String> kubectl(String... words) {
    return words("kubectl", "--context", words);
  }

  private List<String> helm(String... words) {
    return words("helm", "--kube-context", words);
  }

  private List<String> words(String program, String contextOption, String... words) {
    List<String> command = new ArrayList<>(List.of(program));
    site.settings().text(Options.CONTEXT).or(() -> invocation.arguments().get(1).equals("kind")
        ? Optional.of("kind-" + site.name())
        : Optional.empty()).ifPresent(context -> command.addAll(List.of(contextOption, context)));
    invocation.value(Options.KUBECONFIG).ifPresent(file -> command.addAll(List.of("--kubeconfig", file)));
    command.addAll(List.of(words));
    return command;
  }

  /**
   * One step.
   *
   * @param there a command that ends well where the step is done, or null to do it again, as it changes nothing then
   */
  private void step(String what, @Nullable List<String> there, List<String> command, @Nullable String input) {
    if (there != null && programs.run(there, null).exitCode() == 0) {
      invocation.screen().progress(what + " is there: " + Programs.typed(there));
      steps.add(Json.object().with("step", what).with("command", Programs.typed(there)).with("result", "there"));
      return;
    }
    Programs.Answer answer = carryOut(command, input);
    if (answer.exitCode() != 0) {
      throw Programs.failed(command, said(answer));
    }
    done(what, command);
  }

  private Programs.Answer carryOut(List<String> command, @Nullable String input) {
    invocation.screen().progress("$ " + Programs.typed(command));
    Programs.Answer answer = programs.run(command, input);
    answer.said().lines().forEach(line -> invocation.screen().progress("  " + line));
    return answer;
  }

  private static String said(Programs.Answer answer) {
    return answer.said().isEmpty() ? "exit code " + answer.exitCode() : answer.said();
  }

  private void done(String what, List<String> command) {
    steps.add(Json.object().with("step", what).with("command", Programs.typed(command)).with("result", "done"));
  }
}
