package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A PostgreSQL server on this machine's loopback interface, used until it is closed.
 *
 * <p>{@link #ephemeral} starts a server of one's own, tuned for speed and not for safety, whose data is deleted when it
 * is closed; where the system offers enough of it, the data lies in memory. {@link #at} uses the one server of a directory: it is made on first use, started when it does not run,
 * shared by all processes that use it at the same time, and stopped when the last of them closes it; its data stays.
 *
 * <p>What is still open when the virtual machine exits is closed then. When it is killed, the server of a directory goes
 * on until another user of it leaves, and an ephemeral one until some program opens the next. Instances may be used by
 * several threads. Every method that starts or stops a server throws {@link EmbeddedPostgresException}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private final Path home;
  private final Lifetime lifetime;
  private final EmbeddedOptions options;
  private final Tenancy tenancy;
  private volatile Cluster.Server server;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread exit = new Thread(this::leave, "whimbrel-embedded-exit");

  private EmbeddedPostgres(Path home, Lifetime lifetime, EmbeddedOptions options) throws IOException {
    this.home = home;
    this.lifetime = lifetime;
    this.options = options;
    this.tenancy = Tenancy.of(home, lifetime);
    this.server = tenancy.enter(options);
    try {
      Runtime.getRuntime().addShutdownHook(exit);
    } catch (IllegalStateException e) {
      leave();
      throw new EmbeddedPostgresException("the virtual machine is about to exit", "start no server then", e);
    }
  }

  /** A new server of the bundled version with no data in it. */
  public static EmbeddedPostgres ephemeral() {
    return ephemeral(EmbeddedOptions.defaults());
  }

  /** A new server with no data in it. */
  public static EmbeddedPostgres ephemeral(EmbeddedOptions options) {
    try {
      Leftovers.remove(options);
      Path home = Leftovers.newHome();
      try {
        return new EmbeddedPostgres(home, Lifetime.EPHEMERAL, options);
      } catch (EmbeddedPostgresException | IOException e) {
        discard(home, options);
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException("an ephemeral PostgreSQL server cannot be started", "see the cause", e);
    }
  }

  /**
   * A new server with the data that {@link #keep} put into a directory, which stays as it is and may be used by several at the same
   * time.
   */
  public static EmbeddedPostgres ephemeral(EmbeddedOptions options, Path kept) {
    try {
      Leftovers.remove(options);
      Path home = Leftovers.newHome();
      try {
        new Template(kept).cloneInto(home);
        if (!Files.isDirectory(kept)) {
          throw new EmbeddedPostgresException(kept + " was deleted while it was copied", "try again");
        }
        return new EmbeddedPostgres(home, Lifetime.EPHEMERAL, options);
      } catch (EmbeddedPostgresException | IOException e) {
        discard(home, options);
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException("a PostgreSQL server with the data in " + kept + " cannot be started",
          "delete that directory, or see the cause", e);
    }
  }

  /** The server of a directory, of the bundled version. */
  public static EmbeddedPostgres at(Path directory) {
    return at(directory, EmbeddedOptions.defaults());
  }

  /**
   * The server of a directory, which is made if it does not exist. The settings of a server that runs already stay as
   * they are.
   */
  public static EmbeddedPostgres at(Path directory, EmbeddedOptions options) {
    try {
      FileTree.createPrivateForOwnerAbove(directory.toAbsolutePath().normalize());
      return new EmbeddedPostgres(directory.toRealPath(), Lifetime.PERSISTENT, options);
    } catch (IOException e) {
      throw new EmbeddedPostgresException("the PostgreSQL server in " + directory + " cannot be used (" + e + ")",
          "make the directory readable and writable for this user, or name another one", e);
    }
  }

  /** Where the superuser finds the database {@code postgres}. */
  public ServerAddress address() {
    return server.address();
  }

  /** The URL of {@link #address}, with the password in it. */
  public String url() {
    return server.address().url();
  }

  /** The exact version of the server, such as {@code 18.6}. */
  public String version() {
    return server.version();
  }

  /** The directory that holds the data and all else of this server. */
  public Path directory() {
    return home;
  }

  /** The file to which the server writes its messages. */
  public Path log() {
    return home.resolve("server.log");
  }

  /**
   * Keeps the data of an ephemeral server, fit for {@link #ephemeral(EmbeddedOptions, Path)}, and goes on. The server is started anew for
   * that: all sessions end, and {@link #address} may be another one. The directory appears in one step; one that is there already stays as
   * it is.
   *
   * @return why nothing could be kept, if so
   */
  public Optional<String> keep(Path directory) {
    if (lifetime != Lifetime.EPHEMERAL || closed.get()) {
      throw new IllegalStateException("only of an ephemeral server that is open");
    }
    try {
      tenancy.leave(options, Postmaster.Stop.FAST);
      Optional<String> failure = copied(directory);
      server = tenancy.enter(options);
      return failure;
    } catch (IOException e) {
      throw new EmbeddedPostgresException("the PostgreSQL server in " + home + " cannot be started again (" + e + ")",
          "look into its log " + log(), e);
    }
  }

  private Optional<String> copied(Path directory) {
    try {
      new Template(home).keepIn(directory);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  /** As the system calls it. */
  private static String reason(IOException cause) {
    return cause instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(cause.getMessage());
  }

  /** Ends the use; the last user's call returns when the server has stopped. Further calls do nothing. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(exit);
    } catch (IllegalStateException e) {
      return; // the virtual machine exits: the hook does it
    }
    leave();
  }

  private void leave() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      undisturbed(this::depart);
    } catch (IOException e) {
      throw new EmbeddedPostgresException("the PostgreSQL server in " + home + " cannot be stopped (" + e + ")",
          "look into its log " + log(), e);
    }
  }

  /** What takes something away. */
  private interface Removal {
    void run() throws IOException;
  }

  /** A test that timed out, or a program that got a signal, must not leave a server behind. */
  private static void undisturbed(Removal removal) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      removal.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void depart() throws IOException {
    Tenancy.Departure departure = tenancy.leave(options, lifetime.stop());
    if (lifetime == Lifetime.EPHEMERAL && departure == Tenancy.Departure.LAST) {
      tenancy.forget();
      FileTree.delete(home);
    }
  }

  private static void discard(Path home, EmbeddedOptions options) throws IOException {
    undisturbed(() -> {
      new Cluster(home, Lifetime.EPHEMERAL).stop(options, Lifetime.EPHEMERAL.stop());
      FileTree.delete(home);
    });
  }
}
