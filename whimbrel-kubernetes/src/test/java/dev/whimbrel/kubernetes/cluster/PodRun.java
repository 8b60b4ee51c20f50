package dev.whimbrel.kubernetes.cluster;

import dev.whimbrel.kubernetes.cluster.ContainerRun.Ending;
import dev.whimbrel.kubernetes.cluster.ContainerRun.Kind;
import dev.whimbrel.kubernetes.cluster.Sandbox.Access;
import dev.whimbrel.kubernetes.cluster.Sandbox.Call;
import dev.whimbrel.kubernetes.cluster.Sandbox.Mount;
import dev.whimbrel.kubernetes.cluster.Sandbox.User;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Pod on this machine: init containers in their order, then the containers at once. */
final class PodRun {
  static final File NOTHING = new File("/dev/null");
  private static final long LOOK_AGAIN_MS = 300;

  private final LocalKubelet kubelet;
  private final Pod pod;
  private final Path scratch;
  private final Volumes volumes;
  private final Variables variables;
  private final List<ContainerRun> inits;
  private final List<ContainerRun> mains;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final String since = ContainerRun.now();
  private final Map<String, PodCondition> conditions = new LinkedHashMap<>();
  private volatile @Nullable String verdict;

  PodRun(LocalKubelet kubelet, Pod pod, Path scratch) {
    this.kubelet = kubelet;
    this.pod = pod;
    this.scratch = scratch;
    this.volumes = new Volumes(kubelet.client(), pod, scratch.resolve("volumes"));
    this.variables = new Variables(kubelet.client(), pod);
    this.inits = runs(pod.getSpec().getInitContainers(), Kind.INIT);
    this.mains = runs(pod.getSpec().getContainers(), Kind.MAIN);
  }

  private List<ContainerRun> runs(List<Container> containers, Kind kind) {
    return containers.stream().map(container -> new ContainerRun(this, container, kind)).toList();
  }

  void begin() {
    Thread.ofVirtual().name("pod " + pod.getMetadata().getName()).start(() -> {
      try {
        verdict = toEnd();
        publish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        over.countDown();
      }
    });
  }

  /** The phase that it ends in, null if it was stopped before. */
  private @Nullable String toEnd() throws InterruptedException {
    publish();
    if (!hasVolumes()) {
      return null;
    }
    for (ContainerRun init : inits) {
      init.toEnd();
      if (!init.hasSucceeded()) {
        return init.hasEnded() ? "Failed" : null;
      }
    }
    List<Thread> threads = mains.stream().map(main -> Thread.ofVirtual().start(() -> toEnd(main))).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    if (!mains.stream().allMatch(ContainerRun::hasEnded)) {
      return null;
    }
    return mains.stream().allMatch(ContainerRun::hasSucceeded) ? "Succeeded" : "Failed";
  }

