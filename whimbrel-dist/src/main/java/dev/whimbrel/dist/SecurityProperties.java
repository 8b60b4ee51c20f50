package dev.whimbrel.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The security properties of the runtime, which each start reads: without the 1 600 lines of comments that come with a JDK, and with
 * what the program would otherwise set by itself.
 */
final class SecurityProperties {
  /** A host whose name is not known yet is asked for again, so a "no" must not be remembered for long. */
  private static final String FORGETTING = "networkaddress.cache.negative.ttl=1";

  private SecurityProperties() {}

  static void shorten(Path file) throws IOException {
    List<String> kept = new ArrayList<>();
    boolean goesOn = false;
    for (String line : Files.readAllLines(file)) {
      boolean says = goesOn || !(line.isBlank() || line.stripLeading().startsWith("#"));
      if (says && !line.startsWith("networkaddress.cache.negative.ttl=")) {
        kept.add(line);
      }
      goesOn = says && line.endsWith("\\");
    }
    kept.add(FORGETTING);
    Files.write(file, kept);
  }
}
