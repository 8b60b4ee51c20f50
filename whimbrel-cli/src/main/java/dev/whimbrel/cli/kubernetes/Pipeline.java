package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Files;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.manifest.Installation;
import dev.whimbrel.kubernetes.manifest.MigrationJob;
import dev.whimbrel.kubernetes.manifest.Operation;
import dev.whimbrel.kubernetes.manifest.Tries;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code k8s pipeline}: all that a deployment does, step by step, until one fails. */
final class Pipeline {
  private enum Step {
    VALIDATE, CONFIGMAP, JOB, VERIFY;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Site site;
  private final Invocation invocation;
  private final Map<Step, Json> done = new EnumMap<>(Step.class);
  private @Nullable Step at;

  private Pipeline(Site site) {
    this.site = site;
    this.invocation = site.invocation();
  }

  static Outcome pipeline(Invocation invocation) {
    return new Pipeline(Site.of(invocation)).run();
  }

  private Outcome run() {
    List<Problem> problems = List.of();
    try {
      deploy();
    } catch (WhimbrelException e) {
      problems = e.problems();
    }
    Json.Obj json = Json.object();
    for (Map.Entry<Step, Json> step : done.entrySet()) {
      json = json.with(step.getKey().label(), step.getValue());
    }
    return problems.isEmpty()
        ? Outcome.of("\nDone: " + labels(done.keySet().stream()) + ".\n", json)
        : new Outcome(stopped(), json, problems);
  }

  private void deploy() {
    begin(Step.VALIDATE);
    Outcome valid = Files.validate(invocation);
    Bundle bundle = Installed.bundle(site);
    Installation installation = Installed.of(site, bundle);
    end(valid.text().strip(), valid.json());
    begin(Step.CONFIGMAP);
    Cluster.with(site, cluster -> {
      deploy(cluster, bundle, installation);
      return site;
    });
  }

  private void deploy(Cluster cluster, Bundle bundle, Installation installation) {
    Running running = new Running(cluster);
    running.refuseAnother();
    running.askForUp(bundle);
    ConfigMaps.apply(cluster, bundle);
    end(ConfigMaps.described(bundle) + " in the namespace " + cluster.namespace(), ConfigMaps.json(bundle));
    begin(Step.JOB);
    carriedOut(running, running.carryOut(installation, Running.up(invocation)));
    if (invocation.has(Options.TO)) {
      invocation.screen().progress("\nverify is left out: what comes after --to is pending");
      return;
    }
    begin(Step.VERIFY);
    Running.Ran ran = running.carryOut(check(installation));
    carriedOut(running, ran);
    cluster.jobs().named(ran.job()).ifPresent(job -> cluster.jobs().delete(job)); // it was made to be read once
  }

  private void carriedOut(Running running, Running.Ran ran) {
    List<Problem> problems = running.problems(ran);
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
    end(StateText.sentence(ran.state()), running.outcome(ran).json());
  }

  /** A Job as that of status, which says by its exit code whether all is applied. Another look says the same of what is pending. */
  private Job check(Installation installation) {
    Job job = MigrationJob.of(installation, new Operation.Status(), Running.name(site, "check"), Tries.BY_JOB);
    job.getSpec().getTemplate().getSpec().getContainers().getFirst().setArgs(List.of("ready"));
    var last = job.getSpec().getPodFailurePolicy().getRules().getFirst().getOnExitCodes();
    last.setValues(Stream.concat(last.getValues().stream(), Stream.of(ProblemCode.PENDING.kind().exitCode())).toList());
    return job;
  }

  private void begin(Step step) {
    at = step;
    invocation.screen().progress((step == Step.VALIDATE ? "" : "\n") + step.label() + " …");
  }

  private void end(String text, Json json) {
    Step step = Objects.requireNonNull(at);
    done.put(step, json);
    invocation.screen().progress(step.label() + " ok: " + text);
    at = null;
  }

  private static String labels(Stream<Step> steps) {
    String labels = steps.map(Step::label).collect(Collectors.joining(", "));
    return labels.isEmpty() ? "nothing" : labels;
  }

  private String stopped() {
    Step failed = Objects.requireNonNull(at);
    List<Step> rest = Stream.of(Step.values()).filter(step -> step.compareTo(failed) > 0).toList();
    return "\nStopped at: " + failed.label() + ". Done: " + labels(done.keySet().stream()) + "."
        + (rest.isEmpty() ? "" : " Not done: " + labels(rest.stream()) + ".") + "\n";
  }
}
