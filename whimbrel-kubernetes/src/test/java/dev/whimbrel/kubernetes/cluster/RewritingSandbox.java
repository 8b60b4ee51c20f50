package dev.whimbrel.kubernetes.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For whoever is not root: arguments and variables name the directories behind the mounts in place of the mounts.
 * Nothing is read-only, and the user stays who it is.
 */
final class RewritingSandbox implements Sandbox {
  @Override
  public ProcessBuilder prepare(Call call) throws IOException {
    call.makeTerminationFile();
    List<Mount> mounts = mounts(call);
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    for (Map.Entry<String, String> variable : call.variables().entrySet()) {
      command.add(variable.getKey() + "=" + rewritten(variable.getValue(), mounts));
    }
    call.command().forEach(word -> command.add(rewritten(word, mounts)));
    ProcessBuilder process = new ProcessBuilder(command);
    String directory = call.workingDirectory() == null ? "/" : rewritten(call.workingDirectory(), mounts);
    return process.directory(new java.io.File(directory));
  }

  @Override
  public ProcessBuilder inside(Process process, Call call, List<String> command) throws IOException {
    return prepare(new Call(call.scratch(), call.image(), command, call.variables(), call.workingDirectory(),
        call.mounts(), call.root(), call.user(), call.terminationMessage()));
  }

  /** The longest first: what is mounted into a mount hides it. */
  private static List<Mount> mounts(Call call) {
    List<Mount> mounts = new ArrayList<>(call.mounts());
    mounts.add(new Mount(call.terminationFile(), call.terminationMessage(), Access.READ_WRITE));
    mounts.sort(Comparator.comparingInt((Mount mount) -> mount.target().length()).reversed());
    return mounts;
  }

  /** In one pass, so that what was put in is not rewritten again. */
  static String rewritten(String text, List<Mount> mounts) {
    StringBuilder pattern = new StringBuilder();
    for (Mount mount : mounts) {
      pattern.append(pattern.isEmpty() ? "" : "|").append(Pattern.quote(mount.target()));
    }
    // a path begins where no other one goes on, and ends with a name
    Matcher found = Pattern.compile("(?<![\\w./-])(?:" + pattern + ")(?![\\w.-])").matcher(text);
    return found.replaceAll(match -> Matcher.quoteReplacement(mounts.stream()
        .filter(mount -> mount.target().equals(match.group())).findFirst().orElseThrow().source().toString()));
  }
}
