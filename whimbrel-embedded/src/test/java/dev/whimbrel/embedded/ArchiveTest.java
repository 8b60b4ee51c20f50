package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ArchiveTest {
  private interface Entries {
    void to(TarArchiveOutputStream tar) throws IOException;
  }

  @TempDir
  private Path parent = Path.of("");

  @Test
  void keepsModesAndLinks() throws Exception {
    Path target = unpack(tar -> {
      file(tar, "bin/postgres", "program", 0755);
      file(tar, "share/secret", "s", 0600);
      link(tar, TarConstants.LF_SYMLINK, "lib/libpq.so", "libpq.so.5");
      file(tar, "lib/libpq.so.5", "library", 0644);
      link(tar, TarConstants.LF_LINK, "bin/postmaster", "bin/postgres");
    });
    assertThat(permissions(target.resolve("bin/postgres"))).isEqualTo("rwxr-xr-x");
    assertThat(permissions(target.resolve("share/secret"))).isEqualTo("rw-------");
    assertThat(Files.readSymbolicLink(target.resolve("lib/libpq.so"))).isEqualTo(Path.of("libpq.so.5"));
    assertThat(target.resolve("lib/libpq.so")).hasContent("library");
    assertThat(target.resolve("bin/postmaster")).hasContent("program");
  }

  @Test
  void refusesANameOutsideTheDirectory() {
    assertThatThrownBy(() -> unpack(tar -> file(tar, "bin/../../escaped", "x", 0644)))
        .hasMessage("the archive names a file outside itself: bin/../../escaped");
    assertThat(parent.resolve("escaped")).doesNotExist();
  }

  private Path unpack(Entries entries) throws IOException {
    Path archive = parent.resolve("archive.txz");
    try (
        OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(out, new LZMA2Options()))) {
      entries.to(tar);
    }
    Path target = Files.createDirectory(parent.resolve("target"));
    Archive.unpack(archive.toUri().toURL(), target);
    return target;
  }

  private static void file(TarArchiveOutputStream tar, String name, String content, int mode) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, byte kind, String name, String to) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind);
    entry.setLinkName(to);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
