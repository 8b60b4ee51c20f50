package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.init.Writing;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.manifest.Manifests;
import dev.whimbrel.kubernetes.manifest.Yaml;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.source.FileSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** {@code k8s configmap} and {@code k8s validate}: the directory here, and that of the cluster. */
final class ConfigMaps {
  /** Of more differences nobody wants to read. */
  private static final int MOST_SHOWN = 10;

  private ConfigMaps() {}

  static Outcome configmap(Invocation invocation) {
    Site site = Site.of(invocation);
    Bundle bundle = Installed.bundle(site);
    if (invocation.has(Options.APPLY) && invocation.has(Options.OUT_FILES)) {
      throw Kubernetes.usage("--apply and --out exclude each other", "give one of the two");
    }
    if (invocation.has(Options.APPLY)) {
      return Cluster.with(site, cluster -> {
        apply(cluster, bundle);
        return outcome("Applied " + described(bundle) + " in the namespace " + cluster.namespace() + ".\n", bundle);
      });
    }
    return invocation.has(Options.OUT_FILES) ? written(site, bundle) : outcome(Yaml.of(located(site, bundle)), bundle);
  }

  private static Outcome written(Site site, Bundle bundle) {
    String file = Manifests.directoryFile(site.configMap());
    refuseUnlisted(site, file);
    List<String> files = write(site, Map.of(file, Yaml.of(located(site, bundle))));
    StringBuilder text = new StringBuilder();
    files.forEach(one -> text.append("Wrote ").append(one).append('\n'));
    return Outcome.of(text.toString(), json(bundle).with("files", Json.texts(files)));
  }

