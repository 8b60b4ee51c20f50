package dev.whimbrel.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Directories as tar archives of one owner and one time, so that the same content is the same archive. */
final class Archives {
  private static final int PROGRAM = 0755;
  private static final int FILE = 0644;

  private Archives() {}

  /** A tar archive while it is written. */
  static final class Tar implements AutoCloseable {
    private final TarArchiveOutputStream tar;
    private final FileTime time;

    /** One that is packed by gzip. */
    Tar(OutputStream out, FileTime time) throws IOException {
      this(new TarArchiveOutputStream(packed(out), "UTF-8"), time);
    }

    private Tar(TarArchiveOutputStream tar, FileTime time) {
      this.tar = tar;
      this.time = time;
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    /** One that is not packed. */
    static Tar plain(OutputStream out, FileTime time) {
      return new Tar(new TarArchiveOutputStream(out, "UTF-8"), time);
    }

    private static OutputStream packed(OutputStream out) throws IOException {
      GzipParameters parameters = new GzipParameters();
      parameters.setCompressionLevel(Deflater.DEFAULT_COMPRESSION);
      return new GzipCompressorOutputStream(out, parameters);
    }

    /** A directory and all that is in it, under another name. */
    void tree(Path directory, String name) throws IOException {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(directory)) {
        all = walk.sorted().toList();
      }
      for (Path path : all) {
        String relative = directory.relativize(path).toString();
        String full = relative.isEmpty() ? name : name + "/" + relative;
        if (Files.isSymbolicLink(path)) {
          link(full, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          directory(full);
        } else {
          entry(full, Files.isExecutable(path) ? PROGRAM : FILE, Files.readAllBytes(path));
        }
      }
    }

    void directory(String name) throws IOException {
      directory(name, TarArchiveEntry.DEFAULT_DIR_MODE);
    }

    void directory(String name, int mode) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name + "/");
      entry.setMode(mode);
      put(entry);
    }

    void link(String name, String target) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(target);
      put(entry);
    }

    void file(String name, String content) throws IOException {
      entry(name, FILE, content.getBytes(StandardCharsets.UTF_8));
    }

    void program(String name, byte[] content) throws IOException {
      entry(name, PROGRAM, content);
    }

    /** A file that need not fit into memory. */
    void stream(String name, Path file) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setMode(FILE);
      entry.setSize(Files.size(file));
      open(entry);
      Files.copy(file, tar);
      tar.closeArchiveEntry();
    }

    private void entry(String name, int mode, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setMode(mode);
      entry.setSize(content.length);
      open(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry) throws IOException {
      open(entry);
      tar.closeArchiveEntry();
    }

    private void open(TarArchiveEntry entry) throws IOException {
      entry.setModTime(time);
      entry.setIds(0, 0);
      entry.setNames("root", "root");
      tar.putArchiveEntry(entry);
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }

  /** The directory, under its own name, as an archive beside it. */
  static void pack(Path directory, Path archive, FileTime time) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive)); Tar tar = new Tar(out, time)) {
      tar.tree(directory, directory.getFileName().toString());
    }
  }
}
