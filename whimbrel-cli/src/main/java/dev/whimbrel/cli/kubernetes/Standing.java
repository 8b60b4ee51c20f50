package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.job.JobControl;
import dev.whimbrel.kubernetes.job.JobState;
import dev.whimbrel.kubernetes.job.JobState.Ended;
import dev.whimbrel.kubernetes.manifest.Installation;
import dev.whimbrel.kubernetes.manifest.Operation;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code k8s status} and {@code k8s logs}: how the newest Job stands, and what it wrote. */
final class Standing {
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final Cluster cluster;
  private final Site site;
  private final Invocation invocation;

  private Standing(Cluster cluster) {
    this.cluster = cluster;
    this.site = cluster.site();
    this.invocation = site.invocation();
  }

  static Outcome status(Invocation invocation) {
    Site site = Site.of(invocation);
    if (!invocation.has(Options.ASK_DATABASE)) {
      return Cluster.with(site, cluster -> new Standing(cluster).status());
    }
    Installation installation = Installed.of(site, Installed.bundle(site));
    return Cluster.with(site, cluster -> new Standing(cluster).database(installation));
  }

  /** With the files that the cluster has: what is here may be ahead of them. */
  private Outcome database(Installation installation) {
    Outcome jobs = status();
    Installation asked = ConfigMaps.there(cluster).map(maps -> installation.withDirectory(
        new Installation.Directory.Mounted(maps.stream().map(map -> map.getMetadata().getName()).toList(),
            Bundle.packing(maps), null)))
        .orElseThrow(() -> ConfigMaps.missing(cluster));
    invocation.screen().progress(jobs.text());
    Running running = new Running(cluster);
    Running.Ran ran = running.carryOut(asked, new Operation.Status());
    if (ran.state() instanceof JobState.Succeeded) {
      cluster.jobs().named(ran.job()).ifPresent(job -> cluster.jobs().delete(job)); // it was made to be read once
    }
    return new Outcome("", jobs.json().with("database", running.outcome(ran).json()), running.problems(ran));
  }

  private Outcome status() {
    List<Job> jobs = cluster.jobs().jobs().stream().filter(JobControl::migrates).toList();
    StringBuilder text = new StringBuilder();
    Json.Obj json = Json.object().with("namespace", cluster.namespace()).with("name", site.name());
    if (jobs.isEmpty()) {
      cluster.refuseMissingNamespace();
      text.append("No Job of \"").append(site.name()).append("\" is in the namespace ").append(cluster.namespace())
          .append(".\n");
    } else {
      Job newest = jobs.getFirst();
      JobState state = cluster.jobs().state(newest);
      List<String> warnings = warnings(newest, state);
      text.append(table(newest, state)).append(details(state));
      warnings.stream().findFirst()
          .ifPresent(warning -> text.append("  the cluster warned: ").append(warning).append('\n'));
      json = json.with("job", StateText.json(state).with("name", newest.getMetadata().getName())
          .with("operation", operation(newest)).with("since", newest.getMetadata().getCreationTimestamp())
          .with("warnings", Json.texts(warnings)));
    }
    List<MigrationResource> resources = resources();
    if (!resources.isEmpty()) {
      text.append('\n').append(table(resources));
      json = json.with("migrations", Json.array(resources.stream().map(Standing::json).toList()));
    }
    return Outcome.of(text.toString(), json);
  }

  /** Of one whose time was over before a container of it failed: its pods are gone, and nothing else says why. */
  private List<String> warnings(Job job, JobState state) {
    boolean isUntold = state instanceof JobState.Failed failed && failed.cause() == JobState.Cause.DEADLINE
        && failed.tries().isEmpty();
    return isUntold ? cluster.jobs().warningsOfAll(job.getMetadata().getName()) : List.of();
  }

  private String table(Job job, JobState state) {
    Table table = new Table(List.of("JOB", "DOES", "STATE", "SINCE"));
    table.add(List.of(new Cell(job.getMetadata().getName(), Style.PLAIN), new Cell(operation(job), Style.PLAIN),
        new Cell(StateText.word(state), style(state)),
        new Cell(Objects.requireNonNullElse(job.getMetadata().getCreationTimestamp(), "-"), Style.FAINT)));
    return table.render(invocation.screen());
  }

  private static Style style(JobState state) {
    if (!state.isOver()) {
      return Style.WARNING;
    }
    return state instanceof JobState.Succeeded ? Style.GOOD : Style.BAD;
  }

