package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL is started so that it does not see itself run as root, which it refuses.
 *
 * @param prefix goes before the command
 * @param owner the user that must own the files of the server, or null if they are right as they are
 */
record RunAs(List<String> prefix, @Nullable Integer owner) {
  private static final int ROOT = 0;
  private static final int NOBODY = 65_534;
  // In the order of trying: reaches what its user may reach, then also what only root may. Without the last word the
  // kernel leaves the capability out of account when a program asks beforehand whether it may open a file.
  private static final List<List<String>> CAPABILITIES = List.of(
      List.of(),
      List.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"));

  /** A Ctrl-C reaches all processes of a terminal: SIGHUP, SIGINT, SIGTERM. */
  private static final Set<Integer> ENDED_BY_USER = Set.of(128 + 1, 128 + 2, 128 + 15);

  RunAs {
    prefix = List.copyOf(prefix);
  }

  /** The first way that works here for a server whose program and files are these; the files are given to its user. */
  static RunAs choose(Path program, Path home) throws IOException {
    if (!isRoot()) {
      return hasName() ? asSelf() : firstOf(List.of(inOwnNamespace(null), asSelf()), program, home);
    }
    return firstOf(candidates(FileTree.owner(home)), program, home);
  }

  static RunAs firstOf(List<RunAs> candidates, Path program, Path home) throws IOException {
    for (RunAs candidate : candidates) {
      candidate.takeOver(home);
      if (candidate.reaches(program, home)) {
        return candidate;
      }
    }
    throw new EmbeddedPostgresException("PostgreSQL does not run as root, and this machine allows root neither"
        + " \"unshare -U\" nor \"setpriv --reuid\" to become another user",
        "run as an ordinary user, or install util-linux and allow the container CAP_SETUID, CAP_SETGID and CAP_CHOWN");
  }

  /** A directory of another user's stays that user's, so that he can use it later without being root. */
  static List<RunAs> candidates(int owner) {
    if (owner == ROOT) {
      List<RunAs> all = new ArrayList<>();
      all.add(inOwnNamespace(ROOT));
      all.addAll(asUser(NOBODY));
      return all;
    }
    return asUser(owner);
  }

  private static RunAs asSelf() {
    return new RunAs(List.of(), null);
  }

  /** The same user without root's powers, whom the kernel shows to the process as nobody. */
  private static RunAs inOwnNamespace(@Nullable Integer owner) {
    return new RunAs(List.of("unshare", "-U"), owner);
  }

  static List<RunAs> asUser(int user) {
    return CAPABILITIES.stream().map(capabilities -> setpriv(user, capabilities)).toList();
  }

  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }

  /** Gives a cluster's directory to the user of the server. A copy of a template may still be another user's. */
  void takeOver(Path home) throws IOException {
    own(home);
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(home)) {
      for (Path part : parts) {
        own(part);
      }
    }
  }

  /** Gives a file or a directory to the user of the server, unless it is his. */
  void own(Path path) throws IOException {
    if (owner != null && FileTree.owner(path) != owner) {
      FileTree.handOver(path, owner);
    }
  }

  private boolean reaches(Path program, Path home) {
    List<String> probe = List.of("/bin/sh", "-c", "test -x \"$0\" && cd \"$1\"", program.toString(), home.toString());
    try {
      Process process = new ProcessBuilder(command(probe))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        return false;
      }
      if (ENDED_BY_USER.contains(process.exitValue())) {
        throw interrupted(null);
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  /** Nothing was learned of the machine. */
  private static EmbeddedPostgresException interrupted(@Nullable Throwable cause) {
    return new EmbeddedPostgresException("interrupted while the embedded PostgreSQL was started", "try again", cause);
  }

  private static RunAs setpriv(int user, List<String> capabilities) {
    List<String> prefix = new ArrayList<>();
    prefix.add("setpriv");
    prefix.add("--reuid=" + user);
    prefix.add("--regid=" + user);
    prefix.add("--clear-groups");
    prefix.addAll(capabilities);
    return new RunAs(prefix, user);
  }

  /** Containers run programs as users whom no list names; initdb refuses those. */
  private static boolean hasName() {
    return !"?".equals(System.getProperty("user.name"));
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self)
        ? FileTree.owner(self.toRealPath()) == ROOT
        : "root".equals(System.getProperty("user.name"));
  }
}
