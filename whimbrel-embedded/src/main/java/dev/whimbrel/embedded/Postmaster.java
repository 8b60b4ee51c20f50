package dev.whimbrel.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server process of one cluster. Whoever starts or stops it holds the cluster's start lock. */
final class Postmaster {
  /** How sessions that are still open are treated. */
  enum Stop {
    /** Transactions are rolled back, everything is written to disk. */
    FAST,
    /** Nothing is written: for a cluster that is thrown away. */
    IMMEDIATE
  }

  static final String HOST = "127.0.0.1";

  private static final int ATTEMPTS = 5;
  private static final int PROBE_MILLIS = 2_000;
  // SSLRequest, which every PostgreSQL answers with one of two letters
  private static final byte[] GREETING = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};

  private final Path home;
  private final Path data;
  private final Deadline deadline;

  Postmaster(Path home, Deadline deadline) {
    this.home = home;
    this.data = home.resolve("data");
    this.deadline = deadline;
  }

  /** The server that runs, after it has got past its start or its end; empty if there is none. */
  Optional<PidFile> running() throws IOException {
    while (true) {
      Optional<PidFile> file = PidFile.read(data);
      if (file.isEmpty() || !isOurs(file.get())) {
        return Optional.empty();
      }
      if (file.get().status() == PidFile.Status.READY) {
        return file;
      }
      check(file.get());
      deadline.pause();
    }
  }

  /** Starts the server; the caller knows that none runs. */
  PidFile start(Installation installation, RunAs runAs, Map<String, String> settings, int wishedPort)
      throws IOException {
    for (int attempt = 1;; attempt++) {
      Log log = Log.resume(home.resolve("server.log"));
      int port = attempt == 1 && isFree(wishedPort) ? wishedPort : freePort();
      configure(settings, port);
      runAs.own(data.resolve(Template.SETTINGS));
      Files.deleteIfExists(PidFile.in(data)); // of a server that crashed; its number may be another process's by now
      runAs.takeOver(home);
      Optional<PidFile> started = launch(installation, runAs, log);
      if (started.isPresent()) {
        return started.get();
      }
      // somebody may have taken the port between our look and the server's
      if (attempt == ATTEMPTS || !log.tail().contains("Address already in use")) {
        throw new EmbeddedPostgresException("the PostgreSQL server in " + home + " did not start",
            "mend what its log " + log.file() + " says, or delete the directory to begin anew", log.tail());
      }
    }
  }

  /** Whether there is a server, in whatever state. */
  boolean isThere() throws IOException {
    Optional<PidFile> file = PidFile.read(data);
    return file.isPresent() && isOurs(file.get());
  }

  /** Stops the server that is there. */
  void stop(Installation installation, Stop mode) throws IOException {
    RunAs runAs = RunAs.choose(installation.program("pg_ctl"), home);
    String word = mode == Stop.FAST ? "fast" : "immediate";
    Command.start(runAs.command(List.of(installation.program("pg_ctl").toString(), "stop", "-W", "-m", word)), home,
        home.resolve("server.log"), Map.of("PGDATA", data.toString()));
    // The file goes last. A process that nobody waits for stays in the process table, so its number says less.
    for (Optional<PidFile> file = PidFile.read(data); file.isPresent()
        && isOurs(file.get()); file = PidFile.read(data)) {
      check(file.get());
      deadline.pause();
    }
  }

  private Optional<PidFile> launch(Installation installation, RunAs runAs, Log log) throws IOException {
    // pg_ctl takes the server out of our process group, so that Ctrl-C does not reach it. The directory and the log
    // are not arguments because pg_ctl hands its arguments to a shell.
    List<String> command = List.of(installation.program("pg_ctl").toString(), "start", "-w", "-l", "server.log");
    Process process = Command.start(runAs.command(command), home, log.file(), Map.of("PGDATA", data.toString()));
    while (true) {
      Optional<PidFile> file = PidFile.read(data);
      if (file.isPresent() && file.get().status() == PidFile.Status.READY) {
        return file;
      }
      if (!process.isAlive() && process.exitValue() != 0) {
        return Optional.empty();
      }
      if (deadline.passed()) {
        process.destroyForcibly();
        throw new EmbeddedPostgresException("the PostgreSQL server in " + home + " is not ready in time",
            "look into its log " + log.file() + " or give it more patience", log.tail());
      }
      pauseFor(process);
    }
  }

  /** Whoever is interrupted meanwhile waits for its end, or the server would come up when nobody knows of it any more. */
  private void pauseFor(Process start) {
    try {
      deadline.pause();
    } catch (EmbeddedPostgresException e) {
      start.onExit().join();
      throw e;
    }
  }

  private void check(PidFile file) {
    if (deadline.passed()) {
      throw new EmbeddedPostgresException(
          "the PostgreSQL server in " + home + ", process " + file.pid() + ", neither runs nor ends",
          "look into its log " + home.resolve("server.log") + " and end that process");
    }
  }

  private void configure(Map<String, String> settings, int port) throws IOException {
    String text = settings.entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " = '" + entry.getValue().replace("'", "''") + "'\n")
        .collect(Collectors.joining());
    // no Unix socket: its path must be short, and an address of the loopback interface works everywhere
    String fixed = """
      listen_addresses = '%s'
      port = %d
      unix_socket_directories = ''
      """.formatted(HOST, port);
    Files.writeString(data.resolve(Template.SETTINGS), text + fixed);
  }

  /**
   * Whether the process that the file names is a server of this very directory, and not one that was given the same
   * number after ours had crashed. A second server on the same files would destroy them, so a doubt is an error.
   */
  private boolean isOurs(PidFile file) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(file.pid()).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    Optional<Boolean> works = worksIn(file.pid());
    if (works.isPresent()) {
      return works.get();
    }
    if (process.get().info().command().filter(program -> !isPostgres(program)).isPresent()) {
      return false;
    }
    if (answers(file.port())) {
      return true;
    }
    throw new EmbeddedPostgresException(
        "process " + file.pid() + " may or may not be the PostgreSQL server in " + home,
        "end that process, or delete " + PidFile.in(data) + " if it is another program");
  }

  /** A server's working directory is its data directory; empty where the system does not tell. */
  private Optional<Boolean> worksIn(long pid) {
    Path processes = Path.of("/proc/self");
    if (!Files.exists(processes)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.isSameFile(processes.resolveSibling(Long.toString(pid)).resolve("cwd"), data));
    } catch (NoSuchFileException e) {
      return Optional.of(false); // a process that has ended and that nobody has waited for
    } catch (IOException e) {
      return Optional.empty(); // another user's
    }
  }

  private static boolean isPostgres(String program) {
    return program.replaceFirst(".*[/\\\\]", "").startsWith("postgres");
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(at(port), PROBE_MILLIS);
      socket.setSoTimeout(PROBE_MILLIS);
      socket.getOutputStream().write(GREETING);
      InputStream in = socket.getInputStream();
      int answer = in.read();
      return answer == 'N' || answer == 'S';
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isFree(int port) {
    if (port == 0) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(at(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(at(0));
      return socket.getLocalPort();
    }
  }

  private static InetSocketAddress at(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), port);
  }
}
