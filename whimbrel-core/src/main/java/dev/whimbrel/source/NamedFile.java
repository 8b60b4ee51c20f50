package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import java.util.List;

/** Reads directories in which the name of a file says what it is: those of Atlas and Flyway. */
final class NamedFile {
  private NamedFile() {}

  static List<Migration> atlas(FileSet files, ParseOptions options, Mistakes mistakes) {
    return AtlasDirectory.read(files, options, mistakes);
  }

  static List<Migration> flyway(FileSet files, ParseOptions options, Mistakes mistakes) {
    return FlywayDirectory.read(files, options, mistakes);
  }
}
