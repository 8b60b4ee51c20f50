package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an API server refused, or that there is none, as a problem. */
final class ClusterProblem {
  /** User "u" cannot create resource "jobs" in API group "batch" in the namespace "shop". */
  private static final Pattern FORBIDDEN = Pattern.compile(
      "User \"([^\"]*)\" cannot (\\S+) resource \"([^\"]*)\"(?: in API group \"([^\"]*)\")?"
          + "(?: in the namespace \"([^\"]*)\")?");

  private ClusterProblem() {}

  static Problem of(KubernetesClientException e, String cluster) {
    return switch (e.getCode()) {
      case 401 -> Problem.of(ProblemCode.CLUSTER, "the cluster at " + cluster + " does not know who asks")
          .remedy("log in anew; who asks is said by the kubeconfig, see: kubectl config view --minify");
      case 403 -> forbidden(said(e));
      case 404 -> Problem.of(ProblemCode.CLUSTER, "the cluster does not have it: " + said(e))
          .remedy("make the namespace, or install what is missing");
      case 409 -> Problem.of(ProblemCode.LOCKED, "somebody else did it at the same time: " + said(e))
          .remedy("run the same command again: it sees what the other one made");
      case 400, 422 -> Problem.of(ProblemCode.CLUSTER, "the cluster does not take it: " + said(e));
      default -> e.getCode() <= 0
          ? unreachable(e, cluster)
          : Problem.of(ProblemCode.UNREACHABLE, "the cluster at " + cluster + " answers with " + e.getCode() + ": "
              + said(e)).remedy("try it again when the cluster is well");
    };
  }

  private static Problem forbidden(String said) {
    Matcher matcher = FORBIDDEN.matcher(said);
    if (!matcher.find()) {
      return Problem.of(ProblemCode.CLUSTER, "the cluster does not allow it: " + said)
          .remedy("ask who may change roles in the cluster");
    }
    @Nullable
    String group = matcher.group(4);
    String resource = matcher.group(3) + (group == null || group.isEmpty() ? "" : "." + group);
    @Nullable
    String namespace = matcher.group(5);
    String where = namespace == null ? "" : " in the namespace \"" + namespace + "\"";
    return Problem.of(ProblemCode.CLUSTER, "\"" + matcher.group(1) + "\" may not " + matcher.group(2) + " " + resource
        + where).remedy("let a role allow the verb \"" + matcher.group(2) + "\" on \"" + resource + "\"" + where);
  }

  private static Problem unreachable(KubernetesClientException e, String cluster) {
    return Problem.of(ProblemCode.UNREACHABLE, "the cluster at " + cluster + " cannot be reached" + reason(e))
        .remedy("check that it runs, and that the kubeconfig and its context are the right ones");
  }

  private static String reason(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && cause.getMessage() != null && !cause.getMessage().isBlank()) {
        return ": " + cause.getMessage();
      }
    }
    return "";
  }

  /** In its own words, without what our client writes around them. */
  private static String said(KubernetesClientException e) {
    String message = e.getStatus() == null ? null : e.getStatus().getMessage();
    return Objects.requireNonNullElse(message, String.valueOf(e.getMessage())).strip();
  }
}
