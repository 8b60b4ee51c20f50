package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Unpacked binaries. */
record Installation(PostgresBinaries binaries, Path home) {
  static Installation of(PostgresBinaries binaries, Cache cache) throws IOException {
    return new Installation(binaries, cache.entry(binaries.label(), directory -> unpack(binaries, directory)));
  }

  Path program(String name) {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return home.resolve("bin").resolve(windows ? name + ".exe" : name);
  }

  private static void unpack(PostgresBinaries binaries, Path directory) throws IOException {
    Archive.unpack(binaries.archive(), directory);
    String version = new Installation(binaries, directory).versionTold();
    if (!version.equals(binaries.serverVersion())) {
      throw new EmbeddedPostgresException(
          binaries.archive() + " holds \"" + version + "\", not PostgreSQL " + binaries.serverVersion(),
          "put one package of binaries on the class path, of the right version");
    }
  }

  private String versionTold() throws IOException {
    Path log = home.resolve("version.log");
    Process process = Command.start(List.of(program("postgres").toString(), "--version"), home, log, Map.of());
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while unpacking PostgreSQL", "try again", e);
    }
    // postgres (PostgreSQL) 18.6
    String told = new Log(log, 0).tail();
    return Objects.requireNonNull(Arrays.asList(told.split(" ")).getLast());
  }
}
