package dev.whimbrel.testkit;

import dev.whimbrel.embedded.EmbeddedOptions;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.PostgresBinaries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server on which the databases of one major version are made. It lives as long as the virtual machine. */
final class TestServer {
  private static final Map<Integer, TestServer> RUNNING = new ConcurrentHashMap<>();
  private static final Map<String, String> SETTINGS = Map.of("max_prepared_transactions", "10");
  private static final int STRATEGIES = 15;
  private static final int LONGEST_NAME = 50;

  private final EmbeddedPostgres postgres;
  private final int major;
  private final Connection admin;
  private final AtomicInteger created = new AtomicInteger();

  private TestServer(int major) {
    this.major = major;
    this.postgres = EmbeddedPostgres.ephemeral(
        EmbeddedOptions.defaults().withBinaries(binaries(major)).withSettings(SETTINGS));
    this.admin = Sql.connect(postgres.address());
  }

  static TestServer of(int major) {
    return RUNNING.computeIfAbsent(major, TestServer::new);
  }

  static int requestedMajor() {
    @Nullable
    Integer requested = Integer.getInteger(Databases.MAJOR);
    return requested == null ? PostgresBinaries.bundled().major() : requested;
  }

  /** The label appears in the name of the database, so that it can be told in the server's log. */
  TestDatabase createDatabase(String label) {
    String name = "t" + created.incrementAndGet() + "_" + label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String fit = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    // copying files is faster than logging pages as long as the template is small and nothing is synced
    String strategy = major >= STRATEGIES ? " strategy file_copy" : "";
    execute("create database " + fit + " template template0" + strategy);
    return new TestDatabase(this, postgres.address().withDatabase(fit), postgres.version());
  }

  void dropDatabase(String name) {
    execute("drop database if exists " + name + " with (force)");
  }

  /** Runs work on the one connection to the database {@code postgres}. */
  synchronized <T> T asAdmin(Sql.Work<T> work) {
    return Sql.run(admin, work);
  }

  private void execute(String sql) {
    asAdmin(connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  static PostgresBinaries binaries(int major) {
    PostgresBinaries bundled = PostgresBinaries.bundled();
    if (major == bundled.major()) {
      return bundled;
    }
    String resource = "postgres-" + major + "/" + PostgresBinaries.archiveName();
    @Nullable
    URL archive = TestServer.class.getResource(resource);
    if (archive == null) {
      throw new IllegalArgumentException("no binaries of PostgreSQL " + major + " here; build the testkit with -D"
          + Databases.MAJOR + "=" + major + " (14 to 17)");
    }
    return new PostgresBinaries(version(major), archive);
  }

  private static String version(int major) {
    Properties properties = new Properties();
    try (InputStream in = Objects.requireNonNull(TestServer.class.getResourceAsStream("binaries.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(Integer.toString(major));
  }
}
