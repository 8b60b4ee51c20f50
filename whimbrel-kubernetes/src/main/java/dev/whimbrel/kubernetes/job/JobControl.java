package dev.whimbrel.kubernetes.job;

import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The Jobs of one installation in one namespace: made, followed, judged, cleaned away. What is not of this installation by its labels
 * is never touched.
 *
 * <p>What the API server refuses comes as a {@link KubernetesClientException}. Safe for use by several threads.
 */
public final class JobControl {
  /** Who writes what is applied on the server's side. */
  private static final String MANAGER = Labels.WHIMBREL;
  private static final int NOT_FOUND = 404;
  private static final int MEDIA_TYPE = 415;
  private static final int TOO_MANY = 429;
  private static final int SERVER = 500;
  private static final Set<String> LOOKING = Set.of("status", "validate");
  /** One that is at work comes first: times of the cluster are whole seconds, and two of its servers may not agree on them. */
  public static final Comparator<Job> NEWEST_FIRST = Comparator.comparing((Job job) -> ended(job).isEmpty())
      .thenComparing(job -> Objects.requireNonNullElse(job.getMetadata().getCreationTimestamp(), ""))
      .thenComparing(JobControl::since).thenComparing(job -> job.getMetadata().getName()).reversed();

  private final KubernetesClient client;
  private final String namespace;
  private final String instance;
  private final Duration interval;

  private JobControl(KubernetesClient client, String namespace, String instance, Duration interval) {
    this.client = client;
    this.namespace = namespace;
    this.instance = instance;
    this.interval = interval;
  }

  /** Those of one installation. */
  public static JobControl of(KubernetesClient client, String namespace, String instance) {
    return new JobControl(client, namespace, instance, Duration.ofSeconds(1));
  }

  /** The same that looks in another interval. */
  public JobControl every(Duration other) {
    return new JobControl(client, namespace, instance, other);
  }

