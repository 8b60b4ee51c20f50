package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Directories that are made once and then only read. An entry appears under its name in one step when it is complete,
 * so whoever sees it may use it, and several processes may ask for it at once.
 */
final class Cache {
  /** Fills an empty directory. */
  interface Filling {
    void into(Path directory) throws IOException;
  }

  private final Path preferred;
  private final Deadline deadline;

  Cache(Path preferred, Deadline deadline) {
    this.preferred = preferred;
    this.deadline = deadline;
  }

  /** Where this user's programs keep what they can make again. */
  static Path ofUser() {
    @Nullable
    String named = System.getenv("XDG_CACHE_HOME");
    boolean usable = named != null && Path.of(named).isAbsolute(); // the XDG specification ignores relative ones
    Path base = usable ? Path.of(named) : Path.of(System.getProperty("user.home", ""), ".cache");
    return base.resolve("whimbrel");
  }

  /** The entry of that name, made now if it does not exist. */
  Path entry(String name, Filling filling) throws IOException {
    Path fallback = fallback();
    for (Path root : List.of(preferred, fallback)) {
      if (Files.isDirectory(root.resolve(name)) && isOurs(root)) {
        return root.resolve(name);
      }
    }
    Path root = isWritable(preferred) ? preferred : privateFallback(fallback);
    synchronized (Cache.class) { // a file is locked once within a virtual machine
      return LockFile.alone(root.resolve(name + ".lock"), deadline, () -> make(root, name, filling));
    }
  }

  private static Path make(Path root, String name, Filling filling) throws IOException {
    Path entry = root.resolve(name);
    if (!Files.isDirectory(entry)) {
      Path unfinished = root.resolve(name + ".unfinished");
      FileTree.delete(unfinished); // of a process that was killed
      FileTree.createPrivate(unfinished);
      filling.into(unfinished);
      Files.move(unfinished, entry);
    }
    return entry;
  }

  private static boolean isWritable(Path root) {
    try {
      FileTree.createPrivate(root);
      Path probe = Files.createTempFile(root, "probe", "");
      Files.delete(probe);
      return true;
    } catch (IOException e) {
      return false; // whatever the reason, the fallback is used
    }
  }

  private static Path fallback() {
    return Path.of(System.getProperty("java.io.tmpdir"), "whimbrel-cache-" + System.getProperty("user.name"));
  }

  /** The directory for temporary files is everybody's: what lies there under our name may be another user's. */
  private static Path privateFallback(Path fallback) throws IOException {
    FileTree.createPrivate(fallback);
    return isOurs(fallback) ? fallback : Files.createTempDirectory("whimbrel-cache-");
  }

  private static boolean isOurs(Path root) throws IOException {
    if (!FileTree.isPosix(root) || !root.equals(fallback())) {
      return true;
    }
    Path probe = Files.createTempFile("whimbrel-", ".probe");
    UserPrincipal self = Files.getOwner(probe);
    Files.delete(probe);
    return Files.getOwner(root).equals(self) && FileTree.isPrivate(root);
  }
}
