package dev.whimbrel.cli.faults;

import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own. */
final class Tool {
  private final Process process;
  private final Path out;
  private final Path err;

  private Tool(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** What came of it. */
  record Ran(int exitCode, String out, String err) {}

  static Tool start(Path project, TestDatabase database, String... args) throws IOException {
    List<String> command = new ArrayList<>(signals());
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), "dev.whimbrel.cli.Main"));
    command.addAll(List.of(args));
    Path out = Files.createTempFile(project, "out", ".txt");
    Path err = Files.createTempFile(project, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
        .redirectOutput(out.toFile()).redirectError(err.toFile()).redirectInput(ProcessBuilder.Redirect.PIPE);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("DB_")
        || name.startsWith("WHIMBREL") || name.equals("DATABASE_URL") || name.startsWith("JAVA_TOOL"));
    builder.environment().put("WHIMBREL_URL", database.url());
    return new Tool(builder.start(), out, err);
  }

  /** Who starts the tests in the background may ignore the interrupt, and what they start would, too. */
  private static List<String> signals() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    return linux ? List.of("env", "--default-signal=INT,TERM") : List.of();
  }

  private static String classPath() {
    return Objects.requireNonNullElse(System.getProperty("surefire.test.class.path"),
        System.getProperty("java.class.path"));
  }

  static Ran run(Path project, TestDatabase database, String... args) throws IOException, InterruptedException {
    return start(project, database, args).end();
  }

  Ran end() throws IOException, InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after a minute:\n" + text(out) + text(err));
    }
    return new Ran(process.exitValue(), text(out), text(err));
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Kills it at that time, unless it has ended by itself by then. */
  void killAfter(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
      kill();
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
