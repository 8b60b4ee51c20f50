package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.decide.Act;
import dev.whimbrel.kubernetes.decide.Decision;
import dev.whimbrel.kubernetes.decide.JobSeen;
import dev.whimbrel.kubernetes.decide.Meta;
import dev.whimbrel.kubernetes.decide.PlanSeen;
import dev.whimbrel.kubernetes.decide.Situation;
import dev.whimbrel.kubernetes.manifest.Installation;
import dev.whimbrel.kubernetes.manifest.MigrationJob;
import dev.whimbrel.kubernetes.manifest.Operation;
import dev.whimbrel.kubernetes.manifest.Tries;
import dev.whimbrel.sql.Redaction;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks, decides, acts, and writes down what it sees. It keeps nothing in memory that counts: whoever is killed at any point is followed by one
 * that sees the same and decides the same.
 */
@ControllerConfiguration(name = MigrationReconciler.NAME)
final class MigrationReconciler implements Reconciler<MigrationResource> {
  static final String NAME = "migrations";

  private final Workplace place;
  private final Observer observer;
  private final Jobs jobs;

  MigrationReconciler(Workplace place, Observer observer) {
    this.place = place;
    this.observer = observer;
    this.jobs = new Jobs(place.client());
  }

  @Override
  public List<EventSource<?, MigrationResource>> prepareEventSources(EventSourceContext<MigrationResource> context) {
    Class<MigrationResource> type = MigrationResource.class;
    return List.of(
        Watched.configMaps(context, type, one -> References.configMaps(one.getSpec().directory())),
        Watched.secrets(context, type, one -> List.copyOf(References.secrets(one.getSpec().database()))),
        Watched.owned(context, Job.class, type, Labels.MANAGED_BY + "=" + Labels.WHIMBREL, Watched::progress));
  }

  @Override
  public UpdateControl<MigrationResource> reconcile(MigrationResource cached, Context<MigrationResource> context) {
    return place.measured(MigrationResource.KIND, cached, () -> reconciled(cached));
  }

  private UpdateControl<MigrationResource> reconciled(MigrationResource cached) {
    MigrationResource resource = place.client().resource(cached).get();
    if (resource == null || resource.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Observation observation = observer.observe(resource, place.clock().instant());
    List<Job> all = jobs.of(resource);
    JobSeen newest = all.isEmpty() ? null : masked(jobs.seen(all.getFirst()), observation.mask());
    Instant now = place.clock().instant();
    Decision decision = acted(resource, observation, new Situation(resource.getSpec(), meta(resource),
        resource.getStatus(), observation.sources(), observation.target(), newest, now, place.chance().getAsDouble()));
    remember(resource, observation);
    if (!decision.status().equals(resource.getStatus())) {
      place.writing().status(resource, decision.status());
    }
    observer.wrote(resource, observation, now);
    tell(resource, decision, observation.mask());
    jobs.clean(all);
    place.metrics().stands(resource, decision.status(), lastRun(all), now);
    return UpdateControl.<MigrationResource>noUpdate().rescheduleAfter(atLeast(decision.again()));
  }

  private static Duration atLeast(Duration again) {
    Duration shortest = Duration.ofMillis(200);
    return again.compareTo(shortest) < 0 ? shortest : again;
  }

  private static JobSeen masked(JobSeen seen, Mask mask) {
    String message = seen.message();
    return new JobSeen(seen.name(), seen.plan(), seen.phase(), seen.exitCode(),
        message == null ? null : mask.of(message),
        seen.since());
  }

  private static Meta meta(MigrationResource resource) {
    return new Meta(resource.getMetadata().getName(), resource.getMetadata().getNamespace(),
        Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L),
        Objects.requireNonNullElse(resource.getMetadata().getAnnotations(), Map.of()));
  }

  private void tell(MigrationResource resource, Decision decision, Mask mask) {
    decision.events().forEach(told -> {
      place.announcing().announce(resource, told, mask);
      place.log().info(mask.of(told.reason() + ": " + told.message()), resource);
    });
  }

