package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.decide.JobSeen;
import dev.whimbrel.kubernetes.job.JobControl;
import dev.whimbrel.kubernetes.job.JobState;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Jobs of resources, as the API server has them now. */
final class Jobs {
  /** Enough logs to see what failed again and again. */
  static final int KEPT_FAILURES = 3;
  static final int KEPT_SUCCESSES = 1;
  /** What Kubernetes itself writes on Pods of a Job, in every version. */
  private static final String JOB_NAME = "job-name";
  private static final Pattern EXIT_CODE = Pattern.compile("failed with exit code (\\d{1,3})\\b");

  private final KubernetesClient client;

  Jobs(KubernetesClient client) {
    this.client = client;
  }

  /** Those that a resource owns, the newest first. */
  List<Job> of(MigrationResource resource) {
    String uid = resource.getMetadata().getUid();
    return client.batch().v1().jobs().inNamespace(resource.getMetadata().getNamespace())
        .withLabels(Labels.selecting(resource.getMetadata().getName())).list().getItems().stream()
        .filter(job -> isOwnedBy(job, uid)).sorted(JobControl.NEWEST_FIRST).toList();
  }

  private static boolean isOwnedBy(HasMetadata object, @Nullable String uid) {
    return object.getMetadata().getOwnerReferences().stream().anyMatch(owner -> owner.getUid().equals(uid));
  }

  /** What became of one. */
  JobSeen seen(Job job) {
    List<Pod> pods = client.pods().inNamespace(job.getMetadata().getNamespace())
        .withLabel(JOB_NAME, job.getMetadata().getName()).list().getItems();
    // one of the same name that was deleted may have left some that are about to go
    return seen(job, pods.stream().filter(pod -> isOwnedBy(pod, job.getMetadata().getUid())).toList());
  }

  static JobSeen seen(Job job, List<Pod> pods) {
    String plan = annotation(job, Labels.PLAN);
    JobSeen.Phase open = JobState.hasBegun(job, pods) ? JobSeen.Phase.RUNNING : JobSeen.Phase.WAITING;
    return switch (JobState.of(job, pods)) {
      case JobState.Succeeded succeeded -> seen(job, plan, JobSeen.Phase.SUCCEEDED, 0, null);
      case JobState.Failed failed -> seen(job, plan, JobSeen.Phase.FAILED, exitCode(failed), words(failed));
      case JobState.Deleted deleted -> seen(job, plan, JobSeen.Phase.FAILED, null, "the Job was deleted");
      case JobState.Blocked blocked -> seen(job, plan, open, null,
          blocked.reason() + ": " + blocked.message());
      case JobState.Unschedulable waiting -> seen(job, plan, open, null, waiting.message());
      case JobState.Suspended suspended -> seen(job, plan, open, null, "the Job is suspended");
      case JobState.Pending pending -> seen(job, plan, open, null, pending.pod() == null
          ? "it has no Pod; kubectl describe job " + job.getMetadata().getName() + " says why, if that stays so"
          : "its Pod \"" + pending.pod() + "\" is on its way");
      case JobState.Checking checking -> seen(job, plan, open, null, null);
      case JobState.Running running -> seen(job, plan, open, null, null);
      case JobState.Again again -> seen(job, plan, open, null, null);
    };
  }

  private static JobSeen seen(Job job, String plan, JobSeen.Phase phase, @Nullable Integer exitCode,
      @Nullable String message) {
    return new JobSeen(job.getMetadata().getName(), plan, phase, exitCode, message, since(job));
  }

  /** Where the Pod is gone already, the Job's condition still has it, in the cluster's words. */
  private static @Nullable Integer exitCode(JobState.Failed failed) {
    Integer known = failed.exitCode();
    Matcher said = EXIT_CODE.matcher(failed.message());
    return known == null && failed.last() == null && said.find() ? Integer.valueOf(said.group(1)) : known;
  }

  private static @Nullable String words(JobState.Failed failed) {
    JobState.Ended last = failed.last();
    return last != null && last.message() != null && !last.message().isBlank()
        ? last.message()
        : failed.reason() + (failed.message().isBlank() ? "" : ": " + failed.message());
  }

  private static String annotation(Job job, String key) {
    return job.getMetadata().getAnnotations() == null
        ? ""
        : job.getMetadata().getAnnotations().getOrDefault(key, "");
  }

  private static Instant since(Job job) {
    return ended(job).map(JobCondition::getLastTransitionTime)
        .or(() -> Optional.ofNullable(job.getMetadata().getCreationTimestamp())).map(Jobs::instant)
        .orElse(Instant.EPOCH);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private static Optional<JobCondition> ended(Job job) {
    return job.getStatus() == null || job.getStatus().getConditions() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(condition -> "True".equals(condition.getStatus())
                && (condition.getType().equals("Complete") || condition.getType().equals("Failed")))
            .findFirst();
  }

  private static boolean isFailed(Job job) {
    return ended(job).filter(condition -> condition.getType().equals("Failed")).isPresent();
  }

  /** How long one took that ended well, or empty. */
  static Optional<Duration> took(Job job) {
    if (job.getStatus() == null || job.getStatus().getStartTime() == null
        || job.getStatus().getCompletionTime() == null) {
      return Optional.empty();
    }
    return Optional
        .of(Duration.between(instant(job.getStatus().getStartTime()), instant(job.getStatus().getCompletionTime())));
  }

  /** Whether there was one of that name before. */
  enum Created {
    NEW,
    /** It is the same: of the same owner, so made for the same. */
    THERE_ALREADY,
    /** One that an owner before left behind, or somebody made. What became of it says nothing. */
    OF_ANOTHER
  }

  Created create(Job job) {
    try {
      client.resource(job).create();
      return Created.NEW;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return thereAlready(job);
      }
      throw e;
    }
  }

  private Created thereAlready(Job job) {
    Job there = client.resource(job).get();
    boolean isSame = there == null || job.getMetadata().getOwnerReferences().stream()
        .allMatch(owner -> isOwnedBy(there, owner.getUid()));
    return isSame ? Created.THERE_ALREADY : Created.OF_ANOTHER;
  }

  /** Nothing where it is gone already. Its Pods follow: whoever waited for them would wait for a node that was lost. */
  void delete(MigrationResource resource, String name) {
    client.batch().v1().jobs().inNamespace(resource.getMetadata().getNamespace()).withName(name)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  /** Deletes those that are over and of which nobody needs the log any more. */
  void clean(List<Job> newestFirst) {
    superfluous(newestFirst).forEach(job -> client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete());
  }

  static List<Job> superfluous(List<Job> newestFirst) {
    List<Job> gone = new ArrayList<>();
    int failures = 0;
    int successes = 0;
    for (Job job : newestFirst) {
      if (ended(job).isEmpty()) {
        continue;
      }
      boolean keep = isFailed(job) ? failures++ < KEPT_FAILURES : successes++ < KEPT_SUCCESSES;
      if (!keep) {
        gone.add(job);
      }
    }
    return gone;
  }

  /** So that it goes with its owner. It blocks nobody: a resource can always be deleted, whatever hangs on it. */
  static OwnerReference owner(HasMetadata owner) {
    return new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion()).withKind(owner.getKind())
        .withName(owner.getMetadata().getName()).withUid(owner.getMetadata().getUid()).withController(true)
        .withBlockOwnerDeletion(false).build();
  }
}
