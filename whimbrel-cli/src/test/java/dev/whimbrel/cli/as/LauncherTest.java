package dev.whimbrel.cli.as;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the checkout under other names, with a Java that only says what it is given. */
class LauncherTest {
  @Test
  void doesWhatTheToolDoesWhoseNameItHas(@TempDir Path place) throws IOException, InterruptedException {
    Path home = Files.createDirectories(place.resolve("checkout"));
    Path dist = Files.createDirectories(home.resolve("whimbrel-cli/target/dist"));
    Files.copy(Path.of("..", "whimbrel"), home.resolve("whimbrel"));
    executable(home.resolve("whimbrel"));
    Files.writeString(dist.resolve("built"), "");
    Files.writeString(dist.resolve("classpath"), "none");
    Files.writeString(dist.resolve("sources"), "fresh=yes\n");
    Path java = Files.createDirectories(place.resolve("jdk/bin")).resolve("java");
    Files.writeString(java,
        "#!/bin/sh\nwhile [ \"$1\" != dev.whimbrel.cli.Main ]; do shift; done\nshift\nprintf '<%s>' \"$@\"\n");
    executable(java);
    Files.writeString(place.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\n");
    Path bin = Files.createDirectories(place.resolve("bin"));
    for (String name : List.of("migrate", "atlas", "other")) {
      Files.createSymbolicLink(bin.resolve(name), home.resolve("whimbrel"));
    }

    assertThat(said(place, bin.resolve("migrate"), "-path", "my files", "up"))
        .isEqualTo("<as><migrate><-path><my files><up>");
    assertThat(said(place, bin.resolve("atlas"), "migrate", "status")).isEqualTo("<as><atlas><migrate><status>");
    assertThat(said(place, bin.resolve("other"), "status")).isEqualTo("<status>");
    assertThat(said(place, home.resolve("whimbrel"), "as", "migrate", "up")).isEqualTo("<as><migrate><up>");
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String said(Path place, Path program, String... args) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(java.util.stream.Stream.concat(
        java.util.stream.Stream.of(program.toString()), java.util.stream.Stream.of(args)).toList());
    builder.environment().put("WHIMBREL_JAVA_HOME", place.resolve("jdk").toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
