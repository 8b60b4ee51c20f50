package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Consent;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.command.ReadDirectory;
import dev.whimbrel.cli.kubernetes.Following.Obstacle;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.job.JobControl;
import dev.whimbrel.kubernetes.job.JobState;
import dev.whimbrel.kubernetes.manifest.Installation;
import dev.whimbrel.kubernetes.manifest.MigrationJob;
import dev.whimbrel.kubernetes.manifest.Operation;
import dev.whimbrel.kubernetes.manifest.Operation.DataLoss;
import dev.whimbrel.kubernetes.manifest.Tries;
import dev.whimbrel.kubernetes.operator.Losses;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ShellWord;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.sql.Sha256;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code k8s run} and {@code k8s rollback}: a Job is made, followed, and its end is that of the command. */
final class Running {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int DIGEST_LENGTH = 16;

  private final Cluster cluster;
  private final Site site;
  private final Invocation invocation;

  Running(Cluster cluster) {
    this.cluster = cluster;
    this.site = cluster.site();
    this.invocation = site.invocation();
  }

  /**
   * What became of a Job, and what it said.
   *
   * @param obstacle what it waited for to the end, or null
   */
  record Ran(String job, JobState state, List<String> log, @Nullable Obstacle obstacle) {}

  static Outcome run(Invocation invocation) {
    Site site = Site.of(invocation);
    Bundle bundle = Installed.bundle(site);
    Installation installation = Installed.of(site, bundle);
    Operation up = up(invocation);
    return Cluster.with(site, cluster -> {
      Running running = new Running(cluster);
      running.refuseAnother();
      running.askForUp(bundle);
      running.put(bundle);
      return running.outcome(running.carryOut(installation, up));
    });
  }

  static Operation up(Invocation invocation) {
    return new Operation.Up(invocation.value(Options.TO).orElse(null), invocation.given(Options.PLAN).orElse(null));
  }

  /**
   * Asks in a protected environment. The plan is made in the cluster, by the Job, which goes on only if it is the one that was agreed to.
   *
   * @throws WhimbrelException unless somebody agrees
   */
  void askForUp(Bundle bundle) {
    String again = "whimbrel k8s " + invocation.arguments().getFirst()
        + invocation.value(Options.TO).map(version -> " --to " + ShellWord.of(version)).orElse("") + site.typed();
    Consent.askWhereProtected(invocation, site.settings(), "This applies what is pending of the directory ("
        + bundle.digest().substring(0, DIGEST_LENGTH) + ") in the database of \"" + site.name()
        + "\" in the namespace \"" + cluster.namespace() + "\". Go on?",
        "if this is meant: " + again + " --yes --plan DIGEST\nDIGEST is of the plan as it is seen in the cluster: "
            + again + " --yes --plan none\nshows it, and changes nothing in the database");
  }

  static Outcome rollback(Invocation invocation) {
    Site site = Site.of(invocation);
    String version = invocation.arguments().get(1);
    ReadDirectory directory = ReadDirectory.of(site.settings());
    directory.refuseUnknown(version);
    refuseLosses(site, version, directory.after(version));
    Bundle bundle = Installed.bundle(site, directory);
    Installation installation = Installed.of(site, bundle);
    DataLoss loss = invocation.has(Options.ALLOW_DATA_LOSS) ? DataLoss.ALLOWED : DataLoss.REFUSED;
    return Cluster.with(site, cluster -> {
      Running running = new Running(cluster);
      running.refuseAnother();
      Consent.ask(invocation, site.settings(), "This reverts everything after " + version + " in the database of \""
          + site.name() + "\" in the namespace \"" + cluster.namespace() + "\". Go on?",
          digest(cluster.label(), cluster.namespace(), site.name(), version, bundle.digest()));
      running.put(bundle);
      return running.outcome(running.carryOut(installation, new Operation.Down(version, loss, null)));
    });
  }

  /** As the operator judges a way back that somebody wrote; one that nobody wrote is judged in the Job, which computes it. */
  private static void refuseLosses(Site site, String version, List<Migration> reverted) {
    List<String> losses = Losses.ofWaysBack(reverted);
    if (losses.isEmpty() || site.invocation().has(Options.ALLOW_DATA_LOSS)) {
      return;
    }
    List<Problem> problems = new ArrayList<>(losses.stream()
        .map(loss -> Problem.of(ProblemCode.DATA_LOSS, loss)).toList());
    problems.add(problems.removeLast().state("nothing was changed")
        .remedy("if this is meant of all of these that are applied: whimbrel k8s rollback " + ShellWord.of(version)
            + " --allow-data-loss" + site.typed()));
    throw new WhimbrelException(problems);
  }

