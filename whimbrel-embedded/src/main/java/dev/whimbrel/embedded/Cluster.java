package dev.whimbrel.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The directory of one cluster: {@code data}, {@code password}, {@code server.log} and a note on the last start. */
final class Cluster {
  /** A server that runs. */
  record Server(ServerAddress address, String version) {}

  private static final String NOTE = "server.properties";

  private final Path home;
  private final Lifetime lifetime;

  Cluster(Path home, Lifetime lifetime) {
    this.home = home;
    this.lifetime = lifetime;
  }

  /** Finds the server running, or makes the cluster if there is none and starts it. The start lock is held. */
  Server ensureRunning(EmbeddedOptions options) throws IOException {
    Deadline deadline = Deadline.in(options.patience());
    Postmaster postmaster = new Postmaster(home, deadline);
    Optional<PidFile> running = postmaster.running();
    if (running.isPresent()) {
      return new Server(address(running.get().port()), note().getProperty("version"));
    }
    Cache cache = new Cache(options.cache(), deadline);
    Installation installation = Installation.of(options.binaries(), cache);
    if (!Files.exists(data())) {
      Template.of(installation, cache, deadline).cloneInto(home);
    }
    checkMajor(options.binaries());
    RunAs runAs = RunAs.choose(installation.program("postgres"), home);
    PidFile started = postmaster.start(installation, runAs, settings(options), lastPort());
    note(started.port(), options.binaries().serverVersion());
    runAs.takeOver(home);
    return new Server(address(started.port()), options.binaries().serverVersion());
  }

  /** Stops the server if it runs. The start lock is held, and nobody uses the cluster any more. */
  void stop(EmbeddedOptions options, Postmaster.Stop mode) throws IOException {
    Deadline deadline = Deadline.in(options.patience());
    Postmaster postmaster = new Postmaster(home, deadline);
    if (postmaster.isThere()) {
      Installation installation = Installation.of(options.binaries(), new Cache(options.cache(), deadline));
      postmaster.stop(installation, mode);
    }
  }

  private Path data() {
    return home.resolve("data");
  }

  private Map<String, String> settings(EmbeddedOptions options) {
    Map<String, String> settings = new HashMap<>(lifetime.settings());
    settings.putAll(options.settings());
    return settings;
  }

  private ServerAddress address(int port) throws IOException {
    String password = Files.readString(home.resolve("password"));
    return new ServerAddress(Postmaster.HOST, port, Template.USER, password, "postgres");
  }

  private void checkMajor(PostgresBinaries binaries) throws IOException {
    String major = Files.readString(data().resolve("PG_VERSION")).strip();
    if (!major.equals(Integer.toString(binaries.major()))) {
      throw new EmbeddedPostgresException(
          home + " holds data of PostgreSQL " + major + ", which PostgreSQL " + binaries.serverVersion()
              + " cannot read",
          "delete the directory, or name another one");
    }
  }

  /** A server comes back at the port it had, if it can: other programs may have been told of it. */
  private int lastPort() throws IOException {
    return Integer.parseInt(note().getProperty("port", "0"));
  }

  private Properties note() throws IOException {
    Properties properties = new Properties();
    if (Files.exists(home.resolve(NOTE))) {
      try (InputStream in = Files.newInputStream(home.resolve(NOTE))) {
        properties.load(in);
      }
    }
    return properties;
  }

  private void note(int port, String version) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("version", version);
    try (OutputStream out = Files.newOutputStream(home.resolve(NOTE))) {
      properties.store(out, null);
    }
  }
}
