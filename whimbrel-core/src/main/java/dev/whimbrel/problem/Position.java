package dev.whimbrel.problem;

import java.util.Objects;

/**
 * A place in a file.
 *
 * @param file the path as the user wrote it, or as it stands below the migration directory
 * @param line counted from 1
 * @param column counted from 1 in Unicode code points
 */
public record Position(String file, int line, int column) {
  public Position {
    Objects.requireNonNull(file);
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
    }
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
