package dev.whimbrel.peers;

import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real program, as {@code build/peers/dbmate.sh} fetches it. */
final class Dbmate {
  private static final Path PROGRAM = Path.of("target", "dbmate", "dbmate").toAbsolutePath();

  private final Path directory;
  private final TestDatabase test;

  Dbmate(Path directory, TestDatabase test) {
    this.directory = directory;
    this.test = test;
    if (!Files.isExecutable(PROGRAM)) {
      throw new AssertionError("dbmate is not here; fetch it with: build/peers/dbmate.sh whimbrel-peers/target/dbmate");
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
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("dbmate does not end: " + output);
      }
      return new Ran(process.exitValue(), output.lines().filter(line -> !line.isBlank())
          .map(line -> line.replaceAll(" in [0-9.]+[a-zµ]+$", "")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String url() {
    return "postgres://" + test.user() + ":" + test.password() + "@" + test.host() + ":" + test.port() + "/" + test.name()
        + "?sslmode=disable";
  }
}
