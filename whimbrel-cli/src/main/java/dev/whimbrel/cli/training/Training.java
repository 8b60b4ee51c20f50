package dev.whimbrel.cli.training;

import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.ServerAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes a cache: starts a server, which asks for a password, and lets another virtual machine run
 * the {@link Drill} against it. Another one, since whatever is in the cache is loaded at each start, and starting servers is not what
 * most starts are for.
 */
public final class Training {
  private final Path place;

  private Training(Path place) {
    this.place = place;
  }

  /** {@code Training JAVA CLASSPATH CACHE}: the {@code java} that is going to use the cache, and with which class path. */
  public static void main(String[] args) throws Exception {
    make(Path.of(args[0]), args[1], Path.of(args[2]));
  }

  /**
   * Makes the cache.
   *
   * @param java the program that is going to use it
   * @param classPath jars, as they will be given to it
   */
  public static void make(Path java, String classPath, Path cache)
      throws IOException, InterruptedException, SQLException {
    Path place = Files.createTempDirectory("whimbrel-training-");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x")); // the server may be another user
    try {
      new Training(place).run(java, classPath, cache);
    } finally {
      delete(place);
    }
  }

  private void run(Path java, String classPath, Path cache)
      throws IOException, InterruptedException, SQLException {
    Directories.layOut(place);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral()) {
      ServerAddress server = postgres.address();
      prepare(server, postgres.directory());
      // with the launchers' flags: a virtual machine that lacks one fails here, and is started without a cache
      said(place,
          List.of(java.toString(), "-XX:AOTCacheOutput=" + cache, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
              "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0",
              "-Xmx512m", "-cp", classPath, Drill.class.getName(), place.toString(),
              "postgresql://" + server.user() + "@" + server.host() + ":" + server.port() + "/", server.password()));
    }
    if (!Files.isRegularFile(cache)) {
      throw new IOException("the run ended well and left no cache " + cache);
    }
  }

  /** A database for each directory; then whoever comes is let in as he is, into one of them by SCRAM. */
  private static void prepare(ServerAddress server, Path home) throws IOException, SQLException {
    String url = "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + server.database();
    try (Connection session = DriverManager.getConnection(url, server.user(), server.password());
        Statement statement = session.createStatement()) {
      for (String name : Directories.names()) {
        statement.execute("CREATE DATABASE \"" + name + "\"");
      }
      Files.writeString(home.resolve("data/pg_hba.conf"), """
          host "dbmate" all 127.0.0.1/32 scram-sha-256
          host all all 127.0.0.1/32 trust
          """);
      statement.execute("SELECT pg_catalog.pg_reload_conf()");
    }
  }

  static void said(Path place, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(place, "said", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("WHIMBREL") || name.startsWith("PG")
        || name.startsWith("DB_") || name.equals("DATABASE_URL") || name.endsWith("JAVA_OPTIONS")
        || name.equals("JAVA_TOOL_OPTIONS"));
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " did not succeed:\n"
          + Files.readString(out, StandardCharsets.UTF_8));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