  /** In a base that does not list it, the file would change nothing that is applied, and nobody would notice. */
  private static void refuseUnlisted(Site site, String file) {
    Path kustomization = out(site).resolve("kustomization.yaml");
    if (Files.exists(kustomization) && !text(kustomization).contains(file)) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + site.settings().project()
          .relativize(kustomization) + "\" does not list \"" + file + "\", so what is in it would not be applied")
          .state("nothing was written")
          .remedy("name the installation that this base is of with --name, or add the file to its resources"), null);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + file + "\" cannot be read as text")
          .state("nothing was written"), e);
    }
  }

  private static Path out(Site site) {
    return site.settings().project().resolve(site.invocation().value(Options.OUT_FILES).orElse(".")).normalize();
  }

  /** Texts below the directory that --out names. */
  static List<String> write(Site site, Map<String, String> texts) {
    Invocation invocation = site.invocation();
    Path home = site.settings().project();
    Path out = out(site);
    Map<String, String> below = new LinkedHashMap<>();
    texts.forEach((path, text) -> below.put(out.resolve(path).toString(), text));
    return Writing.write(home, below,
        invocation.has(Options.REPLACE) ? Writing.Existing.REPLACE : Writing.Existing.REFUSE);
  }

  private static List<ConfigMap> located(Site site, Bundle bundle) {
    site.namespace().ifPresent(
        namespace -> bundle.configMaps().forEach(map -> map.getMetadata().setNamespace(namespace)));
    return bundle.configMaps();
  }

  private static Outcome outcome(String text, Bundle bundle) {
    return Outcome.of(text, json(bundle));
  }

  static Json.Obj json(Bundle bundle) {
    return Json.object().with("config_maps", Json.texts(bundle.names()))
        .with("packing", bundle.packing().name().toLowerCase(Locale.ROOT))
        .with("directory", bundle.digest());
  }

  static String described(Bundle bundle) {
    return (bundle.names().size() == 1 ? "the ConfigMap " : "the ConfigMaps ") + String.join(", ", bundle.names());
  }

  /**
   * Writes them, unless somebody else's are there under these names.
   *
   * @throws WhimbrelException if they are somebody else's
   */
  static void apply(Cluster cluster, Bundle bundle) {
    for (ConfigMap map : bundle.configMaps()) {
      ConfigMap there = cluster.client().configMaps().inNamespace(cluster.namespace())
          .withName(map.getMetadata().getName()).get();
      if (there != null && !isOurs(there, cluster.site()) && !cluster.site().invocation().has(Options.REPLACE)) {
        throw new WhimbrelException(Problem.of(ProblemCode.CLUSTER,
            "the ConfigMap \"" + map.getMetadata().getName() + "\" is there already, and not one of this installation")
            .state("nothing was changed")
            .remedy("name the installation otherwise with --name, or take that over with --force"), null);
      }
    }
    bundle.configMaps().forEach(map -> cluster.jobs().apply(map));
    stale(cluster, bundle).forEach(map -> cluster.client().resource(map).inNamespace(cluster.namespace()).delete());
  }

  private static boolean isOurs(ConfigMap map, Site site) {
    Map<String, String> labels = Objects.requireNonNullElse(map.getMetadata().getLabels(), Map.of());
    return labels.entrySet().containsAll(Labels.selecting(site.name()).entrySet());
  }

  /** Those that held a part of what is smaller now. */
  private static List<ConfigMap> stale(Cluster cluster, Bundle bundle) {
    return inCluster(cluster).stream().filter(map -> !bundle.names().contains(map.getMetadata().getName())).toList();
  }

  /** Those of this installation that hold a directory. */
  private static List<ConfigMap> inCluster(Cluster cluster) {
    return cluster.client().configMaps().inNamespace(cluster.namespace())
        .withLabels(Labels.selecting(cluster.site().name())).list().getItems().stream()
        .filter(map -> Objects.requireNonNullElse(map.getMetadata().getAnnotations(), Map.of())
            .containsKey(Labels.DIRECTORY))
        .filter(map -> map.getMetadata().getName().startsWith(cluster.site().configMap())).toList();
  }

  static Outcome validate(Invocation invocation) {
    Site site = Site.of(invocation);
    Outcome here = dev.whimbrel.cli.command.Files.validate(invocation);
    Bundle bundle = Installed.bundle(site);
    return Cluster.with(site, cluster -> compared(cluster, here, bundle));
  }

  /** Those of the cluster, if the directory is in some. */
  static Optional<List<ConfigMap>> there(Cluster cluster) {
    return Optional.of(inCluster(cluster)).filter(maps -> !maps.isEmpty());
  }

  static WhimbrelException missing(Cluster cluster) {
    return new WhimbrelException(Problem.of(ProblemCode.CLUSTER, "there is no ConfigMap of \"" + cluster.site().name()
        + "\" in the namespace \"" + cluster.namespace() + "\"")
        .remedy("make it with: whimbrel k8s configmap --apply" + cluster.site().typed()), null);
  }

  private static Outcome compared(Cluster cluster, Outcome here, Bundle bundle) {
    Site site = cluster.site();
    List<ConfigMap> maps = inCluster(cluster);
    String where = " in the namespace \"" + cluster.namespace() + "\"";
    String apply = "bring it up to date with: whimbrel k8s configmap --apply" + site.typed();
    if (maps.isEmpty()) {
      return new Outcome(here.text(), here.json(), missing(cluster).problems());
    }
    Result<FileSet> there = Bundle.files(maps);
    Json.Obj json = json(bundle).with("here", here.json());
    if (!there.problems().isEmpty()) {
      return new Outcome(here.text(), json, there.problems());
    }
    List<String> differences = differences(Bundle.files(bundle.configMaps()).orThrow(), there.orThrow());
    json = json.with("differences", Json.texts(differences));
    if (differences.isEmpty()) {
      return Outcome.of(here.text() + "The cluster has the same files" + where + " (" + bundle.digest().substring(0, 16)
          + ").\n", json);
    }
    String shown = String.join(", ", differences.subList(0, Math.min(MOST_SHOWN, differences.size())))
        + (differences.size() > MOST_SHOWN ? ", …" : "");
    return new Outcome(here.text(), json, List.of(Problem.of(ProblemCode.INTEGRITY,
        "the cluster does not have the same files" + where + ": " + shown).remedy(apply)));
  }

  private static List<String> differences(FileSet here, FileSet there) {
    TreeSet<String> paths = new TreeSet<>(here.files().keySet());
    paths.addAll(there.files().keySet());
    List<String> differences = new ArrayList<>();
    for (String path : paths) {
      byte[] one = here.files().get(path);
      byte[] other = there.files().get(path);
      if (other == null) {
        differences.add(path + " is only here");
      } else if (one == null) {
        differences.add(path + " is only there");
      } else if (!Arrays.equals(one, other)) {
        differences.add(path + " is another");
      }
    }
    return differences;
  }
}
