package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.kubernetes.job.JobState;
import dev.whimbrel.kubernetes.job.JobState.Ended;
import dev.whimbrel.report.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a Job stands, in words. */
final class StateText {
  private StateText() {}

  /** One word for programs. */
  static String word(JobState state) {
    return switch (state) {
      case JobState.Deleted deleted -> "deleted";
      case JobState.Suspended suspended -> "suspended";
      case JobState.Pending pending -> "pending";
      case JobState.Unschedulable unschedulable -> "unschedulable";
      case JobState.Blocked blocked -> "blocked";
      case JobState.Checking checking -> "checking";
      case JobState.Running running -> "running";
      case JobState.Again again -> "retrying";
      case JobState.Succeeded succeeded -> "succeeded";
      case JobState.Failed failed -> "failed";
    };
  }

  /** The same with another word for the Job itself. */
  static String ofJob(String job, JobState state) {
    String sentence = sentence(state);
    return sentence.startsWith("it ") ? job + sentence.substring(2) : job + ": " + sentence;
  }

  /** A sentence without its full stop. */
  static String sentence(JobState state) {
    return switch (state) {
      case JobState.Deleted deleted -> "somebody removed it";
      case JobState.Suspended suspended -> "it is suspended";
      case JobState.Pending pending -> pending.pod() == null
          ? "it waits for its pod to be made"
          : "it waits for its pod " + pending.pod() + " to begin";
      case JobState.Unschedulable none -> "no node takes its pod " + none.pod() + ": " + none.message();
      case JobState.Blocked blocked -> (blocked.isImage()
          ? "the image " + blocked.image() + " of " + blocked.container() + " does not come: "
          : blocked.container() + " cannot be started: ") + blocked.reason()
          + (blocked.message().isBlank() ? "" : ", " + blocked.message());
      case JobState.Checking checking -> checking.container() + " is at work" + attempt(checking.attempt());
      case JobState.Running running -> "it is at work" + attempt(running.attempt());
      case JobState.Again again -> ended(again.last()) + "; it is tried again";
      case JobState.Succeeded succeeded -> "it succeeded" + (succeeded.attempts() > 1
          ? " at try " + succeeded.attempts()
          : "");
      case JobState.Failed failed -> failed(failed);
    };
  }

  private static String failed(JobState.Failed failed) {
    Ended last = failed.last();
    return switch (failed.cause()) {
      case DEADLINE -> "it took longer than it may";
      case TRIES, NOT_BY_ITSELF, OTHER -> "it failed"
          + (last == null ? ": " + failed.reason() + " " + failed.message() : ": " + ended(last));
    };
  }

  private static String attempt(int attempt) {
    return attempt == 1 ? "" : " (try " + attempt + ")";
  }

  static String ended(Ended ended) {
    if (ended.isLost()) {
      return ended.pod().isEmpty() ? "a pod of it is gone" : "its pod " + ended.pod() + " was lost: " + ended.reason();
    }
    return ended.container() + " ended with exit code " + ended.exitCode()
        + (ended.reason().equals("Error") ? "" : " (" + ended.reason() + ")");
  }

  static Json.Obj json(JobState state) {
    Json.Obj json = Json.object().with("state", word(state)).with("says", sentence(state));
    return state instanceof JobState.Failed failed
        ? withCode(json.with("cause", failed.cause().name().toLowerCase(Locale.ROOT)), failed.exitCode())
            .with("tries", Json.array(failed.tries().stream().map(StateText::json).toList()))
        : json;
  }

  private static Json.Obj withCode(Json.Obj json, @Nullable Integer code) {
    return code == null ? json.with("exit_code", (String) null) : json.with("exit_code", code.longValue());
  }

  private static Json.Obj json(Ended ended) {
    return withCode(Json.object().with("pod", ended.pod()).with("container", ended.container()), ended.exitCode())
        .with("reason", ended.reason()).with("message", ended.message());
  }
}
