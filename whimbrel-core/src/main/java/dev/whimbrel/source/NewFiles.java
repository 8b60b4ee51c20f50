package dev.whimbrel.source;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files that are to be written into a migration directory.
 *
 * @param files text by path relative to the directory
 */
public record NewFiles(SortedMap<String, String> files) {
  public NewFiles {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
