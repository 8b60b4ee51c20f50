package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.kubernetes.job.JobControl;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster that can be asked, and the namespace in it: {@code Cluster.with(site, cluster -> …)}.
 *
 * @param label what it is called in messages
 */
record Cluster(Site site, KubernetesClient client, String namespace, String label) {
  private static final String STANDARD_NAMESPACE = "default";
  /** A cluster that is away for longer is told of; what is followed has more patience. */
  private static final int RETRIES = 3;
  private static final int CONNECT_MILLIS = 10_000;
  private static final Set<String> MAKE_JOBS = Set.of("run", "rollback", "pipeline");

  /**
   * Work with it.
   *
   * @throws WhimbrelException if it is not there, or refuses
   */
  static <T> T with(Site site, Function<Cluster, T> work) {
    Config config = config(site);
    String namespace = site.namespace().or(() -> Optional.ofNullable(config.getNamespace()))
        .orElse(STANDARD_NAMESPACE);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return work.apply(new Cluster(site, client, namespace, config.getMasterUrl().replaceFirst("/$", "")));
    } catch (KubernetesClientException e) {
      Problem problem = ClusterProblem.of(e, config.getMasterUrl().replaceFirst("/$", ""));
      throw new WhimbrelException(ClusterProblem.isInterruption(e) ? mayHaveMade(site, problem) : problem, e);
    }
  }

  /** What was asked for last may have come to the cluster all the same. */
  private static Problem mayHaveMade(Site site, Problem problem) {
    return MAKE_JOBS.contains(site.invocation().arguments().getFirst())
        ? problem.remedy("see whether a Job was made with: whimbrel k8s status" + site.typed())
        : problem;
  }

  /**
   * A namespace that is not there looks like one with nothing in it.
   *
   * @throws WhimbrelException if it is not there; not where that may not be asked
   */
  void refuseMissingNamespace() {
    try {
      if (client.namespaces().withName(namespace).get() == null) {
        throw new WhimbrelException(
            Problem.of(ProblemCode.CLUSTER, "the cluster has no namespace \"" + namespace + "\"")
                .remedy("name another with -n, or make it with: kubectl create namespace " + namespace),
            null);
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
  }

  JobControl jobs() {
    return JobControl.of(client, namespace, site.name());
  }

  private static Config config(Site site) {
    Config config = asSaid(site);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestRetryBackoffLimit(RETRIES);
    config.setUserAgent("whimbrel/" + Whimbrel.version());
    return config;
  }

  private static Config asSaid(Site site) {
    Invocation invocation = site.invocation();
    Settings settings = site.settings();
    Map<String, String> variables = invocation.surroundings().environment();
    String context = settings.text(Options.CONTEXT).orElse("");
    Optional<String> named = invocation.given(Options.KUBECONFIG);
    List<Path> files = named.map(text -> List.of(text.split(File.pathSeparator)))
        .map(texts -> texts.stream().map(settings.project()::resolve).toList())
        .orElseGet(() -> List.of(Path.of(variables.getOrDefault("HOME", ""), ".kube", "config")));
    List<Path> there = files.stream().filter(Files::isRegularFile).toList();
    if (named.isPresent() && there.isEmpty()) {
      throw Site.wrong("the kubeconfig \"" + named.get() + "\" "
          + (files.stream().anyMatch(Files::exists) ? "is no file" : "does not exist"),
          "name another with --kubeconfig or KUBECONFIG");
    }
    if (there.isEmpty() && variables.containsKey("KUBERNETES_SERVICE_HOST")) {
      return Config.autoConfigure(null);
    }
    if (there.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.CLUSTER, "no cluster is named: there is no kubeconfig")
          .remedy("name one with --kubeconfig or KUBECONFIG"), null);
    }
    return ofFiles(there, context, variables);
  }

  /** As kubectl reads several: what stands in an earlier one holds. */
  private static Config ofFiles(List<Path> files, String context, Map<String, String> variables) {
    Config config = Config.empty();
    List<io.fabric8.kubernetes.api.model.Config> read = files.stream().map(Cluster::read).toList();
    KubeConfigUtils.merge(config, context.isEmpty() ? null : context,
        read.toArray(io.fabric8.kubernetes.api.model.Config[]::new));
    String file = files.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> contexts = Objects.requireNonNullElse(config.getContexts(), List.<NamedContext>of()).stream()
        .map(NamedContext::getName).toList();
    if (!context.isEmpty() && !contexts.contains(context)) {
      throw Site.wrong("the kubeconfig \"" + file + "\" has no context \"" + context + "\"",
          "it has " + (contexts.isEmpty() ? "none" : String.join(", ", contexts)));
    }
    if (config.getCurrentContext() == null) {
      throw Site.wrong("the kubeconfig \"" + file + "\" has no current context", contexts.isEmpty()
          ? "name another kubeconfig"
          : "name one of " + String.join(", ", contexts) + " with --context");
    }
    plugin(read, config.getCurrentContext()).filter(command -> isMissing(command, variables)).ifPresent(command -> {
      throw new WhimbrelException(Problem.of(ProblemCode.CLUSTER, "the program \"" + command
          + "\", by which the kubeconfig \"" + file + "\" logs in, is not on the PATH")
          .remedy("install it, or name another context with --context"), null);
    });
    return config;
  }

  /** The program that gives the credentials; the client passes over one that is missing, and asks as nobody. */
  private static Optional<String> plugin(List<io.fabric8.kubernetes.api.model.Config> read, NamedContext context) {
    return read.stream().flatMap(one -> one.getUsers().stream())
        .filter(user -> user.getName().equals(context.getContext().getUser())).findFirst()
        .flatMap(user -> Optional.ofNullable(user.getUser())).flatMap(user -> Optional.ofNullable(user.getExec()))
        .flatMap(exec -> Optional.ofNullable(exec.getCommand()));
  }

  /** One with a path may be meant from anywhere, so it is not looked for. */
  private static boolean isMissing(String command, Map<String, String> variables) {
    return !command.contains("/") && Stream.of(variables.getOrDefault("PATH", "").split(File.pathSeparator))
        .noneMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }

  private static io.fabric8.kubernetes.api.model.Config read(Path file) {
    try {
      return KubeConfigUtils.parseConfig(file.toFile());
    } catch (RuntimeException e) { // whatever the reader of YAML throws
      throw Site.wrong("the kubeconfig \"" + file + "\" cannot be read", "mend the file, or name another");
    }
  }
}
