package dev.whimbrel.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that not every machine has. Where CI is set, a test fails without them. */
public final class Tools {
  private Tools() {}

  /** One that lies on the PATH. */
  public static Path onPath(String name) {
    Optional<Path> found = find(name);
    assumeTrue(found.isPresent() || System.getenv("CI") != null, name + " is not there");
    return found.orElseThrow(() -> new AssertionError(name + " is not there; .ci/run installs it"));
  }

  /** The program that reads justfiles, from the PATH or fetched. */
  public static Path just() throws IOException, InterruptedException {
    Optional<Path> found = find("just");
    if (found.isPresent()) {
      return found.get();
    }
    onPath("npm");
    Path target = Path.of("target", "just").toAbsolutePath();
    Process fetching = new ProcessBuilder("bash", Workshop.checkout().resolve("build/tools/just.sh").toString(),
        target.toString()).redirectErrorStream(true).redirectOutput(Files.createTempFile("just", ".txt").toFile())
        .start();
    assertThat(fetching.waitFor()).as("fetching just").isZero();
    return target.resolve("just");
  }

  private static Optional<Path> find(String name) {
    return Stream.of(System.getenv("PATH").split(":")).map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable).findFirst();
  }
}
