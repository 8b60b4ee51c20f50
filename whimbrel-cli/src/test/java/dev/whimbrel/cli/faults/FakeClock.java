package dev.whimbrel.cli.faults;

import dev.whimbrel.cli.faults.Tool.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A process whose clock is five years back, by libfaketime. */
final class FakeClock {
  private static final String LIBRARY = "libfaketimeMT.so.1";
  private static final List<Path> ROOTS = List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"),
      Path.of("/usr/local/lib"));

  private FakeClock() {}

  /** Where the library is; where CI is set, it has to be somewhere. */
  static Optional<Path> library() {
    Optional<Path> found = ROOTS.stream().filter(Files::isDirectory).flatMap(FakeClock::below).findFirst();
    if (found.isEmpty() && System.getenv("CI") != null) {
      throw new AssertionError("libfaketime is not installed, and CI is set");
    }
    return found;
  }

  /** Debian has a directory for each architecture. */
  private static Stream<Path> below(Path root) {
    try (Stream<Path> found = Files.find(root, 3, (path, attributes) -> path.endsWith(Path.of("faketime", LIBRARY)))) {
      return found.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isHere() {
    return library().isPresent();
  }

  /**
   * The calendar alone is wrong: what counts seconds goes on as on a machine whose clock was set wrong, and files were written when
   * they were. Without FORCE_MONOTONIC_FIX the library moves the ends of waits by five years too, and each thread that waits asks
   * the time without a pause.
   */
  static Way fiveYearsBack() {
    return Way.usual().with("LD_PRELOAD", library().orElseThrow().toString()).with("FAKETIME", "-5y")
        .with("DONT_FAKE_MONOTONIC", "1").with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .with("FAKETIME_FORCE_MONOTONIC_FIX", "0").with("NO_FAKE_STAT", "1");
  }
}
