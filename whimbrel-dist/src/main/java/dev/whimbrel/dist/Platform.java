package dev.whimbrel.dist;

import java.util.Locale;
import java.util.Optional;

/**
 * What a distribution is for: that of the machine that makes it.
 *
 * @param system as the names of downloads have it
 * @param processor likewise
 * @param debian what Debian calls the processor
 */
record Platform(String system, String processor, String debian) {
  /** The platform that runs, or nothing where a shell script starts no programs. */
  static Optional<Platform> here() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "");
    if (system.startsWith("windows")) {
      return Optional.empty();
    }
    String name = system.startsWith("mac") ? "macos" : "linux";
    return Optional.of(switch (processor) {
      case "amd64", "x86_64" -> new Platform(name, "x64", "amd64");
      case "aarch64", "arm64" -> new Platform(name, "aarch64", "arm64");
      default -> new Platform(name, processor, processor);
    });
  }

  String label() {
    return system + "-" + processor;
  }
}
