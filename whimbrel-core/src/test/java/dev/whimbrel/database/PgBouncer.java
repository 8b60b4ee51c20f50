package dev.whimbrel.database;

import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PgBouncer before one database. */
final class PgBouncer implements AutoCloseable {
  private final Process process;
  private final Path directory;
  private final int port;
  private final TestDatabase test;

  private PgBouncer(Process process, Path directory, int port, TestDatabase test) {
    this.process = process;
    this.directory = directory;
    this.port = port;
    this.test = test;
  }

  /** Where the program is; where CI is set, it has to be somewhere. */
  static Optional<Path> binary() {
    Optional<Path> found = Stream
        .concat(Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1)),
            Stream.of("/usr/sbin"))
        .map(place -> Path.of(place, "pgbouncer")).filter(Files::isExecutable).findFirst();
    if (found.isEmpty() && System.getenv("CI") != null) {
      throw new AssertionError("pgbouncer is not installed, and CI is set");
    }
    return found;
  }

  static boolean isHere() {
    return binary().isPresent();
  }

  /**
   * One that runs.
   *
   * @param settings lines of its section, such as {@code pool_mode = session}
   */
  static PgBouncer before(TestDatabase test, String... settings) throws IOException {
    Path directory = Files.createTempDirectory("pgbouncer",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    int port = freePort();
    Path file = directory.resolve("pgbouncer.ini");
    Files.writeString(file, """
        [databases]
        %s = host=%s port=%d dbname=%s user=%s password=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        %s
        """.formatted(test.name(), test.host(), test.port(), test.name(), test.user(), test.password(), port,
        String.join("\n", settings)));
    List<String> command = new ArrayList<>(List.of(binary().orElseThrow().toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile()).start();
    awaitDoor(process, directory, port);
    return new PgBouncer(process, directory, port, test);
  }

  private static void awaitDoor(Process process, Path directory, int port) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try (Socket door = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (door.isConnected()) {
          return;
        }
      } catch (ConnectException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new AssertionError("pgbouncer does not start: " + Files.readString(directory.resolve("log")), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return "postgres://anybody@127.0.0.1:" + port + "/" + test.name();
  }

  String label() {
    return "127.0.0.1:" + port + "/" + test.name();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Files.delete(directory.resolve("pgbouncer.ini"));
    Files.delete(directory.resolve("log"));
    Files.delete(directory);
  }
}
