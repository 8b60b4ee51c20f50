package dev.whimbrel.cli.kubernetes;

import com.fasterxml.jackson.core.JacksonException;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an API server refused, or that there is none, as a problem. */
final class ClusterProblem {
  /** User "u" cannot create resource "jobs" in API group "batch" in the namespace "shop". */
  private static final Pattern FORBIDDEN = Pattern.compile(
      "User \"([^\"]*)\" cannot (\\S+) resource \"([^\"]*)\"(?: in API group \"([^\"]*)\")?"
          + "(?: in the namespace \"([^\"]*)\")?");

  private static final String MEND = "mend the kubeconfig, or name another context with --context";

  private ClusterProblem() {}

  static Problem of(KubernetesClientException e, String cluster) {
    if (isInterruption(e)) {
      return Problem.of(ProblemCode.INTERRUPTED, "interrupted while the cluster at " + cluster + " was asked");
    }
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
          ? unanswered(e, cluster)
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

  /** Whether it is the caller that does not wait any more. */
  static boolean isInterruption(KubernetesClientException e) {
    return e.getCode() <= 0 && causes(e).anyMatch(ClusterProblem::isInterruption);
  }

  private static boolean isInterruption(Throwable cause) {
    return switch (cause) {
      case InterruptedException interrupted -> true;
      case SocketTimeoutException late -> false;
      case InterruptedIOException interrupted -> true;
      default -> false;
    };
  }

  /** Another try helps only where nothing here is wrong. */
  private static Problem unanswered(KubernetesClientException e, String cluster) {
    return causes(e).flatMap(cause -> wrongHere(cause, cluster).stream()).findFirst()
        .orElseGet(() -> Problem.of(ProblemCode.UNREACHABLE, "the cluster at " + cluster + " cannot be reached"
            + reason(e)).remedy("check that it runs, and that the kubeconfig and its context are the right ones"));
  }

  private static Optional<Problem> wrongHere(Throwable cause, String cluster) {
    return Optional.ofNullable(switch (cause) {
      case JacksonException none -> Problem.of(ProblemCode.CLUSTER, "what answers at " + cluster
          + " is no API server of Kubernetes")
          .remedy("mend the server's address in the kubeconfig; a proxy, or a page to log in, may stand in between");
      case FileSystemException file -> Problem.of(ProblemCode.CLUSTER, "the kubeconfig names the file \""
          + file.getFile() + "\", which cannot be read").remedy("mend the kubeconfig, or put the file there");
      case SSLException untrusted when isOfItself(untrusted) -> Problem.of(ProblemCode.CLUSTER,
          "no secure connection to the cluster at " + cluster + ": " + untrusted.getMessage())
          .remedy("mend the server's address, its authority or the client's certificate in the kubeconfig");
      case GeneralSecurityException unread -> Problem.of(ProblemCode.CLUSTER,
          "a certificate or key of the kubeconfig cannot be read: " + unread.getMessage()).remedy(MEND);
      case URISyntaxException address ->
        Problem.of(ProblemCode.CLUSTER, "\"" + cluster + "\" is no address of a server")
            .remedy(MEND);
      default -> null;
    });
  }

  /** One that was cut off in the middle of it says nothing of certificates. */
  private static boolean isOfItself(SSLException e) {
    return causes(e).allMatch(cause -> cause instanceof SSLException || !(cause instanceof IOException));
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }

  private static String reason(Throwable e) {
    return causes(e).skip(1).flatMap(cause -> words(cause).stream()).findFirst().map(words -> ": " + words).orElse("");
  }

  private static Optional<String> words(Throwable cause) {
    if (cause instanceof ConnectException connecting && connecting.getMessage() == null) {
      return Optional.of(connecting.getCause() instanceof UnresolvedAddressException
          ? "nobody knows the name of its host"
          : "it takes no connection");
    }
    return cause instanceof IOException
        ? Optional.ofNullable(cause.getMessage()).filter(text -> !text.isBlank())
        : Optional.empty();
  }

  /** In its own words, without what our client writes around them. */
  private static String said(KubernetesClientException e) {
    String message = e.getStatus() == null ? null : e.getStatus().getMessage();
    return Objects.requireNonNullElse(message, String.valueOf(e.getMessage())).strip();
  }
}
