package dev.whimbrel.cli.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A file to which several processes append lines. A line is one write at the end of the file, which the system does not divide. Who
 * makes the file too long puts it aside, under a lock on the file itself; the others see that another one has its name and follow.
 */
final class LogFile implements AutoCloseable {
  private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
      StandardOpenOption.APPEND);

  /** Nobody but its owner writes it, and nobody but the owner's group reads it. */
  private static final String MODE = "rw-r-----";

  /** Locks of files are the process's, so that its threads take turns by themselves. */
  private static final Object TURN = new Object();

  private final Path file;
  private final Rotation rotation;

  /** A signal interrupts whoever works, and an interrupted thread closes the channel that it writes to; this one nobody interrupts. */
  private final ExecutorService writer = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("whimbrel-log").factory());
  private FileChannel channel;
  private @Nullable Object key;

  /** Whether the last write ended in the middle of a line. */
  private boolean torn;

  /**
   * When a file is put aside.
   *
   * @param size in bytes; zero for never
   * @param keep how many old ones are kept
   */
  record Rotation(long size, int keep) {}

  private LogFile(Path file, Rotation rotation) throws IOException {
    this.file = file;
    this.rotation = rotation;
    this.channel = open(file);
    this.key = key(file);
  }

  /** Opens it, or makes it. */
  static LogFile open(Path file, Rotation rotation) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    if (Files.exists(file) && !file.startsWith("/dev") && !Files.isRegularFile(file)) {
      throw new IOException("it is no regular file");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new IOException("its directory is not there");
    }
    return new LogFile(file, rotation);
  }

  private static FileChannel open(Path file) throws IOException {
    FileAttribute<?>[] mode = file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE))}
        : new FileAttribute<?>[0];
    return FileChannel.open(file, OPTIONS, mode);
  }

  /** What tells one file from another of the same name. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Appends a line that has its end. */
  void append(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    uninterrupted(() -> append(bytes));
  }

  /** Some work with the file. */
  private interface Work {
    void run() throws IOException;
  }

  private void uninterrupted(Work work) throws IOException {
    Future<?> done = writer.submit(() -> {
      work.run();
      return true;
    });
    boolean interrupted = false;
    try {
      while (!isDone(done)) {
        interrupted = true;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for it; false if the wait was interrupted. */
  private static boolean isDone(Future<?> work) throws IOException {
    try {
      work.get();
      return true;
    } catch (InterruptedException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void append(byte[] bytes) throws IOException {
    synchronized (TURN) {
      follow();
      if (isTooLong(bytes.length)) {
        rotate(bytes.length);
      }
      write(bytes);
    }
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 1);
    if (torn) {
      buffer.put((byte) '\n');
    }
    buffer.put(bytes).flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
        torn = buffer.hasRemaining();
      }
    } catch (IOException e) {
      torn = torn || buffer.position() > 0;
      throw e;
    }
  }

  /** Another process, or logrotate, gave the name to another file. */
  private void follow() throws IOException {
    if (!Objects.equals(keyIfThere(), key)) {
      reopen();
    }
  }

  private @Nullable Object keyIfThere() throws IOException {
    try {
      return key(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void reopen() throws IOException {
    FileChannel next = open(file);
    channel.close();
    channel = next;
    key = key(file);
    torn = false;
  }

  private boolean isTooLong(int more) throws IOException {
    return rotation.size() > 0 && Files.isRegularFile(file) && channel.size() > 0
        && channel.size() + more > rotation.size();
  }

  private void rotate(int more) throws IOException {
    try (FileLock lock = channel.lock()) {
      if (lock.isValid() && Objects.equals(keyIfThere(), key) && isTooLong(more)) {
        putAside();
      }
    }
    follow();
  }

  private void putAside() throws IOException {
    Files.deleteIfExists(old(rotation.keep()));
    for (int i = rotation.keep() - 1; i >= 1; i--) {
      if (Files.exists(old(i))) {
        Files.move(old(i), old(i + 1), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    if (rotation.keep() == 0) {
      Files.delete(file);
    } else {
      Files.move(file, old(1), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The youngest is the first. */
  private Path old(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    try {
      uninterrupted(() -> channel.close());
    } finally {
      writer.shutdown();
    }
  }
}
