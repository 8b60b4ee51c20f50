package dev.whimbrel.testkit;

import dev.whimbrel.embedded.EmbeddedOptions;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server of a test's own, of the major version that the run was asked to use, with settings as safe as PostgreSQL's own: it can be
 * stopped at once and started again with the same data at the same port, and have a standby. Closing stops it.
 */
public final class OwnServer implements AutoCloseable {
  private final Path directory;
  private final EmbeddedOptions options;
  private EmbeddedPostgres postgres;

  private OwnServer(Path directory, Map<String, String> settings) {
    this.directory = directory;
    this.options = EmbeddedOptions.defaults().withBinaries(TestServer.binaries(TestServer.requestedMajor()))
        .withSettings(settings);
    this.postgres = EmbeddedPostgres.at(directory, options);
  }

  /** A new server whose data lies in a directory that is empty or not there. */
  public static OwnServer in(Path directory) {
    return new OwnServer(directory, Map.of());
  }

  /** A standby that follows this server; for the copy this one is stopped and started again. */
  public OwnServer standby(Path place) throws IOException {
    postgres.close();
    copy(directory.resolve("data"), place.resolve("data"));
    Files.copy(directory.resolve("password"), place.resolve("password"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(place.resolve("data").resolve("standby.signal"));
    start();
    ServerAddress primary = address();
    return new OwnServer(place, Map.of("primary_conninfo", "host=" + primary.host() + " port=" + primary.port()
        + " user=" + primary.user() + " password=" + primary.password()));
  }

  public ServerAddress address() {
    return postgres.address();
  }

  public String url() {
    return postgres.url();
  }

  /** The rows of a query in a session of its own, every value as the driver writes it. */
  public List<List<@Nullable String>> query(String sql) {
    return Sql.run(connect(), connection -> {
      try (connection) {
        return Sql.rows(connection, sql);
      }
    });
  }

  /** Runs one statement or several in a session of its own. */
  public void execute(String sql) {
    Sql.run(connect(), connection -> {
      try (connection; Statement statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  /** A new session, in autocommit mode. The caller closes it. */
  public Connection connect() {
    return Sql.connect(address());
  }

  /** Stops it as {@code pg_ctl stop -m immediate} does: nothing is rolled back, nothing is written, nobody is told. */
  public void crash() throws IOException {
    Path file = directory.resolve("data").resolve("postmaster.pid");
    String pid = Files.readAllLines(file).getFirst().strip();
    new ProcessBuilder("kill", "-QUIT", pid).start().onExit().join();
    while (Files.exists(file)) { // the last thing that it removes
      Thread.onSpinWait();
    }
  }

  /** Starts it again, at the same port. */
  public void start() {
    EmbeddedPostgres before = postgres;
    postgres = EmbeddedPostgres.at(directory, options);
    before.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
