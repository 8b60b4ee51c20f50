package dev.whimbrel.kubernetes.cluster;

import dev.whimbrel.kubernetes.cluster.ContainerRun.Ending;
import dev.whimbrel.kubernetes.cluster.ContainerRun.Which;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A node whose Pods are processes of this machine. It binds the Pods of the namespaces that it serves to itself, so
 * that an API server with a controller manager is all that a test needs.
 *
 * <p>It has: init containers; variables and volumes from ConfigMaps, Secrets, fields and service account tokens;
 * read-only mounts and a read-only root, the user, and no privileges, where it runs as root; restarts; liveness probes
 * that are commands; termination messages; logs; waiting reasons for images, ConfigMaps and Secrets that are not there.
 * It has no networks, no limits of memory or processor, no other probes and no {@code exec}.
 */
public final class LocalKubelet implements AutoCloseable {
  /** The label and the taint of such nodes; the value of both is the name of the node. */
  public static final String LABEL = "e2e.whimbrel.dev/node";
  static final String LOOPBACK = "127.0.0.1";
  private static final String LEASES = "kube-node-lease";
  private static final int HEARTBEAT_SECONDS = 10;
  private static final int LEASE_SECONDS = 40;
  private static final Duration STALE = Duration.ofMinutes(5);
  private static final Set<Integer> GONE = Set.of(404, 409, 422);

  private final KubernetesClient client;
  private final String node;
  private final Path scratch;
  private final Sandbox sandbox;
  private final LogServer logs;
  private final Map<String, Image> images = new ConcurrentHashMap<>();
  private final Map<String, PodRun> pods = new ConcurrentHashMap<>();
  private final Set<String> ending = ConcurrentHashMap.newKeySet();
  private final List<SharedIndexInformer<Pod>> informers = new CopyOnWriteArrayList<>();
  private final ScheduledFuture<?> heartbeat;
  private final ScheduledExecutorService heart = Executors
      .newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /**
   * Registers a node of that name.
   *
   * @param scratch an empty directory of its own
   */
  public LocalKubelet(KubernetesClient client, String node, Path scratch) throws IOException {
    this.client = client;
    this.node = node;
    this.scratch = Files.createDirectories(scratch);
    this.sandbox = Sandbox.best(scratch);
    this.logs = new LogServer(scratch, this::log);
    removeStale();
    register();
    // no process outlives a run that is interrupted
    Runtime.getRuntime().addShutdownHook(new Thread(() -> pods.values().forEach(PodRun::kill)));
    this.heartbeat = heart.scheduleAtFixedRate(this::beat, 0, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
  }

  /** What runs where a container names that image. */
  public LocalKubelet with(String name, Image image) {
    images.put(name, image);
    return this;
  }

  /** Takes all Pods of that namespace. */
  public void serve(String namespace) {
    informers.add(client.pods().inNamespace(namespace).inform(new ResourceEventHandler<Pod>() {
      @Override
      public void onAdd(Pod pod) {
        see(pod);
      }

      @Override
      public void onUpdate(Pod before, Pod pod) {
        see(pod);
      }

      @Override
      public void onDelete(Pod pod, boolean isStateUnknown) {
        Optional.ofNullable(pods.get(pod.getMetadata().getUid())).ifPresent(PodRun::kill);
      }
    }));
  }

  /** What a Pod has to say where there are other nodes, too. */
  public Map<String, String> nodeSelector() {
    return Map.of(LABEL, node);
  }

  public List<Toleration> tolerations() {
    return List.of(new TolerationBuilder().withKey(LABEL).withOperator("Exists").build());
  }

  /** Whether mounts are at their places and what is read-only is: only as root. */
  public boolean isolates() {
    return sandbox instanceof MountedSandbox;
  }

  /** Kills a container with SIGKILL, as a machine that is short of memory does. */
  public void kill(String namespace, String pod, String container) {
    ContainerRun run = run(namespace, pod).flatMap(found -> found.container(container)).orElseThrow();
    run.end(Ending.KILL);
  }

  /** Whether a process of that container is there. */
  public boolean isRunning(String namespace, String pod, String container) {
    return run(namespace, pod).flatMap(found -> found.container(container)).map(ContainerRun::isRunning).orElse(false);
  }

  private Optional<PodRun> run(String namespace, String name) {
    return pods.values().stream().filter(run -> run.namespace().equals(namespace) && run.name().equals(name))
        .findFirst();
  }

  private Optional<Log> log(Path which, Which run) {
    return which.getNameCount() < 3
        ? Optional.empty()
        : run(which.getName(0).toString(), which.getName(1).toString())
            .flatMap(found -> found.container(which.getName(2).toString())).flatMap(found -> found.log(run));
  }

  private void see(Pod pod) {
    if (pod.getSpec().getNodeName() == null) {
      if (pod.getMetadata().getDeletionTimestamp() == null) {
        Thread.ofVirtual().start(() -> bind(pod));
      }
    } else if (node.equals(pod.getSpec().getNodeName())) {
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        if (ending.add(pod.getMetadata().getUid())) {
          Thread.ofVirtual().start(() -> end(pod));
        }
      } else if (isOpen(pod)) {
        pods.computeIfAbsent(pod.getMetadata().getUid(), uid -> begun(pod));
      }
    }
  }

