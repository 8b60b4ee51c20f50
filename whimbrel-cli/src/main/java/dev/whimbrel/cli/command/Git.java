package dev.whimbrel.cli.command;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What git says of a directory. */
final class Git {
  private final Path directory;

  /** In a directory that may or may not be of a repository. */
  Git(Path directory) {
    this.directory = directory;
  }

  /**
   * The files below the directory that are new or changed since a commit, with what is not committed yet; relative to it.
   *
   * @param base a branch or commit; what counts is where this branch left it
   */
  Set<String> changedSince(String base) {
    String commit = run("merge-base", "--end-of-options", base, "HEAD").strip();
    Set<String> files = new TreeSet<>(
        lines(run("diff", "--name-only", "-z", "--diff-filter=d", "--relative", commit, "--", ".")));
    files.addAll(lines(run("ls-files", "--others", "--exclude-standard", "-z", "--", ".")));
    return files;
  }

  /**
   * The files below the directory that are new on another branch since this one left it, as they are there, by their names relative to it;
   * without those that are here, too.
   *
   * @param base a branch or commit
   */
  Map<String, String> newOn(String base) {
    String there = run("rev-list", "-1", "--end-of-options", base, "--").strip();
    String left = run("merge-base", there, "HEAD").strip();
    Map<String, String> files = new TreeMap<>();
    lines(run("diff", "--name-only", "-z", "--no-renames", "--diff-filter=A", "--relative", left, there, "--", "."))
        .stream().filter(name -> Files.notExists(directory.resolve(name)))
        .forEach(name -> files.put(name, run("cat-file", "blob", there + ":./" + name)));
    return files;
  }

  /** A directory as the repository that it is in calls it, with {@code /}; empty if it is in none. */
  static Optional<String> inRepository(Path directory) {
    Path whole = directory.toAbsolutePath().normalize();
    for (Path top = whole; top != null; top = top.getParent()) {
      if (Files.exists(top.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(top.relativize(whole).toString().replace('\\', '/'));
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(String answer) {
    return Arrays.stream(answer.split("\0")).filter(line -> !line.isEmpty()).toList();
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      return answer(new ProcessBuilder(command).directory(directory.toFile()).start());
    } catch (IOException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  /** What it warns of is no part of the answer, and is read meanwhile: who does not read it may keep it waiting. */
  private static String answer(Process process) throws IOException {
    CompletableFuture<String> complaints = CompletableFuture.supplyAsync(() -> complaints(process),
        Thread.ofVirtual()::start);
    try {
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw refused(complaints.join().strip());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("it was interrupted");
    } finally {
      process.destroy();
    }
  }

  private static String complaints(Process process) {
    try {
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static WhimbrelException refused(String answer) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, "git does not say what changed: "
        + answer.replaceAll("\\s+", " ")).state("nothing was looked at")
        .remedy("name a branch or commit that this repository has, as in: whimbrel lint --changed origin/main; "
            + "a pipeline may have to fetch it first"),
        null);
  }
}