  /** What cannot be written stops nothing: the status says whether something differs, and the next comparison tries it again. */
  private void remember(MigrationResource resource, Observation observation) {
    Remembered write = observation.schema() == null ? null : observation.schema().write();
    if (write == null) {
      return;
    }
    ConfigMap map = owned(resource, write.configMap(resource.getMetadata().getName()));
    try {
      ConfigMap there = place.client().resource(map).get();
      if (there != null && !Owned.by(resource, there)) {
        place.log().warn("the ConfigMap " + map.getMetadata().getName()
            + " is somebody else's, so the objects of the schema are not remembered", resource);
        return;
      }
      place.writing().put(map);
    } catch (KubernetesClientException e) {
      place.log().warn("the objects of the schema cannot be remembered: " + Workplace.said(e), resource);
    }
  }

  private static @Nullable Duration lastRun(List<Job> newestFirst) {
    return newestFirst.stream().flatMap(job -> Jobs.took(job).stream()).findFirst().orElse(null);
  }

  /** What the API server refuses is told in the resource, where people look. */
  private Decision acted(MigrationResource resource, Observation observation, Situation situation) {
    Decision decision = Decision.of(situation);
    try {
      String refusal = act(resource, observation, decision.act());
      return refusal == null ? decision : Decision.refused(situation, refusal);
    } catch (KubernetesClientException e) {
      if (!Workplace.isRefusal(e)) {
        throw e;
      }
      return Decision.refused(situation, Redaction.inText(observation.mask().of(Workplace.said(e))));
    }
  }

  /** Why it cannot be done; null if it is. */
  private @Nullable String act(MigrationResource resource, Observation observation, Act act) {
    return switch (act) {
      case Act.None none -> null;
      case Act.Delete delete -> {
        jobs.delete(resource, delete.jobName());
        place.log().info("deleted the Job " + delete.jobName() + ", which never began", resource);
        yield null;
      }
      case Act.Start start -> start(resource, observation, start);
    };
  }

  private @Nullable String start(MigrationResource resource, Observation observation, Act.Start start) {
    Directory.Found directory = Objects.requireNonNull(observation.directory(), "a plan without a directory");
    Installation installation = Installation.of(resource.getMetadata().getName(), resource.getMetadata().getNamespace(),
        place.image(), resource.getSpec(), mounted(resource, directory));
    Job job = MigrationJob.of(installation, operation(resource.getSpec(), start),
        start.jobName(),
        Tries.BY_OPERATOR);
    Job owned = new JobBuilder(job).editMetadata().withOwnerReferences(Jobs.owner(resource))
        .addToAnnotations(Labels.PLAN, start.plan().digest()).endMetadata().build();
    return switch (jobs.create(owned)) {
      case NEW -> {
        place.metrics().jobStarted();
        place.log().info("created the Job " + start.jobName() + " for the plan " + start.plan().digest(), resource);
        yield null;
      }
      case THERE_ALREADY -> null;
      // the failures are part of the name
      case OF_ANOTHER -> "the Job \"" + start.jobName() + "\" is there already, and not of this Migration. It is left "
          + "alone; the next try takes another name";
    };
  }

  private static Operation operation(MigrationSpec spec, Act.Start start) {
    String plan = start.plan().digest();
    if (start.plan().direction() == PlanSeen.Direction.UP) {
      return new Operation.Up(start.to(), plan);
    }
    var flows = spec.protectedFlows();
    boolean loses = flows != null && flows.down() != null && Boolean.TRUE.equals(flows.down().allowDataLoss());
    return new Operation.Down(Objects.requireNonNull(start.to(), "a way down without an end"),
        loses ? Operation.DataLoss.ALLOWED : Operation.DataLoss.REFUSED, plan);
  }

  private Installation.Directory mounted(MigrationResource resource, Directory.Found directory) {
    return switch (directory.place()) {
      case Directory.Place.ConfigMaps maps ->
        new Installation.Directory.Mounted(maps.names(), maps.packing(), directory.digest());
      case Directory.Place.Inline inline -> {
        Bundle bundle = Directory.bundle(resource, directory.files()).orThrow();
        bundle.configMaps().forEach(map -> place.writing().put(owned(resource, map)));
        yield Installation.directory(bundle);
      }
    };
  }

  private static ConfigMap owned(MigrationResource resource, ConfigMap map) {
    Map<String, String> labels = new TreeMap<>(Objects.requireNonNullElse(map.getMetadata().getLabels(), Map.of()));
    labels.putAll(Labels.of(resource.getMetadata().getName()));
    return new ConfigMapBuilder(map).editMetadata().withNamespace(resource.getMetadata().getNamespace())
        .withLabels(labels).withOwnerReferences(Jobs.owner(resource)).endMetadata().build();
  }
}
