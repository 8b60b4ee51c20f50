package dev.whimbrel.cli.backup;

import dev.whimbrel.cli.Interruption;
import dev.whimbrel.cli.screen.LiveLine;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Sizes;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Redaction;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of pg_dump, from an empty file that only its owner can read to a whole backup, or to none. */
public final class Dumping {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);
  private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_NAME = 100;
  private static final int LAST_LINES = 5;
  private static final int SAID = 1 << 16;

  private final PgDump program;
  private final Target target;
  private final Path directory;
  private final Screen screen;

  /**
   * What is dumped.
   *
   * @param database its name
   * @param user who dumps it
   * @param variables those of this process
   * @param lockWait the longest to wait for a lock on a table
   */
  public record Target(DatabaseUrl url, String database, String user, Map<String, String> variables,
      Duration lockWait) {
    public Target {
      variables = Map.copyOf(variables);
    }
  }

  public Dumping(PgDump program, Target target, Path directory, Screen screen) {
    this.program = program;
    this.target = target;
    this.directory = directory.toAbsolutePath().normalize();
    this.screen = screen;
  }

  /**
   * What can be known before it begins.
   *
   * @throws WhimbrelException if the directory cannot take a file
   */
  public static void refuse(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw stopped("\"" + directory + "\" of the backup is not a directory", "name a directory", null);
    }
    if (Files.isDirectory(directory) && !Files.isWritable(directory)) {
      throw stopped("this user may not write into \"" + directory + "\", the directory of the backup",
          "name another directory, or let this user write there", null);
    }
  }

  /**
   * Writes it.
   *
   * @throws WhimbrelException if there is no whole backup; nothing is left then
   */
  public Backup take(Clock clock) {
    Path file = directory.resolve(fileName(target.database()) + "_" + TIME.format(clock.instant()) + ".dump");
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    long start = System.nanoTime();
    try {
      Files.createDirectories(directory, ownersOnly("rwx------"));
      refuseOther(file);
      Files.createFile(partial, ownersOnly("rw-------"));
    } catch (FileAlreadyExistsException e) {
      throw stopped("\"" + e.getFile() + "\" is in the way of the backup",
          "if no other backup is being written there, remove it; then run the same command again", e);
    } catch (IOException e) {
      throw stopped("the backup cannot be written into \"" + directory + "\": " + e.getMessage(),
          "name another directory, or let this user write there", e);
    }
    try {
      run(partial);
      finish(partial, file);
      return new Backup(file, Files.size(file), Duration.ofNanos(System.nanoTime() - start),
          new RestoreCommand(target.url(), target.database(), target.user(), program).of(file));
    } catch (IOException e) {
      throw stopped("the backup cannot be written: " + e.getMessage(), "mend that and run the same command again", e);
    } finally {
      remove(partial);
    }
  }

  private static void refuseOther(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  private static FileAttribute<?>[] ownersOnly(String mode) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
        : new FileAttribute<?>[0];
  }

  /** A name may hold what a file's may not, or what a shell would take for something else. */
  private static String fileName(String database) {
    String plain = database.replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^[.-]", "_");
    return plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
  }

  /** What it writes comes through here: some versions do not notice that the last of it found no place on the disk. */
  private void run(Path partial) throws IOException {
    Path said = Files.createTempFile("whimbrel-backup", ".txt");
    try {
      run(partial, said);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private void run(Path partial, Path said) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(List.of(program.program().toString(), "--format=custom",
        "--no-password", "--lock-wait-timeout=" + target.lockWait().toMillis()))
        .redirectError(said.toFile());
    builder.environment().clear();
    builder.environment().putAll(Libpq.variables(target.url(), target.database(), target.variables()));
    Process process = builder.start();
    screen.watch(new LiveLine.Subject("writing the backup " + partial.getFileName(), () -> size(partial)));
    try (Interruption.Watch watch = Interruption.cancelWith(() -> end(process));
        OutputStream out = new FileOutputStream(partial.toFile())) {
      process.getOutputStream().close();
      process.getInputStream().transferTo(out);
      int exitCode = process.waitFor();
      if (exitCode != 0 && Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(); // the signal ended it, before it was waited for
      }
      if (exitCode != 0) {
        throw stopped("pg_dump " + program.version() + " ended with " + exitCode + words(said),
            "mend what it says and run the same command again", null);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(e); // its end was closed from here
      }
      throw e;
    } finally {
      end(process);
      screen.quieten();
    }
  }

  private static WhimbrelException interrupted(Exception e) {
    Thread.currentThread().interrupt();
    return new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, "interrupted while the backup was written")
        .state("nothing was changed, and the unfinished backup is removed"), e);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String size(Path file) {
    try {
      return Sizes.brief(Files.size(file));
    } catch (IOException e) {
      return ""; // it has its last name by now
    }
  }

  /** The last it said; the cause stands there. */
  private static String words(Path said) throws IOException {
    try (InputStream in = Files.newInputStream(said)) {
      in.skipNBytes(Math.max(0, Files.size(said) - SAID));
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> !line.isBlank()).toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      return last.isEmpty()
          ? " and said nothing"
          : ": " + Shortened.of(Redaction.inText(String.join("; ", last)));
    }
  }

  /** A name that ends in .dump is never that of half a backup, also after the machine lost its power. */
  private void finish(Path partial, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(partial)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw stopped("pg_dump " + program.version() + " ended well, and what it wrote is no backup",
            "see whether \"" + program.program() + "\" is the pg_dump of PostgreSQL", null);
      }
    }
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void remove(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      throw stopped("the unfinished backup \"" + partial + "\" cannot be removed: " + e.getMessage(), "remove it", e);
    }
  }

  private static WhimbrelException stopped(String fact, String remedy, @Nullable Throwable e) {
    return new WhimbrelException(
        Problem.of(ProblemCode.BACKUP, fact).state("nothing was changed, and no backup was made").remedy(remedy), e);
  }
}
