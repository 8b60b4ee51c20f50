package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.problem.ShellWord;
import dev.whimbrel.cli.kubernetes.Following.Obstacle;
import dev.whimbrel.kubernetes.job.JobState.Blocked;
import dev.whimbrel.kubernetes.job.JobState.Cause;
import dev.whimbrel.kubernetes.job.JobState.Ended;
import dev.whimbrel.kubernetes.job.JobState.Failed;
import dev.whimbrel.kubernetes.job.JobState.Part;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a Job failed, as a problem whose exit code is that of the command in the cluster. */
final class JobProblem {
  /** From here on a signal, or nobody, ended it. */
  private static final int KILLED = 128;
  /** What the cluster says of a container whose program did not begin. */
  private static final Set<String> NOT_BEGUN = Set.of("StartError", "ContainerCannotRun");

  /** The cluster's word for a container whose Secret or ConfigMap is not there, or lacks a key. */
  private static final String LACKS = "CreateContainerConfigError";

  private final Cluster cluster;
  private final Site site;
  private final String job;

  private JobProblem(Cluster cluster, String job) {
    this.cluster = cluster;
    this.site = cluster.site();
    this.job = job;
  }

  /** @param obstacle what it waited for to the end, or null */
  static Problem of(Cluster cluster, String job, Failed failed, @Nullable Obstacle obstacle) {
    JobProblem problem = new JobProblem(cluster, job);
    return obstacle != null && failed.cause() == Cause.DEADLINE && failed.tries().isEmpty()
        ? problem.notBegun(obstacle, " before its time was over").state("nothing was changed in the database")
        : problem.of(failed);
  }

  /** Of one that is removed, as nobody waits for it any more. */
  static Problem blocked(Cluster cluster, String job, Blocked blocked) {
    return new JobProblem(cluster, job)
        .notBegun(new Obstacle(blocked, blocked.pod(), StateText.sentence(blocked)), "")
        .state("nothing was changed in the database, and the Job is removed");
  }

  private Problem notBegun(Obstacle obstacle, String until) {
    return Problem.of(ProblemCode.CLUSTER, "the Job \"" + job + "\" could not begin" + until + ": "
        + obstacle.sentence()).remedy(remedy(obstacle));
  }

  /** Its pod is gone by then; its events stay for a while. */
  private String remedy(Obstacle obstacle) {
    if (obstacle.state() instanceof Blocked blocked && blocked.isImage()) {
      return "name an image that the cluster can pull, with --image";
    }
    if (obstacle.state() instanceof Blocked blocked && blocked.reason().equals(LACKS)) {
      return "make what is missing, or name another Secret with --secret NAME/KEY\nand then: " + again();
    }
    return "see all that the cluster said of it with: kubectl get events -n " + cluster.namespace()
        + " --field-selector involvedObject.name=" + obstacle.object() + "\nand when that is mended: " + again();
  }

  private Problem of(Failed failed) {
    Ended last = failed.last();
    Integer exitCode = failed.exitCode();
    if (last != null && NOT_BEGUN.contains(last.reason())) {
      return Problem.of(ProblemCode.CLUSTER, "the Job \"" + job + "\" could not begin: " + ended(last))
          .state(failed.tries().stream().allMatch(one -> NOT_BEGUN.contains(one.reason()))
              ? "nothing was changed in the database"
              : null)
          .remedy("name an image that holds whimbrel, with --image");
    }
    if (last == null || exitCode == null || exitCode >= KILLED) {
      return taken(failed, last);
    }
    String tries = failed.cause() == Cause.TRIES && failed.tries().size() > 1
        ? ", as did " + (failed.tries().size() - 1) + " before it"
        : "";
    return Problem
        .of(code(exitCode), "the Job \"" + job + "\" ended with exit code " + exitCode + " in its container \""
            + last.container() + "\"" + tries + said(last))
        .state(state(last)).remedy(remedy(exitCode));
  }

  /** It did not end by itself, so no exit code says how far it came. */
  private Problem taken(Failed failed, @Nullable Ended last) {
    String what = failed.cause() == Cause.DEADLINE
        ? "took longer than it may"
        : last == null ? "failed: " + failed.reason() + ", " + failed.message() : "lost its pod: " + ended(last);
    return Problem.of(ProblemCode.UNKNOWN_OUTCOME, "the Job \"" + job + "\" " + what)
        .state("what was reported as applied is in effect; what ran at that time is rolled back, unless it needs no "
            + "transaction")
        .remedy((failed.cause() == Cause.DEADLINE
            ? "see how far it came with: whimbrel k8s status --database" + site.typed()
                + "\nand give it more time: " + again() + " --deadline 1h"
            : "see how far it came with: whimbrel k8s status --database" + site.typed()
                + "\nand run it again: " + again()));
  }

  private static String ended(Ended last) {
    String message = last.message();
    return last.reason() + (last.exitCode() == null ? "" : " (exit code " + last.exitCode() + ")")
        + (message == null || message.isBlank() ? "" : ", " + message.strip().lines().findFirst().orElse(""));
  }

  /** What the command there said was wrong, if that is among its last lines. */
  private static String said(Ended last) {
    return Optional.ofNullable(last.message()).stream().flatMap(String::lines)
        .filter(line -> line.startsWith("error: ")).map(line -> ": " + line.substring("error: ".length()))
        .findFirst().orElse("");
  }

  private static @Nullable String state(Ended last) {
    return last.part() == Part.INIT ? "nothing was changed: it ended before the migrations began" : null;
  }

  private String remedy(int exitCode) {
    String log = "see all that it said with: whimbrel k8s logs" + site.typed();
    String again = again();
    return switch (exitCode) {
      case 4 -> log + "\nanother run is at work: when that is over, " + again;
      case 5 -> log + "\nand when the database answers: " + again;
      case 6 ->
        log + "\nhow far it came: whimbrel k8s status --database" + site.typed() + "\nand mend it with: " + again;
      case 10 -> log + "\nwhat there is to do now: whimbrel k8s status --database" + site.typed()
          + "\nand if that is meant: " + again;
      default -> log + "\nand when that is mended: " + again;
    };
  }

  /** The same once more; whoever only looked may mean to run it. */
  private String again() {
    List<String> said = site.invocation().arguments();
    boolean changes = List.of("run", "rollback", "pipeline").contains(said.getFirst());
    return "whimbrel k8s " + (changes
        ? said.stream().map(ShellWord::of).collect(Collectors.joining(" "))
        : "run") + site.invocation().value(Options.TO).map(version -> " --to " + ShellWord.of(version)).orElse("")
        + site.typed();
  }

  /** The problem that has this exit code. */
  static ProblemCode code(int exitCode) {
    return switch (exitCode) {
      case 1 -> ProblemCode.CONFIGURATION;
      case 3 -> ProblemCode.JOB_REFUSED;
      case 4 -> ProblemCode.LOCKED;
      case 5 -> ProblemCode.UNREACHABLE;
      case 6 -> ProblemCode.PARTLY_APPLIED;
      case 7 -> ProblemCode.UNKNOWN_OUTCOME;
      case 8 -> ProblemCode.PENDING;
      case 9 -> ProblemCode.UNHEALTHY;
      case 10 -> ProblemCode.OUTDATED;
      case 70 -> ProblemCode.INTERNAL;
      case 74 -> ProblemCode.OUTPUT;
      default -> ProblemCode.JOB_FAILED;
    };
  }
}