  private static boolean isOpen(Pod pod) {
    String phase = pod.getStatus().getPhase();
    return !"Succeeded".equals(phase) && !"Failed".equals(phase);
  }

  private PodRun begun(Pod pod) {
    PodRun run = new PodRun(this, pod, scratch.resolve(pod.getMetadata().getUid()));
    run.begin();
    return run;
  }

  private void bind(Pod pod) {
    unlessGone(() -> client.bindings().inNamespace(pod.getMetadata().getNamespace())
        .resource(new BindingBuilder().withNewMetadata().withName(pod.getMetadata().getName()).endMetadata()
            .withNewTarget().withKind("Node").withName(node).endTarget().build())
        .create());
  }

  private void end(Pod pod) {
    try {
      PodRun run = pods.get(pod.getMetadata().getUid());
      if (run != null) {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        run.stop(Duration.ofSeconds(grace == null ? 0 : grace));
      }
      unlessGone(() -> client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName())
          .withGracePeriod(0).delete());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes a status, unless the Pod is another one by now. */
  void publish(Pod pod, PodStatus status) {
    Pod patch = new PodBuilder().withNewMetadata().withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid()).endMetadata().withStatus(status).build();
    unlessGone(() -> client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), client.getKubernetesSerialization().asJson(patch)));
  }

  /** An event about a Pod. */
  void told(Pod pod, String reason, String message) {
    unlessGone(() -> client.v1().events().inNamespace(pod.getMetadata().getNamespace())
        .resource(new EventBuilder().withNewMetadata().withGenerateName(pod.getMetadata().getName() + ".")
            .withNamespace(pod.getMetadata().getNamespace()).endMetadata().withType("Warning").withReason(reason)
            .withMessage(message).withNewInvolvedObject().withKind("Pod").withApiVersion("v1")
            .withName(pod.getMetadata().getName()).withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid()).endInvolvedObject().withNewSource().withComponent("kubelet")
            .withHost(node).endSource().withFirstTimestamp(ContainerRun.now()).withLastTimestamp(ContainerRun.now())
            .withCount(1).build())
        .create());
  }

  private static void unlessGone(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      // a namespace that goes takes no new objects
      if (!GONE.contains(e.getCode()) && e.getCode() != 403) {
        throw e;
      }
    }
  }

  KubernetesClient client() {
    return client;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Optional<Image> image(String name) {
    return Optional.ofNullable(images.get(name));
  }

  private void register() {
    client.nodes().resource(new NodeBuilder().withNewMetadata().withName(node)
        .withLabels(Map.of(LABEL, node, "kubernetes.io/hostname", node, "kubernetes.io/os", "linux")).endMetadata()
        .withNewSpec().addNewTaint("NoSchedule", LABEL, null, node).endSpec().build()).create();
    Node patch = new NodeBuilder().withNewMetadata().withName(node).endMetadata().withStatus(status()).build();
    client.nodes().withName(node).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE),
        client.getKubernetesSerialization().asJson(patch));
  }

  private NodeStatus status() {
    Map<String, Quantity> room = Map.of("cpu", new Quantity("64"), "memory", new Quantity("64Gi"), "pods",
        new Quantity("500"));
    return new NodeStatusBuilder().withCapacity(room).withAllocatable(room)
        .addNewAddress(LOOPBACK, "InternalIP").addNewAddress(node, "Hostname").withNewDaemonEndpoints()
        .withNewKubeletEndpoint(logs.port()).endDaemonEndpoints().addNewCondition().withType("Ready")
        .withStatus("True").withReason("KubeletReady").withMessage("a kubelet of tests")
        .withLastHeartbeatTime(ContainerRun.now()).withLastTransitionTime(ContainerRun.now()).endCondition().build();
  }

  /** Without it the controller manager takes the node for lost after less than a minute. */
  private void beat() {
    Lease lease = new LeaseBuilder().withNewMetadata().withName(node).withNamespace(LEASES).endMetadata().withNewSpec()
        .withHolderIdentity(node).withLeaseDurationSeconds(LEASE_SECONDS)
        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC)).endSpec().build();
    try {
      client.leases().inNamespace(LEASES).resource(lease).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      System.out.println("the lease of node " + node + " could not be renewed: " + e.getMessage());
    }
  }

  /** Nodes of runs that were killed. */
  private void removeStale() {
    ZonedDateTime limit = Instant.now().minus(STALE).atZone(ZoneOffset.UTC);
    for (Node other : client.nodes().withLabel(LABEL).list().getItems()) {
      String name = other.getMetadata().getName();
      Lease lease = client.leases().inNamespace(LEASES).withName(name).get();
      boolean isStale = lease == null
          ? Instant.parse(other.getMetadata().getCreationTimestamp()).isBefore(limit.toInstant())
          : lease.getSpec().getRenewTime().isBefore(limit);
      if (isStale) {
        client.nodes().withName(name).delete();
        client.leases().inNamespace(LEASES).withName(name).delete();
      }
    }
  }

  /** Ends all processes and takes the node away. */
  @Override
  public void close() {
    heartbeat.cancel(true);
    heart.shutdownNow();
    informers.forEach(SharedIndexInformer::close);
    pods.values().forEach(PodRun::kill);
    logs.close();
    client.nodes().withName(node).delete();
    client.leases().inNamespace(LEASES).withName(node).delete();
  }
}
