package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.KubeDuration;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import dev.whimbrel.kubernetes.bundle.Bundle.Packing;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.manifest.Installation.Directory;
import dev.whimbrel.kubernetes.manifest.Installation.Directory.InImage;
import dev.whimbrel.kubernetes.manifest.Installation.Directory.Mounted;
import dev.whimbrel.problem.ProblemCode.Kind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Job that migrates. It waits for the database, checks the directory and shows the plan before it begins; it holds no token of the
 * cluster, no right but those of its user in the database, and writes nowhere but into two directories of its own.
 */
public final class MigrationJob {
  /** The container that does it; those before it have names that say what they do. */
  public static final String CONTAINER = "migrate";
  /** The file that the container writes while it lives. */
  public static final String PROGRESS = "/run/whimbrel/progress";

  static final String DIRECTORY = "/migrations";
  private static final String BUNDLE = "/bundle";
  private static final String TEMPORARY = "/tmp";
  private static final String RUN = "/run/whimbrel";

  private static final long TEN_MINUTES = 600;
  private static final int A_WEEK = 7 * 24 * 3600;
  private static final int READABLE = 0444;
  /** What does not get better by itself: a mistake in the call, the files or the SQL, or a plan that is not the plan any more. */
  static final List<Integer> FINAL_EXIT_CODES = List.of(1, 2, 3, 6, 9, Kind.OUTDATED.exitCode());

  private final Installation installation;
  private final Operation operation;

  private MigrationJob(Installation installation, Operation operation) {
    this.installation = installation;
    this.operation = operation;
  }

  /**
   * A Job.
   *
   * @param jobName its own: a Job is never changed, so another run is another Job
   */
  public static Job of(Installation installation, Operation operation, String jobName, Tries tries) {
    return new MigrationJob(installation, operation).job(jobName, tries);
  }

  private Job job(String jobName, Tries tries) {
    return new JobBuilder()
        .withNewMetadata().withName(jobName).withNamespace(installation.namespace()).withLabels(labels())
        .withAnnotations(annotations()).endMetadata()
        .withNewSpec()
        .withBackoffLimit(tries.backoffLimit())
        .withActiveDeadlineSeconds(deadline())
        .withTtlSecondsAfterFinished(A_WEEK)
        .withPodFailurePolicy(failurePolicy(tries))
        .withNewTemplate()
        .withNewMetadata().withLabels(labels()).withAnnotations(annotations()).endMetadata()
        .withSpec(pod())
        .endTemplate()
        .endSpec()
        .build();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(
        Objects.requireNonNullElse(of(JobTemplate::labels), Map.<String, String>of()));
    labels.putAll(Labels.of(installation.name()));
    labels.put(Labels.COMPONENT, Labels.MIGRATION);
    labels.put(Labels.OPERATION, operation.word());
    return labels;
  }

  private @Nullable Map<String, String> annotations() {
    Map<String, String> annotations = new TreeMap<>(
        Objects.requireNonNullElse(of(JobTemplate::annotations), Map.<String, String>of()));
    String plan = operation.agreed();
    if (plan != null) {
      annotations.put(Labels.PLAN, plan);
    }
    if (installation.directory() instanceof Mounted mounted && mounted.digest() != null) {
      annotations.put(Labels.DIRECTORY, mounted.digest());
    }
    return annotations.isEmpty() ? null : annotations;
  }

  private long deadline() {
    Timeouts timeouts = installation.timeouts();
    String run = timeouts == null ? null : timeouts.run();
    if (run == null) {
      return TEN_MINUTES;
    }
    Duration length = KubeDuration.parse(run)
        .orElseThrow(() -> new IllegalArgumentException("\"" + run + "\" is not a duration such as 10m"));
    // at 0 seconds a Job has ended before it began
    return Math.max(1, length.plusMillis(999).toSeconds());
  }

  /** Where the Job tries again, a Pod that was evicted is no failure; where somebody else does, that one decides. */
  private static PodFailurePolicy failurePolicy(Tries tries) {
    var policy = new PodFailurePolicyBuilder().addNewRule().withAction("FailJob").withNewOnExitCodes()
        .withOperator("In").withValues(FINAL_EXIT_CODES).endOnExitCodes().endRule();
    return switch (tries) {
      case BY_OPERATOR -> policy.build();
      case BY_JOB -> policy.addNewRule().withAction("Ignore").addNewOnPodCondition().withType("DisruptionTarget")
          .withStatus("True").endOnPodCondition().endRule().build();
    };
  }