  /**
   * Writes an object on the server's side, whoever wrote its fields before. Where the server cannot do that, the object is made or
   * replaced.
   */
  public <T extends HasMetadata> T apply(T object) {
    try {
      return client.resource(object).inNamespace(namespace).fieldManager(MANAGER).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != MEDIA_TYPE) {
        throw e;
      }
      return client.resource(object).inNamespace(namespace).createOr(NonDeletingOperation::update);
    }
  }

  /** Makes a Job; one of that name must not be there. */
  public Job create(Job job) {
    return client.resource(job).inNamespace(namespace).create();
  }

  /** All of this installation, the newest first. */
  public List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).withLabels(Labels.selecting(instance)).list().getItems()
        .stream()
        .sorted(NEWEST_FIRST).toList();
  }

  /** The one that was made last. */
  public Optional<Job> newest() {
    return jobs().stream().findFirst();
  }

  /** One by its name, if it is there. */
  public Optional<Job> named(String name) {
    return Optional.ofNullable(client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
  }

  /** Those of a Job, the oldest first. */
  public List<Pod> pods(String job) {
    return client.pods().inNamespace(namespace).withLabel("job-name", job).list().getItems().stream()
        .sorted(JobJudge.BY_AGE).toList();
  }

  /** How a Job stands. */
  public JobState state(Job job) {
    return JobState.of(job, pods(job.getMetadata().getName()));
  }

  /** What the cluster warns of about a pod, the last thing first: a volume that is not there says nothing anywhere else. */
  public List<String> warnings(String pod) {
    return said(client.v1().events().inNamespace(namespace).withField("involvedObject.name", pod).list().getItems(),
        pod::equals);
  }

  /**
   * What it warns, or warned, of about a Job and all pods that it had, the last thing first. What is said of a pod outlives it for a while. Empty
   * where it may not be read.
   */
  public List<String> warningsOfAll(String job) {
    try {
      return said(client.v1().events().inNamespace(namespace).list().getItems(),
          name -> name.equals(job) || name.startsWith(job + "-"));
    } catch (KubernetesClientException e) {
      return List.of(); // not everybody may read them, and nothing depends on them
    }
  }

  private static List<String> said(List<Event> events, Predicate<String> about) {
    return events.stream()
        .filter(event -> "Warning".equals(event.getType())
            && about.test(Objects.requireNonNullElse(event.getInvolvedObject().getName(), "")))
        .sorted(Comparator.comparing(JobControl::time).reversed())
        .map(event -> event.getReason() + ": " + event.getMessage()).distinct().toList();
  }

  private static String time(Event event) {
    return Objects.requireNonNullElse(event.getLastTimestamp(),
        Objects.requireNonNullElse(event.getFirstTimestamp(), ""));
  }

  /**
   * Follows a Job to its end, or until the follower gives up.
   *
   * @param patience how long the API server may be away
   * @return how it ended, or how it stood when the follower gave up
   * @throws InterruptedException if the thread is interrupted; the Job goes on
   */
  public JobState follow(String name, Follower follower, Duration patience) throws InterruptedException {
    InTurn told = new InTurn(follower);
    Instant answered = Instant.now();
    Instant since = answered;
    @Nullable
    JobState before = null;
    try (LogTail tail = new LogTail(client, namespace, told)) {
      while (true) {
        try {
          JobState state = look(name, tail);
          answered = Instant.now();
          if (!state.equals(before)) {
            told.stands(state);
            before = state;
            since = answered;
          }
          if (state.isOver()) {
            tail.finish();
            return state;
          }
          Duration stood = Duration.between(since, answered);
          if (told.stillStands(state, stood, warnings(name, state)) == Follower.Patience.GIVES_UP) {
            return state;
          }
        } catch (KubernetesClientException e) {
          if (!mayPass(e) || Duration.between(answered, Instant.now()).compareTo(patience) > 0) {
            throw e;
          }
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          told.waits(e);
        }
        Thread.sleep(interval);
      }
    }
  }

  /** The Job is asked for first: when it is over, so are its pods. */
  private JobState look(String name, LogTail tail) {
    Optional<Job> job = named(name);
    List<Pod> pods = pods(name);
    tail.see(pods);
    return job.map(found -> JobState.of(found, pods)).orElseGet(JobState.Deleted::new);
  }

  /** Where nothing goes on, the cluster's warnings say why. */
  private List<String> warnings(String job, JobState state) {
    try {
      return state instanceof JobState.Pending pending
          ? warnings(Objects.requireNonNullElse(pending.pod(), job))
          : List.of();
    } catch (KubernetesClientException e) {
      return List.of(); // not everybody may read them, and nothing depends on them
    }
  }

  private static boolean mayPass(KubernetesClientException e) {
    return e.getCode() <= 0 || e.getCode() == TOO_MANY || e.getCode() >= SERVER;
  }

  /** Shows what one pod has written so far, container by container. */
  public void log(Pod pod, Follower follower) {
    for (ContainerStatus container : PodState.containers(pod)) {
      if (PodState.hasBegun(container)) {
        follower.begins(pod.getMetadata().getName(), container.getName());
        LogTail.log(client, namespace, pod.getMetadata().getName(), container.getName()).getLog().lines()
            .forEach(follower::line);
      }
    }
  }

  /**
   * Those that failed, except the newest of all that change a database and are over: it says how things stand. What has a controller, such as the
   * operator, is left to that.
   */
  public List<Job> failedBefore() {
    List<Job> own = jobs().stream().filter(job -> !isControlled(job)).toList();
    Optional<Job> newest = own.stream().filter(JobControl::migrates).filter(job -> ended(job).isPresent()).findFirst();
    return own.stream().filter(job -> newest.filter(job::equals).isEmpty())
        .filter(job -> JobState.of(job, List.of()) instanceof JobState.Failed).toList();
  }

  private static boolean isControlled(Job job) {
    return job.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()));
  }

  /** Whether a Job is one that changes a database. */
  public static boolean migrates(Job job) {
    Map<String, String> labels = job.getMetadata().getLabels();
    return labels == null || !LOOKING.contains(labels.getOrDefault(Labels.OPERATION, ""));
  }

  private static Optional<JobCondition> ended(Job job) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream().filter(condition -> "True".equals(condition.getStatus())
            && (condition.getType().equals("Complete") || condition.getType().equals("Failed"))).findFirst();
  }

  /** When one ended, in the cluster's words, which sort as times do. */
  private static String since(Job job) {
    return ended(job).map(JobCondition::getLastTransitionTime).orElse("");
  }

  /** Takes a Job away, and its pods with it. */
  public void delete(Job job) {
    client.resource(job).inNamespace(namespace)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  /** Tells one thing at a time. */
  private record InTurn(Follower follower) implements Follower {
    @Override
    public synchronized void stands(JobState state) {
      follower.stands(state);
    }

    @Override
    public synchronized Patience stillStands(JobState state, Duration since, List<String> warnings) {
      return follower.stillStands(state, since, warnings);
    }

    @Override
    public synchronized void begins(String pod, String container) {
      follower.begins(pod, container);
    }

    @Override
    public synchronized void line(String line) {
      follower.line(line);
    }

    @Override
    public synchronized void waits(KubernetesClientException e) {
      follower.waits(e);
    }
  }
}
