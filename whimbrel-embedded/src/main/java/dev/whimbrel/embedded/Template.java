package dev.whimbrel.embedded;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A cluster as {@code initdb} leaves it, and the password of its superuser: copying it is ten times as fast. */
record Template(Path home) {
  static final String USER = "postgres";
  /** Included last by the cluster's {@code postgresql.conf}; written anew at each start. */
  static final String SETTINGS = "whimbrel.conf";

  // A password that is sent as it is: the connection never leaves the machine, and the exchange of SCRAM would cost
  // every new connection of every test and command two more messages and 4096 hashes.
  private static final String ACCESS = """
    host all all 127.0.0.1/32 password
    host replication all 127.0.0.1/32 password
    """;
  private static final int BUILTIN_LOCALES = 17;

  static Template of(Installation installation, Cache cache, Deadline deadline) throws IOException {
    String name = installation.binaries().label() + "-template-" + digest(installation.binaries());
    return new Template(cache.entry(name, directory -> initialise(installation, directory, deadline)));
  }

  /** Puts a copy of the cluster, which appears there in one step, and its password into a directory. */
  void cloneInto(Path directory) throws IOException {
    Path unfinished = directory.resolve("data.unfinished");
    FileTree.delete(unfinished);
    FileTree.copy(home.resolve("data"), unfinished);
    FileTree.writePrivate(directory.resolve("password"), Files.readString(home.resolve("password")));
    Files.move(unfinished, directory.resolve("data"));
  }

  /** Puts a copy of what a server left when it stopped into a directory, which appears in one step; one that is there stays. */
  void keepIn(Path directory) throws IOException {
    Path unfinished = Files.createTempDirectory(directory.resolveSibling(""), ".unfinished-");
    try {
      cloneInto(unfinished);
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    } finally {
      FileTree.delete(unfinished);
    }
  }

  private static void initialise(Installation installation, Path directory, Deadline deadline) throws IOException {
    Path password = directory.resolve("password");
    FileTree.writePrivate(password, new BigInteger(130, new SecureRandom()).toString(36));
    Path data = directory.resolve("data");
    Log log = Log.resume(directory.resolve("initdb.log"));
    RunAs runAs = RunAs.choose(installation.program("initdb"), directory);
    List<String> command = new ArrayList<>();
    command.add(installation.program("initdb").toString());
    command.addAll(options(installation.binaries()));
    command.addAll(List.of("--pwfile", password.toString(), "-D", data.toString()));
    Process process = Command.start(runAs.command(command), directory, log.file(), Map.of());
    await(process, log, deadline);
    Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
    Path configuration = data.resolve("postgresql.conf");
    Files.writeString(configuration, Files.readString(configuration) + "\ninclude_if_exists = '" + SETTINGS + "'\n");
  }

  private static List<String> options(PostgresBinaries binaries) {
    List<String> common = List.of("-U", USER, "-A", "password", "-E", "UTF8", "--no-sync", "--wal-segsize=1");
    // Without the C library's locales all machines sort alike.
    List<String> locale = binaries.major() >= BUILTIN_LOCALES
        ? List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        : List.of("--locale=C");
    List<String> all = new ArrayList<>(common);
    all.addAll(locale);
    return all;
  }

  private static void await(Process process, Log log, Deadline deadline) throws IOException {
    try {
      while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
        if (deadline.passed()) {
          process.destroyForcibly();
          throw new EmbeddedPostgresException("initdb took too long", "give it more patience", log.tail());
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while a PostgreSQL cluster was made", "try again", e);
    }
    if (process.exitValue() != 0) {
      throw new EmbeddedPostgresException("initdb did not make a PostgreSQL cluster", "mend what its messages say",
          log.tail());
    }
  }

  /** A change of how clusters are made leads to a new template. */
  private static String digest(PostgresBinaries binaries) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((options(binaries) + ACCESS + SETTINGS).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