  private PodSpec pod() {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withServiceAccountName(of(JobTemplate::serviceAccountName))
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withImagePullSecrets(of(JobTemplate::imagePullSecrets))
        .withNodeSelector(of(JobTemplate::nodeSelector))
        .withTolerations(of(JobTemplate::tolerations))
        .withSecurityContext(PodParts.pod())
        .withInitContainers(before())
        .withContainers(migrate())
        .withVolumes(volumes())
        .build();
  }

  private List<Container> before() {
    List<Container> containers = new ArrayList<>();
    if (needsUnpacking()) {
      containers.add(container("unpack", List.of("k8s", "unpack", BUNDLE, DIRECTORY),
          List.of(mount("bundle", BUNDLE, Access.READ), mount("migrations", DIRECTORY, Access.WRITE),
              mount("tmp", TEMPORARY, Access.WRITE)),
          List.of(home())));
    }
    List<String> preview = operation.preview();
    if (!preview.isEmpty()) {
      containers.add(container("wait-for-database", List.of("wait", "--for", "5m")));
      containers.add(container("check-directory", List.of("validate")));
      containers.add(container("check-database", preview));
    }
    return containers;
  }

  private Container migrate() {
    return new ContainerBuilder(container(CONTAINER, operation.arguments(PROGRESS)))
        .withLivenessProbe(operation.preview().isEmpty() ? null : alive()).build();
  }

  /** A run that waits for a lock is alive; one that hangs writes no progress. */
  private static Probe alive() {
    return new ProbeBuilder().withNewExec().withCommand("whimbrel", "k8s", "alive", PROGRESS).endExec()
        .withInitialDelaySeconds(30).withPeriodSeconds(30).withTimeoutSeconds(20).withFailureThreshold(4).build();
  }

  private Container container(String name, List<String> arguments) {
    List<VolumeMount> mounts = new ArrayList<>();
    if (installation.directory() instanceof Mounted) {
      mounts.add(mount("migrations", DIRECTORY, Access.READ));
    }
    mounts.add(mount("tmp", TEMPORARY, Access.WRITE));
    mounts.add(mount("run", RUN, Access.WRITE));
    return container(name, arguments, mounts, environment());
  }

  private Container container(String name, List<String> arguments, List<VolumeMount> mounts, List<EnvVar> variables) {
    return new ContainerBuilder().withName(name)
        .withImage(Objects.requireNonNullElse(of(JobTemplate::image), installation.image()))
        .withImagePullPolicy(of(JobTemplate::imagePullPolicy))
        .withCommand("whimbrel").withArgs(arguments.stream().map(Environment::escaped).toList())
        .withEnv(variables)
        .withResources(Objects.requireNonNullElseGet(of(JobTemplate::resources), PodParts::resources))
        .withSecurityContext(PodParts.container())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(mounts)
        .build();
  }

  private List<EnvVar> environment() {
    List<EnvVar> variables = new ArrayList<>(List.of(home()));
    switch (installation.directory()) {
      case Mounted mounted -> variables.add(Environment.value("WHIMBREL_DIR", DIRECTORY));
      case InImage(var path) -> {
        if (path != null) {
          variables.add(Environment.value("WHIMBREL_DIR", path));
        }
      }
    }
    variables.addAll(Environment.of(installation));
    return variables;
  }

  private static EnvVar home() {
    return Environment.value("HOME", TEMPORARY);
  }

  /** Whether a container may write there. */
  private enum Access {
    READ, WRITE
  }

  private static VolumeMount mount(String volume, String path, Access access) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path)
        .withReadOnly(access == Access.READ ? true : null).build();
  }

  private boolean needsUnpacking() {
    return installation.directory() instanceof Mounted mounted && mounted.packing() != Packing.PLAIN;
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    Directory directory = installation.directory();
    if (directory instanceof Mounted mounted) {
      boolean unpacked = needsUnpacking();
      volumes.add(configMaps(unpacked ? "bundle" : "migrations", mounted.configMaps()));
      if (unpacked) {
        volumes.add(empty("migrations"));
      }
    }
    volumes.add(empty("tmp"));
    volumes.add(empty("run"));
    return volumes;
  }

  private static Volume configMaps(String volume, List<String> names) {
    if (names.size() == 1) {
      return new VolumeBuilder().withName(volume).withNewConfigMap().withName(names.getFirst())
          .withDefaultMode(READABLE).endConfigMap().build();
    }
    List<VolumeProjection> sources = names.stream()
        .map(name -> new VolumeProjectionBuilder().withNewConfigMap().withName(name).endConfigMap().build()).toList();
    return new VolumeBuilder().withName(volume).withNewProjected().withDefaultMode(READABLE).withSources(sources)
        .endProjected().build();
  }

  private static Volume empty(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  private <T> @Nullable T of(Function<JobTemplate, @Nullable T> part) {
    JobTemplate template = installation.job();
    return template == null ? null : part.apply(template);
  }
}
