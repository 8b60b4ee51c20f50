package dev.whimbrel.source;

import dev.whimbrel.problem.Result;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a migration directory, read once: what is hashed is what is run.
 *
 * @param origin the directory as the user wrote it
 * @param files bytes by path relative to the directory, with {@code /} between the parts; not to be changed
 */
public record FileSet(String origin, SortedMap<String, byte[]> files) {
  public FileSet {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Files that are already in memory. */
  public static FileSet of(String origin, Map<String, byte[]> files) {
    return new FileSet(origin, new TreeMap<>(files));
  }

  /** Reads a directory, or says everything that keeps it from being read. */
  public static Result<FileSet> read(Path directory) {
    throw new UnsupportedOperationException();
  }
}
