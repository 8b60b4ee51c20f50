package dev.whimbrel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real program, as {@code build/peers/dbmate.sh} fetches it. */
final class Dbmate {
  private static final Path PROGRAM = Path.of("target", "dbmate", "dbmate").toAbsolutePath();

  private final Path directory;
  private final TestDatabase test;

  Dbmate(Path directory, TestDatabase test) {
    this.directory = directory;
    this.test = test;
    fetch();
  }

  /** Once for a build; a machine that cannot get it fails the tests. */
  private static synchronized void fetch() {
    if (!Files.isExecutable(PROGRAM)) {
      Ended script = Ended.of(List.of("bash", "../build/peers/dbmate.sh", "target/dbmate"));
      assertThat(script.code()).as("build/peers/dbmate.sh: %s", script.output()).isZero();
    }
  }

  /**
   * What a command came to.
   *
   * @param code its exit code
   * @param output without what depends on the clock
   */
  record Ran(int code, List<String> output) {}

  Ran run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--url", url(), "--migrations-dir",
        directory.toString(), "--no-dump-schema"));
    command.addAll(List.of(arguments));
    Ended ended = Ended.of(command);
    return new Ran(ended.code(), ended.output().lines().filter(line -> !line.isBlank())
        .map(line -> line.replaceAll(" in [0-9.]+[a-zµ]+$", "")).toList());
  }

  /** A process that came to its end. */
  private record Ended(int code, String output) {
    static Ended of(List<String> command) {
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  private String url() {
    return "postgres://" + test.user() + ":" + test.password() + "@" + test.host() + ":" + test.port() + "/"
        + test.name()
        + "?sslmode=disable";
  }
}
