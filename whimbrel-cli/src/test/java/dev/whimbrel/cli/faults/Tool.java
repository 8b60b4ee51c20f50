package dev.whimbrel.cli.faults;

import dev.whimbrel.cli.init.Packed;
import dev.whimbrel.testkit.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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

  /**
   * How it is started.
   *
   * @param java options of the virtual machine
   * @param variables more than those of the tests
   * @param out where its standard output goes instead of a file of its own
   */
  record Way(List<String> java, Map<String, String> variables, ProcessBuilder.Redirect out) {
    static Way usual() {
      return new Way(List.of("-Xmx128m"), Map.of(), ProcessBuilder.Redirect.INHERIT);
    }

    Way withJava(String... options) {
      return new Way(List.of(options), variables, out);
    }

    Way with(String variable, String value) {
      Map<String, String> more = new TreeMap<>(variables);
      more.put(variable, value);
      return new Way(java, more, out);
    }

    Way to(String file) {
      return new Way(java, variables, ProcessBuilder.Redirect.to(new File(file)));
    }

    Way toPipe() {
      return new Way(java, variables, ProcessBuilder.Redirect.PIPE);
    }
  }

  static Tool start(Path project, TestDatabase database, String... args) throws IOException {
    return start(Way.usual(), project, database, args);
  }

  static Tool start(Way way, Path project, TestDatabase database, String... args) throws IOException {
    return start(signals(), way, project, database, args);
  }

  /** As in the background of a shell without job control. */
  static Tool ignoring(String signal, Path project, TestDatabase database, String... args) throws IOException {
    return start(List.of("env", "--ignore-signal=" + signal), Way.usual(), project, database, args);
  }

  private static Tool start(List<String> launcher, Way way, Path project, TestDatabase database, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:SharedArchiveFile=" + Packed.archive()));
    command.addAll(way.java());
    command.addAll(List.of("-cp", Packed.classPath(), "dev.whimbrel.cli.Main"));
    command.addAll(List.of(args));
    Path out = Files.createTempFile(project, "out", ".txt");
    Path err = Files.createTempFile(project, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
        .redirectOutput(way.out().equals(ProcessBuilder.Redirect.INHERIT)
            ? ProcessBuilder.Redirect.to(out.toFile())
            : way.out())
        .redirectError(err.toFile()).redirectInput(ProcessBuilder.Redirect.PIPE);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("DB_")
        || name.startsWith("WHIMBREL") || name.equals("DATABASE_URL") || name.startsWith("JAVA_TOOL"));
    builder.environment().put("WHIMBREL_URL", database.url());
    builder.environment().putAll(way.variables());
    return new Tool(builder.start(), out, err);
  }

  /** Who starts the tests in the background may ignore the interrupt, and what they start would, too. */
  private static List<String> signals() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    return linux ? List.of("env", "--default-signal=INT,TERM") : List.of();
  }

  static Ran run(Path project, TestDatabase database, String... args) throws IOException, InterruptedException {
    return start(project, database, args).end();
  }

  static Ran run(Way way, Path project, TestDatabase database, String... args)
      throws IOException, InterruptedException {
    return start(way, project, database, args).end();
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

  /** Its reader goes away. */
  void closePipe() throws IOException {
    process.getInputStream().close();
  }

  /**
   * Between two looks at what is waited for: who looks without a pause takes the processor from the process that is to
   * get there.
   */
  static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
  }

  /** What it has said on standard error by now. */
  String saidSoFar() throws IOException {
    return text(err);
  }

  /** The same of standard output. */
  String printedSoFar() throws IOException {
    return text(out);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
