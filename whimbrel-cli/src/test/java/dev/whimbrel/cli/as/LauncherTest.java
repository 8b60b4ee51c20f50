package dev.whimbrel.cli.as;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
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

  /** With a Maven that only says that it ran, and without any other program where nothing is to be built. */
  @Test
  void buildsAfterEveryChangeAndOnlyThen(@TempDir Path place) throws IOException, InterruptedException {
    Path home = Files.createDirectories(place.resolve("a checkout"));
    Path sources = Files.createDirectories(home.resolve("whimbrel-core/src/main/java/it's"));
    Path source = Files.writeString(sources.resolve("A.java"), "");
    Files.createDirectories(home.resolve("whimbrel-cli/src/main"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("whimbrel-cli/pom.xml"), "");
    Files.copy(Path.of("..", "whimbrel"), home.resolve("whimbrel"));
    executable(home.resolve("whimbrel"));
    Path java = Files.createDirectories(place.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf started\n");
    executable(java);
    Files.writeString(place.resolve("jdk/release"), "IMPLEMENTOR=\"us\"\nJAVA_VERSION=\"21.0.1\"\n");
    Path mvn = Files.createDirectories(place.resolve("maven")).resolve("mvn");
    Files.writeString(mvn, "#!/bin/sh\nmkdir -p \"${0%/*}/../a checkout/whimbrel-cli/target/dist/lib\"\n");
    executable(mvn);
    for (Path path : tree(home)) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
    }
    String building = "building Whimbrel (only on first use and after a change) ...\nstarted";
    String withMaven = place.resolve("maven") + ":/usr/bin:/bin";
    String withNothing = place.resolve("nothing").toString();
    Path launcher = home.resolve("whimbrel");

    assertThat(said(place, withMaven, launcher, "status")).isEqualTo(building);
    assertThat(said(place, withNothing, launcher, "status")).isEqualTo("started");
    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    for (Path changed : List.of(source, sources, home.resolve("pom.xml"), home.resolve("whimbrel-cli/pom.xml"))) {
      FileTime before = Files.getLastModifiedTime(changed);
      Files.setLastModifiedTime(changed, later);
      assertThat(said(place, withMaven, launcher, "status")).as(changed.toString()).isEqualTo(building);
      Files.setLastModifiedTime(changed, before);
      assertThat(said(place, withNothing, launcher, "status")).isEqualTo("started");
    }
  }

  private static List<Path> tree(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.toList();
    }
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String said(Path place, Path program, String... args) throws IOException, InterruptedException {
    return said(place, System.getenv("PATH"), program, args);
  }

  private static String said(Path place, String path, Path program, String... args)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(args)).toList());
    builder.environment().put("WHIMBREL_JAVA_HOME", place.resolve("jdk").toString());
    builder.environment().put("PATH", path);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
