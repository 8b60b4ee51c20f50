package dev.whimbrel.kubernetes.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code whimbrel} that is tested: {@code -De2e.program=FILE}; what else it reads is {@code -De2e.needs},
 * paths with colons between them.
 */
public final class Program {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final Path file;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Path directory;

  private Program(Path file, Path directory) {
    this.file = file;
    this.directory = directory;
  }

  static Program underTest(Cluster cluster) {
    @Nullable
    String said = System.getProperty("e2e.program");
    if (said == null) {
      throw Cluster.skipped(cluster.namespace(), "no program was given; -De2e.program=FILE names one");
    }
    Program program = new Program(Path.of(said).toAbsolutePath(), cluster.scratch());
    program.variables.put("KUBECONFIG", cluster.kubeconfig().toString());
    return program;
  }

  /** What came of a call. Both outputs are as they were written. */
  public record Answer(int code, String out, String err) {
    public String all() {
      return out + err;
    }
  }

  /** With a variable of the environment. */
  public Program with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Runs it to its end. */
  public Answer run(String... arguments) {
    try (Running running = start(arguments)) {
      return running.toEnd();
    }
  }

  /** Starts it; the caller closes what it gets. */
  public Running start(String... arguments) {
    try {
      Path out = Files.createTempFile(directory, "out", ".txt");
      Path err = Files.createTempFile(directory, "err", ".txt");
      List<String> command = new ArrayList<>(List.of(file.toString()));
      command.addAll(Arrays.asList(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
          .redirectInput(PodRun.NOTHING).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("WHIMBREL_"));
      builder.environment().putAll(variables);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new AssertionError(file + " cannot be started", e);
    }
  }

  /** A call that is under way. */
  public record Running(Process process, Path outFile, Path errFile) implements AutoCloseable {
    public String out() {
      return text(outFile);
    }

    public String err() {
      return text(errFile);
    }

    /** Waits for its end. */
    public Answer toEnd() {
      try {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError("not over after " + LONGEST.toSeconds() + " s: " + out() + text(errFile));
        }
        return new Answer(process.exitValue(), out(), text(errFile));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    private static String text(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** As an image for the kubelet. */
  Image image() {
    Path home = Path.of(System.getProperty("java.home"));
    String more = System.getProperty("e2e.needs", "");
    List<Path> needs = Arrays.stream(more.split(":")).filter(path -> !path.isEmpty()).map(Path::of)
        .collect(Collectors.toCollection(ArrayList::new));
    needs.add(home);
    return new Image(List.of("whimbrel"), Objects.requireNonNull(file.getParent()), needs);
  }
}
