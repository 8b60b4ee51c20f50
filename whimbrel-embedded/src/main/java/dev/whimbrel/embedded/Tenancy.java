package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The use that this virtual machine makes of one cluster, however often it is opened here. Between processes two files
 * rule: {@code start.lock}, held alone while the server is started or stopped, and {@code users.lock}, shared by all who
 * use it. Who leaves and can then have {@code users.lock} alone was the last one. The operating system gives back the
 * locks of a process that is killed; its server runs on until the next user leaves.
 */
final class Tenancy {
  private static final Map<Path, Tenancy> ALL = new HashMap<>();

  private final Path home;
  private final Cluster cluster;
  private @Nullable LockFile users;
  private int count;

  private Tenancy(Path home, Cluster cluster) {
    this.home = home;
    this.cluster = cluster;
  }

  /** The tenancy of a directory, given by its real path. */
  static Tenancy of(Path home, Lifetime lifetime) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(home, path -> new Tenancy(path, new Cluster(path, lifetime)));
    }
  }

  synchronized Cluster.Server enter(EmbeddedOptions options) throws IOException {
    try {
      Cluster.Server server = starting(options, () -> {
        share(options);
        return cluster.ensureRunning(options);
      });
      count++;
      return server;
    } catch (IOException | RuntimeException e) {
      abandon();
      throw e;
    }
  }

  /** Stops the server if nobody else uses it; tells whether it did. */
  synchronized Departure leave(EmbeddedOptions options, Postmaster.Stop mode) throws IOException {
    count--;
    if (count > 0) {
      return Departure.OTHERS_STAY;
    }
    return starting(options, () -> stopUnlessUsed(options, mode));
  }

  enum Departure {
    OTHERS_STAY, LAST
  }

  /** Forgets the directory, which will not be used again. */
  void forget() {
    synchronized (ALL) {
      ALL.remove(home);
    }
  }

  private <T> T starting(EmbeddedOptions options, LockFile.Work<T> work) throws IOException {
    return LockFile.alone(home.resolve("start.lock"), Deadline.in(options.patience()), work);
  }

  private void share(EmbeddedOptions options) throws IOException {
    if (users != null) {
      return;
    }
    users = LockFile.open(home.resolve("users.lock"));
    Deadline deadline = Deadline.in(options.patience());
    while (!users.tryShared()) {
      if (deadline.passed()) {
        throw new EmbeddedPostgresException("another process holds " + users + " alone",
            "end that process or wait until it is done");
      }
      deadline.pause();
    }
  }

  private Departure stopUnlessUsed(EmbeddedOptions options, Postmaster.Stop mode) throws IOException {
    try (LockFile file = Objects.requireNonNull(users)) {
      users = null;
      file.release();
      if (!file.tryExclusive()) {
        return Departure.OTHERS_STAY;
      }
      cluster.stop(options, mode);
      return Departure.LAST;
    }
  }

  private void abandon() throws IOException {
    if (count == 0 && users != null) {
      users.close();
      users = null;
    }
  }
}
