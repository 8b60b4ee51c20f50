package dev.whimbrel.dist;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;

/** The distribution as a package: an archive of ar with two of tar in it, as deb(5) has it. */
final class DebianPackage {
  private static final String PLACE = "./usr/lib/whimbrel";

  private final Path home;
  private final Platform platform;
  private final FileTime time;

  DebianPackage(Path home, Platform platform, FileTime time) {
    this.home = home;
    this.platform = platform;
    this.time = time;
  }

  /**
   * What Debian calls a version: something before a release has to come before it.
   *
   * @param version as Maven has it
   */
  static String version(String version) {
    return version.replace("-SNAPSHOT", "~snapshot").replace('-', '~');
  }

  /**
   * Writes it.
   *
   * @param completion for bash, as the program prints it
   */
  void write(Path file, String version, String copyright, String completion) throws IOException {
    Path data = Files.createTempFile(file.getParent(), "data", ".tar.gz");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
      content(data, copyright, completion);
      member(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
      member(ar, "control.tar.gz", control(version));
      member(ar, "data.tar.gz", Files.readAllBytes(data));
    } finally {
      Files.delete(data);
    }
  }

  private void content(Path file, String copyright, String completion) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Archives.Tar tar = new Archives.Tar(out, time)) {
      for (String directory : List.of("./usr", "./usr/bin", "./usr/lib", "./usr/share", "./usr/share/doc",
          "./usr/share/doc/whimbrel", "./usr/share/bash-completion", "./usr/share/bash-completion/completions")) {
        tar.directory(directory);
      }
      tar.tree(home, PLACE);
      tar.link("./usr/bin/whimbrel", "../lib/whimbrel/bin/whimbrel");
      tar.file("./usr/share/doc/whimbrel/copyright", copyright);
      tar.file("./usr/share/bash-completion/completions/whimbrel", completion);
    }
  }

  private byte[] control(String version) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Archives.Tar tar = new Archives.Tar(out, time)) {
      tar.file("./control", """
          Package: whimbrel
          Version: %s
          Architecture: %s
          Maintainer: The authors of Whimbrel <whimbrel@localhost>
          Installed-Size: %d
          Depends: libc6 (>= 2.17), zlib1g
          Section: database
          Priority: optional
          Description: schema migrations for PostgreSQL
           Brings a database up to date: each migration in one transaction together
           with its row in a journal. Brings its own Java runtime.
          """.formatted(version, platform.debian(), kilobytes()));
    }
    return out.toByteArray();
  }

  private long kilobytes() throws IOException {
    try (Stream<Path> walk = Files.walk(home)) {
      return walk.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum() / 1024;
    }
  }

  private void member(ArArchiveOutputStream ar, String name, byte[] content) throws IOException {
    ar.putArchiveEntry(new ArArchiveEntry(name, content.length, 0, 0, 0100644, time.toMillis() / 1000));
    ar.write(content);
    ar.closeArchiveEntry();
  }
}
