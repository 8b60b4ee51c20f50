package dev.whimbrel.schema.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of these tests, and those of the repository that they hold to. */
final class Resources {
  static final Path HERE = Path.of("src/test/resources/dev/whimbrel/schema/render").toAbsolutePath();
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private Resources() {}

  static String text(String name) {
    return read(HERE.resolve(name));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file if {@code -Ddrawings.update=true} asks for it, and answers what is in it. */
  static String updated(Path file, String text) {
    try {
      if (Boolean.getBoolean("drawings.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