  private static void toEnd(ContainerRun main) {
    try {
      main.toEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasVolumes() throws InterruptedException {
    @Nullable
    String told = null;
    while (!stoppedWithin(0)) {
      try {
        volumes.render();
        return true;
      } catch (Missing e) {
        if (!Objects.equals(told, e.getMessage())) {
          told = e.getMessage();
          told("FailedMount", "MountVolume.SetUp failed: " + told);
        }
      }
      stoppedWithin(LOOK_AGAIN_MS);
    }
    return false;
  }

  /** Whether a container begins again after that exit code. */
  boolean restarts(Kind kind, int code) {
    return switch (pod.getSpec().getRestartPolicy()) {
      case "Never" -> false;
      case "OnFailure" -> code != 0;
      default -> kind == Kind.MAIN || code != 0;
    };
  }

  boolean stoppedWithin(long milliseconds) throws InterruptedException {
    return stopped.await(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** Ends everything: kindly, and what is not over in that time at once. Comes back when it is over. */
  void stop(Duration grace) throws InterruptedException {
    stopped.countDown();
    all().forEach(run -> run.end(Ending.TERM));
    if (!over.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      over.await();
    }
  }

  /** As if the power went. */
  void kill() {
    stopped.countDown();
    all().forEach(run -> run.end(Ending.KILL));
  }

  Optional<ContainerRun> container(String name) {
    return all().filter(run -> run.name().equals(name)).findFirst();
  }

  private Stream<ContainerRun> all() {
    return Stream.concat(inits.stream(), mains.stream());
  }

  String uid() {
    return pod.getMetadata().getUid();
  }

  String namespace() {
    return pod.getMetadata().getNamespace();
  }

  String name() {
    return pod.getMetadata().getName();
  }

  Sandbox sandbox() {
    return kubelet.sandbox();
  }

  Optional<Image> image(String name) {
    return kubelet.image(name);
  }

  void told(String reason, String message) {
    kubelet.told(pod, reason, message);
  }

  /** @throws Missing if something that it refers to is not there */
  Call call(Container container, Image image, int restarts) {
    SecurityContext security = container.getSecurityContext() == null
        ? new SecurityContext()
        : container.getSecurityContext();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", image.programs() + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    all.put("HOSTNAME", name());
    all.put("HOME", "/");
    all.put("KUBERNETES_SERVICE_HOST", kubelet.client().getMasterUrl().getHost());
    all.put("KUBERNETES_SERVICE_PORT", Integer.toString(kubelet.client().getMasterUrl().getPort()));
    all.putAll(variables.of(container));
    List<String> command = new ArrayList<>(
        container.getCommand().isEmpty() ? image.entrypoint() : Variables.expanded(container.getCommand(), all));
    command.addAll(Variables.expanded(container.getArgs(), all));
    boolean isReadOnly = Boolean.TRUE.equals(security.getReadOnlyRootFilesystem());
    String message = container.getTerminationMessagePath() == null
        ? "/dev/termination-log"
        : container.getTerminationMessagePath();
    return new Call(scratch.resolve(container.getName() + "-" + restarts), image, command, all,
        container.getWorkingDir(), container.getVolumeMounts().stream().map(this::mount).toList(),
        isReadOnly ? Access.READ_ONLY : Access.READ_WRITE, user(security), message);
  }

  private Mount mount(VolumeMount mount) {
    boolean isReadOnly = Boolean.TRUE.equals(mount.getReadOnly())
        || pod.getSpec().getVolumes().stream().filter(volume -> volume.getName().equals(mount.getName()))
            .anyMatch(volume -> volume.getEmptyDir() == null);
    Path source = volumes.of(mount.getName());
    return new Mount(mount.getSubPath() == null ? source : source.resolve(mount.getSubPath()),
        mount.getMountPath().replaceAll("(?<=.)/+$", ""), isReadOnly ? Access.READ_ONLY : Access.READ_WRITE);
  }

  private @Nullable User user(SecurityContext security) {
    PodSecurityContext whole = pod.getSpec().getSecurityContext() == null
        ? new PodSecurityContext()
        : pod.getSpec().getSecurityContext();
    @Nullable
    Long id = security.getRunAsUser() == null ? whole.getRunAsUser() : security.getRunAsUser();
    boolean mayNotBeRoot = Boolean.TRUE
        .equals(security.getRunAsNonRoot() == null ? whole.getRunAsNonRoot() : security.getRunAsNonRoot());
    if (id == null || id == 0) {
      if (mayNotBeRoot) {
        throw new Missing("container has runAsNonRoot and image will run as root");
      }
      return null;
    }
    @Nullable
    Long group = security.getRunAsGroup() == null ? whole.getRunAsGroup() : security.getRunAsGroup();
    return new User(id, group == null ? 0 : group);
  }

  /** Tells the API server how it stands. */
  synchronized void publish() {
    kubelet.publish(pod, status());
  }

  private PodStatus status() {
    boolean isInitialized = inits.stream().allMatch(ContainerRun::hasSucceeded);
    boolean isReady = mains.stream().allMatch(ContainerRun::isRunning);
    condition("PodScheduled", true);
    condition("Initialized", isInitialized);
    condition("ContainersReady", isReady);
    condition("Ready", isReady);
    return new PodStatusBuilder().withPhase(phase()).withStartTime(since).withHostIP(LocalKubelet.LOOPBACK)
        .withPodIP(LocalKubelet.LOOPBACK).withConditions(List.copyOf(conditions.values()))
        .withInitContainerStatuses(inits.stream().map(ContainerRun::status).toList())
        .withContainerStatuses(mains.stream().map(ContainerRun::status).toList()).build();
  }

  private String phase() {
    @Nullable
    String end = verdict;
    if (end != null) {
      return end;
    }
    return mains.stream().anyMatch(main -> main.isRunning() || main.hasEnded()) ? "Running" : "Pending";
  }

  private void condition(String type, boolean isSo) {
    String status = isSo ? "True" : "False";
    @Nullable
    PodCondition before = conditions.get(type);
    if (before == null || !before.getStatus().equals(status)) {
      conditions.put(type, new PodConditionBuilder().withType(type).withStatus(status)
          .withLastTransitionTime(ContainerRun.now()).build());
    }
  }
}
