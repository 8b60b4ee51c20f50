package dev.whimbrel.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A project with generated files, and an installation of Whimbrel with its real launcher beside it. */
public final class Workshop {
  private final Path root;
  private final Path project;
  private final Map<String, String> variables = new TreeMap<>();

  /** What came of a program. */
  public record Ran(int exitCode, String out, String err) {}

  private Workshop(Path root) throws IOException {
    this.root = root;
    this.project = Files.createDirectories(root.resolve("project"));
  }

  /** An empty project. */
  public static Workshop in(Path root) throws IOException {
    return new Workshop(root);
  }

  public Path project() {
    return project;
  }

  /** From now on all programs see it. */
  public Workshop with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** The launcher, in an installation that is built: it runs the classes of this test. */
  public Path launcher() throws IOException {
    Path home = root.resolve("installed");
    Path launcher = home.resolve("whimbrel");
    if (!Files.exists(launcher)) {
      Path dist = Files.createDirectories(home.resolve("whimbrel-cli/target/dist"));
      Files.copy(checkout().resolve("whimbrel"), launcher);
      Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectories(dist.resolve("lib"));
      Files.writeString(dist.resolve("classpath"), Packed.classPath());
      Files.writeString(dist.resolve("built"), "");
      Files.writeString(dist.resolve("sources"), "fresh=yes\n");
    }
    return launcher;
  }

  /** Uses the real program. */
  public Workshop withWhimbrel() throws IOException {
    return with("WHIMBREL", launcher().toString()).with("WHIMBREL_JAVA_HOME", System.getProperty("java.home"));
  }

  /** Uses one that writes down its arguments, a line for each call, and does nothing. */
  public Workshop withRecorder() throws IOException {
    Path recorder = program("whimbrel", """
        for argument; do printf '%s\\037' "$argument"; done >>"$RECORD"
        echo >>"$RECORD"
        """);
    program("docker", "exit 0\n");
    return with("WHIMBREL", recorder.toString()).with("RECORD", root.resolve("record").toString());
  }

  private Path program(String name, String script) throws IOException {
    Path path = Files.createDirectories(root.resolve("bin")).resolve(name);
    Files.writeString(path, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    return path;
  }

  /** The command lines that were written down. */
  public List<List<String>> recorded() throws IOException {
    Path record = root.resolve("record");
    return Files.exists(record)
        ? Files.readAllLines(record).stream().map(line -> Arrays.asList(line.split("\u001f"))).toList()
        : List.of();
  }

  /** The root of the sources. */
  public static Path checkout() {
    for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.exists(path.resolve("whimbrel")) && Files.exists(path.resolve("ARCHITECTURE.md"))) {
        return path;
      }
    }
    throw new AssertionError("the tests run in no checkout");
  }

  /** Writes a file of the project. */
  public Workshop write(String path, String text) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    return this;
  }

  /** Runs {@code whimbrel init} with these words. */
  public Workshop init(String... words) {
    List<String> args = new ArrayList<>(List.of("init"));
    args.addAll(List.of(words));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exitCode = new Cli(new Surroundings(Map.of(), project, new StringReader(""), stream, stream,
        Surroundings.Terminal.NONE, Clock.systemUTC())).run(args.toArray(String[]::new));
    assertThat(exitCode).as(said.toString(StandardCharsets.UTF_8)).isZero();
    return this;
  }

  /** A program, begun. */
  public Running start(String... command) throws IOException {
    return start(project, command);
  }

  /** The same in another directory. */
  public Running start(Path directory, String... command) throws IOException {
    Path out = Files.createTempFile(root, "out", ".txt");
    Path err = Files.createTempFile(root, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
        .redirectOutput(out.toFile()).redirectError(err.toFile()).redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("DB_") || name.startsWith("GIT_")
        || name.startsWith("WHIMBREL") || name.startsWith("JAVA_") || name.startsWith("CI")
        || List.of("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL", "BASE").contains(name));
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "somebody");
      environment.put("GIT_" + who + "_EMAIL", "somebody@example.org");
    }
    environment.merge("PATH", root.resolve("bin") + ":", (path, bin) -> bin + path);
    environment.putAll(variables);
    return new Running(builder.start(), out, err);
  }

  /** Runs it to its end. */
  public Ran run(String... command) throws IOException, InterruptedException {
    return start(command).end();
  }

  /** Runs what has to succeed, and gives what it printed. */
  public String done(String... command) throws IOException, InterruptedException {
    Ran ran = run(command);
    assertThat(ran.exitCode()).as(String.join(" ", command) + "\n" + ran.out() + ran.err()).isZero();
    return ran.out();
  }

  /** A program that runs. */
  public record Running(Process process, Path out, Path err) {
    public String printed() throws IOException {
      return Files.readString(out);
    }

    public Ran end() throws IOException, InterruptedException {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after two minutes:\n" + Files.readString(out) + Files.readString(err));
      }
      return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }
}
