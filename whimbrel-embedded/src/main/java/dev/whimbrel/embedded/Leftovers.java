package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directories of ephemeral servers, and what becomes of those whose program was killed. */
final class Leftovers {
  private static final String PREFIX = "whimbrel-postgres-";
  /** Where Linux keeps files in memory. A new database is 300 new files: on a busy disk they cost ten times as much. */
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM = 2L << 30;
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");

  private Leftovers() {}

  static Path newHome() throws IOException {
    String prefix = PREFIX + ProcessHandle.current().pid() + "-";
    return Files.createTempDirectory(hasRoom(MEMORY) ? MEMORY : temporary(), prefix).toRealPath();
  }

  /** Stops and deletes the servers of this user whose programs are dead; what cannot be removed stays for others. */
  static void remove(EmbeddedOptions options) throws IOException {
    for (Path parent : List.of(MEMORY, temporary())) {
      if (Files.isDirectory(parent)) {
        removeIn(parent, options);
      }
    }
  }

  private static void removeIn(Path parent, EmbeddedOptions options) throws IOException {
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path home : homes) {
        if (isAbandoned(home)) {
          remove(home.toRealPath(), options);
        }
      }
    }
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static boolean hasRoom(Path directory) throws IOException {
    return Files.isDirectory(directory)
        && Files.isWritable(directory)
        && Files.getFileStore(directory).getUsableSpace() >= ROOM;
  }

  private static boolean isAbandoned(Path home) {
    Matcher name = NAME.matcher(home.getFileName().toString());
    return name.matches()
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
        && Files.isWritable(home)
        && Files.exists(home.resolve("users.lock"));
  }

  private static void remove(Path home, EmbeddedOptions options) {
    // the number may be that of a process that only a container sees: the lock is what counts
    try (LockFile users = LockFile.open(home.resolve("users.lock"))) {
      if (users.tryExclusive()) {
        new Cluster(home, Lifetime.EPHEMERAL).stop(options, Lifetime.EPHEMERAL.stop());
        FileTree.delete(home);
      }
    } catch (IOException | EmbeddedPostgresException e) {
      // another process removes it at the same time, or it belongs to another user
      return;
    }
  }
}
