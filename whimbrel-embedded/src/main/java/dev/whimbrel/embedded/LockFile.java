package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file whose only use is to be locked. The operating system releases the lock when the process ends, however it ends.
 * Within one virtual machine a file must not be opened twice: closing it once would release all locks on it.
 */
final class LockFile implements AutoCloseable {
  /** What is done under a lock. */
  interface Work<T> {
    T run() throws IOException;
  }

  private final Path path;
  private final FileChannel channel;
  private @Nullable FileLock lock;

  private LockFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static LockFile open(Path path) throws IOException {
    return new LockFile(path,
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Does the work while the file is locked for this process alone. */
  static <T> T alone(Path path, Deadline deadline, Work<T> work) throws IOException {
    try (LockFile file = open(path)) {
      while (!file.tryExclusive()) {
        if (deadline.passed()) {
          throw new EmbeddedPostgresException("another process holds " + path,
              "end that process or wait until it is done");
        }
        deadline.pause();
      }
      return work.run();
    }
  }

  boolean tryExclusive() throws IOException {
    return tryLock(false);
  }

  boolean tryShared() throws IOException {
    return tryLock(true);
  }

  void release() throws IOException {
    if (lock != null) {
      lock.release();
      lock = null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private boolean tryLock(boolean shared) throws IOException {
    try {
      lock = channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      return false; // held within this virtual machine, by another class loader
    }
    return lock != null;
  }
}