  /** What somebody agrees to when a database of a protected environment goes back. */
  private static String digest(String... parts) {
    return Sha256.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST_LENGTH);
  }

  /**
   * Two at once would wait for each other in the database.
   *
   * @throws WhimbrelException if a Job of this installation is at work
   */
  void refuseAnother() {
    Optional<Job> other = cluster.jobs().jobs().stream().filter(JobControl::migrates)
        .filter(job -> !JobState.of(job, List.of()).isOver()).findFirst();
    if (other.isPresent()) {
      String name = other.get().getMetadata().getName();
      throw new WhimbrelException(Problem.of(ProblemCode.LOCKED, "the Job \"" + name + "\" of \"" + site.name()
          + "\" is at work").state("nothing was changed")
          .remedy("follow it with: whimbrel k8s logs -f" + site.typed() + "\nor remove it: kubectl delete job " + name
              + " -n " + cluster.namespace()),
          null);
    }
  }

  void put(Bundle bundle) {
    ConfigMaps.apply(cluster, bundle);
    invocation.screen().step("applied " + ConfigMaps.described(bundle));
  }

  Ran carryOut(Installation installation, Operation operation) {
    return carryOut(MigrationJob.of(installation, operation, name(site, operation.word()), Tries.BY_JOB));
  }

  /** Of a Job that is made now. */
  static String name(Site site, String operation) {
    return site.name() + "-" + operation + "-" + TIME.format(site.invocation().surroundings().clock().instant());
  }

  /** Makes the Job and follows it. */
  Ran carryOut(Job job) {
    String name = job.getMetadata().getName();
    cluster.jobs().create(job);
    invocation.screen().step("made the Job " + name + " in the namespace " + cluster.namespace());
    return follow(name, Following.Ending.IF_BLOCKED);
  }

  Ran follow(String name, Following.Ending ending) {
    Following following = new Following(cluster, name, ending);
    try {
      JobState state = cluster.jobs().follow(name, following, PATIENCE);
      if (!state.isOver()) {
        cluster.jobs().named(name).ifPresent(job -> cluster.jobs().delete(job));
      }
      return new Ran(name, state, following.log(), following.obstacle().orElse(null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw goesOn(Problem.of(ProblemCode.INTERRUPTED, "interrupted while the Job \"" + name + "\" is at work"), name);
    } catch (KubernetesClientException e) {
      throw goesOn(ClusterProblem.of(e, cluster.label()), name);
    }
  }

  private WhimbrelException goesOn(Problem problem, String name) {
    return new WhimbrelException(problem.state("the Job goes on in the cluster")
        .remedy(
            "follow it with: whimbrel k8s logs -f" + site.typed() + "\nor end it: kubectl delete job " + name + " -n "
                + cluster.namespace()),
        null);
  }

  Outcome outcome(Ran ran) {
    Json.Obj json = StateText.json(ran.state()).with("job", ran.job()).with("namespace", cluster.namespace())
        .with("log", Json.texts(ran.log()));
    return new Outcome(ran.state() instanceof JobState.Succeeded
        ? StateText.ofJob("The Job " + ran.job(), ran.state()) + ".\n"
        : "", json, problems(ran));
  }

  /** Why it did not end well. */
  List<Problem> problems(Ran ran) {
    return switch (ran.state()) {
      case JobState.Succeeded succeeded -> List.of();
      case JobState.Failed failed -> List.of(JobProblem.of(cluster, ran.job(), failed, ran.obstacle()));
      case JobState.Deleted deleted -> List.of(Problem.of(ProblemCode.UNKNOWN_OUTCOME, "the Job \"" + ran.job()
          + "\" is gone: somebody removed it").remedy("see how far it came with: whimbrel k8s status --database"
              + site.typed()));
      case JobState.Blocked blocked -> List.of(JobProblem.blocked(cluster, ran.job(), blocked));
      case JobState.Suspended s -> stillThere(ran);
      case JobState.Pending s -> stillThere(ran);
      case JobState.Unschedulable s -> stillThere(ran);
      case JobState.Checking s -> stillThere(ran);
      case JobState.Running s -> stillThere(ran);
      case JobState.Again s -> stillThere(ran);
    };
  }

  private static List<Problem> stillThere(Ran ran) {
    throw new IllegalStateException("not over: " + ran.state());
  }
}