  private static String operation(Job job) {
    return job.getMetadata().getLabels() == null
        ? "-"
        : Objects.requireNonNullElse(job.getMetadata().getLabels().get(Labels.OPERATION), "-");
  }

  private static String details(JobState state) {
    StringBuilder text = new StringBuilder(StateText.ofJob("It", state) + ".\n");
    if (state instanceof JobState.Failed failed && failed.last() != null) {
      Ended last = Objects.requireNonNull(failed.last());
      Optional.ofNullable(last.message()).stream().flatMap(String::lines)
          .forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }

  /** Those of the operator, where it is installed and may be looked at. */
  private List<MigrationResource> resources() {
    try {
      return cluster.client().resources(MigrationResource.class).inNamespace(cluster.namespace()).list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == FORBIDDEN) {
        return List.of();
      }
      throw e;
    }
  }

  private String table(List<MigrationResource> resources) {
    Table table = new Table(List.of("MIGRATION", "READY", "REASON", "VERSION", "PENDING"));
    for (MigrationResource resource : resources) {
      Optional<Condition> ready = ready(resource);
      MigrationStatus status = resource.getStatus();
      table.add(List.of(new Cell(resource.getMetadata().getName(), Style.PLAIN),
          new Cell(ready.map(Condition::getStatus).orElse("Unknown"), Style.PLAIN),
          new Cell(ready.map(Condition::getReason).orElse("-"), Style.PLAIN),
          new Cell(status == null ? "-" : Objects.requireNonNullElse(status.currentVersion(), "-"), Style.PLAIN),
          new Cell(status == null || status.pendingCount() == null ? "-" : status.pendingCount().toString(),
              Style.PLAIN)));
    }
    StringBuilder text = new StringBuilder(table.render(invocation.screen()));
    for (MigrationResource resource : resources) {
      ready(resource).filter(condition -> !"True".equals(condition.getStatus())).ifPresent(
          condition -> text.append(resource.getMetadata().getName()).append(": ").append(condition.getMessage())
              .append('\n'));
    }
    return text.toString();
  }

  private static Optional<Condition> ready(MigrationResource resource) {
    return Optional.ofNullable(resource.getStatus()).map(MigrationStatus::conditions).stream().flatMap(List::stream)
        .filter(condition -> "Ready".equals(condition.getType())).findFirst();
  }

  private static Json json(MigrationResource resource) {
    Optional<Condition> ready = ready(resource);
    MigrationStatus status = resource.getStatus();
    return Json.object().with("name", resource.getMetadata().getName())
        .with("ready", ready.map(Condition::getStatus).orElse("Unknown"))
        .with("reason", ready.map(Condition::getReason).orElse(null))
        .with("message", ready.map(Condition::getMessage).orElse(null))
        .with("version", status == null ? null : status.currentVersion());
  }

  static Outcome logs(Invocation invocation) {
    Site site = Site.of(invocation);
    return Cluster.with(site, cluster -> new Standing(cluster).logs());
  }

  private Outcome logs() {
    Job newest = cluster.jobs().jobs().stream().filter(JobControl::migrates).findFirst()
        .orElseThrow(() -> missing("no Job of \"" + site.name() + "\" is in the namespace " + cluster.namespace(),
            "make one with: whimbrel k8s run" + site.typed()));
    String name = newest.getMetadata().getName();
    Running running = new Running(cluster);
    if (invocation.has(Options.FOLLOW)) {
      return running.outcome(running.follow(name, Following.Ending.NEVER));
    }
    List<Pod> pods = cluster.jobs().pods(name);
    if (pods.isEmpty()) {
      throw missing("the Job \"" + name + "\" has no pod, so its log is gone or not begun",
          "see how it stands with: whimbrel k8s status" + site.typed());
    }
    Following following = new Following(cluster, name, Following.Ending.NEVER);
    List<Pod> shown = invocation.has(Options.EVERY_TRY) ? pods : List.of(pods.getLast());
    List<String> names = new ArrayList<>();
    for (Pod pod : shown) {
      names.add(pod.getMetadata().getName());
      cluster.jobs().log(pod, following);
    }
    return Outcome.of("", Json.object().with("job", name).with("pods", Json.texts(names))
        .with("log", Json.texts(following.log())));
  }

  private static WhimbrelException missing(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.CLUSTER, fact).remedy(remedy), null);
  }
}
