package dev.whimbrel.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A configuration that comes through a pipe, as {@code -c <(sops -d whimbrel.yaml)} of a shell. */
class SmallFileTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAPipeHeldIsThereAgain() throws Exception {
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "whimbrel");
    Path pipe = directory.resolve("pipe");
    try {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
      CompletableFuture<Path> writer = CompletableFuture.supplyAsync(() -> write(pipe));
      assertThat(SmallFile.read(pipe)).isEqualTo("protected: true\n");
      assertThat(writer.join()).isEqualTo(pipe);
      assertThat(SmallFile.read(pipe)).as("nobody writes any more").isEqualTo("protected: true\n");
    } finally {
      Files.deleteIfExists(pipe);
      Files.delete(directory);
    }
  }

  private static Path write(Path pipe) {
    try {
      Files.writeString(pipe, "protected: true\n");
      return pipe;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
