package dev.whimbrel.source;

import dev.whimbrel.problem.Result;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a migration directory, read once: what is hashed is what is run.
 *
 * @param origin the directory as the user wrote it
 * @param files bytes by path relative to the directory, with {@code /} between the parts; not to be changed
 * @param others the paths of what else lies there and was not read; a directory's path ends in {@code /}
 */
public record FileSet(String origin, SortedMap<String, byte[]> files, SortedSet<String> others) {
  public FileSet {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
  }

  /** Files that are already in memory. */
  public static FileSet of(String origin, Map<String, byte[]> files) {
    return new FileSet(origin, new TreeMap<>(files), new TreeSet<>());
  }

  /**
   * Reads a directory, or says everything that keeps it from being read. Nothing outside the directory is read, and nothing that
   * is not a regular file is opened.
   */
  public static Result<FileSet> read(Path directory) {
    return DirectoryReader.read(directory);
  }

  /**
   * Reads a directory of the class path, from directories and jars alike, or says everything that keeps it from being read.
   *
   * @param path such as {@code db/migrations}
   * @param loader whose class path it is
   */
  public static Result<FileSet> onClassPath(String path, ClassLoader loader) {
    return ClassPathReader.read(path, loader);
  }

  /**
   * Writes new files, and the integrity file in one step if it is among them. No other file is ever overwritten; if one of them
   * exists already, nothing is written at all.
   *
   * @return the paths of what was written
   */
  public static Result<List<Path>> write(Path directory, NewFiles files) {
    return DirectoryWriter.write(directory, files);
  }

  /** The names of the files that lie in the directory itself and end in {@code .sql}. */
  List<String> sql() {
    return files.keySet().stream().filter(name -> name.endsWith(".sql") && name.indexOf('/') < 0).toList();
  }

  byte[] bytes(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("no such file: " + name);
    }
    return bytes;
  }
}
