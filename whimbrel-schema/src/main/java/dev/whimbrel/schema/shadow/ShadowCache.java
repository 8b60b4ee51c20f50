package dev.whimbrel.schema.shadow;

import dev.whimbrel.embedded.EmbeddedOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What replayed directories left, as whole clusters of files, each under a digest of all that it depends on. An entry appears in one
 * step, is never changed, and disappears in one step, so several processes may use the same cache. A cache that cannot be written is
 * none.
 *
 * @param directory where they lie
 * @param most how many are kept; the one that was not used for the longest time goes first. 0 keeps none
 * @param worth how long a replay must have taken to be kept
 */
public record ShadowCache(Path directory, int most, Duration worth) {
  private static final int USUAL = 12;
  private static final String GONE = ".gone-";
  private static final Duration LONGEST_WORK = Duration.ofHours(1);

  /** Beside the unpacked servers in the user's directory for such things; twelve, of what took longer than keeping it does. */
  public static ShadowCache ofUser() {
    return new ShadowCache(EmbeddedOptions.userCache().resolve("shadow"), USUAL, Duration.ofMillis(400));
  }

  /** None. */
  public static ShadowCache none() {
    return new ShadowCache(Path.of(""), 0, Duration.ZERO);
  }

  /** What was taken away, and how much room it had taken. */
  public record Pruned(int entries, long bytes) {}

  /** The entry under the first key that has one. */
  Optional<Path> find(List<String> keys) {
    if (most == 0) {
      return Optional.empty();
    }
    Optional<Path> found = keys.stream().map(directory::resolve).filter(Files::isDirectory).findFirst();
    found.ifPresent(ShadowCache::touch);
    return found;
  }

  /** Where an entry is to be put, if anything is kept here. */
  Optional<Path> place(String key) {
    if (most == 0) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(directory);
      return Files.isWritable(directory) ? Optional.of(directory.resolve(key)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Takes away what is too much. */
  void trim() {
    List<Path> all = entries();
    all.stream().limit(Math.max(0, all.size() - most)).forEach(this::remove);
    tidy();
  }

  /** Takes everything away; what another process uses, it has copied. */
  public Pruned prune() {
    List<Path> all = entries();
    long bytes = all.stream().mapToLong(ShadowCache::size).sum();
    all.forEach(this::remove);
    tidy();
    return new Pruned(all.size(), bytes);
  }

  /** What processes left that were killed. */
  private void tidy() {
    others().stream().filter(other -> used(other).isBefore(Instant.now().minus(LONGEST_WORK)))
        .forEach(ShadowCache::delete);
  }

  /** The one that was not used for the longest time first. */
  private List<Path> entries() {
    return list().filter(path -> !path.getFileName().toString().startsWith("."))
        .sorted(Comparator.comparing(ShadowCache::used)).toList();
  }

  private List<Path> others() {
    return list().filter(path -> path.getFileName().toString().startsWith(".")).toList();
  }

  private Stream<Path> list() {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove(Path entry) {
    Path gone = directory.resolve(GONE + UUID.randomUUID());
    try {
      Files.move(entry, gone);
    } catch (IOException e) {
      return; // another process was faster
    }
    delete(gone);
  }

  private static void touch(Path entry) {
    try {
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    } catch (IOException e) {
      return; // it goes earlier than it should
    }
  }

  private static Instant used(Path entry) {
    try {
      return Files.getLastModifiedTime(entry).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH; // it is gone already
    }
  }

  private static long size(Path entry) {
    AtomicLong sum = new AtomicLong();
    walk(entry, (path, size) -> sum.addAndGet(size));
    return sum.get();
  }

  private static void delete(Path entry) {
    walk(entry, (path, size) -> Files.deleteIfExists(path));
  }

  private interface Visit {
    void at(Path path, long size) throws IOException;
  }

  /** What another process takes away meanwhile is no error. */
  private static void walk(Path root, Visit visit) {
    try {
      Files.walkFileTree(root, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
          visit.at(file, attributes.size());
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
          visit.at(directory, 0);
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (FileSystemException e) {
      return; // it is another process's work
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
