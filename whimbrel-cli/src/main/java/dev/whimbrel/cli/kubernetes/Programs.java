package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ShellWord;
import dev.whimbrel.problem.WhimbrelException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Programs of others that are on the PATH. */
final class Programs {
  private static final Map<String, String> WHERE = Map.of(
      "kind", "https://kind.sigs.k8s.io/docs/user/quick-start/#installation, or: brew install kind",
      "kubectl", "https://kubernetes.io/docs/tasks/tools/, or: brew install kubectl",
      "helm", "https://helm.sh/docs/intro/install/, or: brew install helm");

  private final Surroundings surroundings;
  private final Path directory;

  /**
   * Those of a PATH.
   *
   * @param directory in which they run
   */
  Programs(Surroundings surroundings, Path directory) {
    this.surroundings = surroundings;
    this.directory = directory;
  }

  /**
   * What a program said.
   *
   * @param said on both of its outputs
   */
  record Answer(int exitCode, String said) {}

  /** All that are missing, at once. */
  void demand(List<String> names) {
    List<Problem> missing = names.stream().filter(name -> find(name).isEmpty())
        .map(name -> Problem.of(ProblemCode.CLUSTER, "the program \"" + name + "\" is not on the PATH")
            .state("nothing was changed").remedy("install it: " + WHERE.getOrDefault(name, name)))
        .toList();
    if (!missing.isEmpty()) {
      throw new WhimbrelException(missing);
    }
  }

  boolean isThere(String name) {
    return find(name).isPresent();
  }

  private Optional<Path> find(String name) {
    for (String place : surroundings.environment().getOrDefault("PATH", "")
        .split(Pattern.quote(File.pathSeparator))) {
      Path file = surroundings.directory().resolve(place.isEmpty() ? "." : place).resolve(name);
      if (Files.isExecutable(file) && Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** As it could be typed. */
  static String typed(List<String> command) {
    return command.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  /**
   * Runs one.
   *
   * @param input what it reads, or null
   */
  Answer run(List<String> command, @Nullable String input) {
    List<String> words = new ArrayList<>(command);
    words.set(0, find(command.getFirst()).map(Path::toString).orElse(command.getFirst()));
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile())
        .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(surroundings.environment());
    try {
      Process process = builder.start();
      Thread.startVirtualThread(() -> write(process, input));
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), said.strip());
    } catch (IOException e) {
      throw failed(command, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, "it was interrupted");
    }
  }

  /** One that ends early need not have read all. */
  private static void write(Process process, @Nullable String input) {
    try (var out = process.getOutputStream()) {
      out.write((input == null ? "" : input).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      process.isAlive();
    }
  }

  static WhimbrelException failed(List<String> command, String said) {
    return failed(command, said,
        "run it by hand to see more; when it is mended, run again: what is done already is left out");
  }

  static WhimbrelException failed(List<String> command, String said, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.CLUSTER, "\"" + typed(command) + "\" did not end well: " + said)
        .remedy(remedy), null);
  }
}
