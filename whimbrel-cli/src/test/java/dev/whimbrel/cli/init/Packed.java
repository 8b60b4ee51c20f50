package dev.whimbrel.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The program as its users have it: in jars, and with an archive of its loaded classes, which takes half of the work from each
 * start. Both are made once, when they are first needed, and are gone with the virtual machine.
 */
public final class Packed {
  private final Path directory;
  private final String classPath;
  private final Path archive;

  private Packed() {
    try {
      directory = Files.createTempDirectory("whimbrel-packed");
      Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
      classPath = pack();
      archive = directory.resolve("whimbrel.jsa");
      train();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Holder {
    private static final Packed ONLY = new Packed();
  }

  /** Jars, and nothing of the tests' own: an archive of loaded classes knows no directories. */
  public static String classPath() {
    return Holder.ONLY.classPath;
  }

  /** What {@code -XX:SharedArchiveFile} wants, for this class path. */
  public static Path archive() {
    return Holder.ONLY.archive;
  }

  private String pack() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : Objects.requireNonNullElse(System.getProperty("surefire.test.class.path"),
        System.getProperty("java.class.path")).split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        jars.add(entry);
      } else if (path.endsWith("classes")) {
        jars.add(packed(path, directory.resolve(jars.size() + ".jar")).toString());
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  /** A run that does what most do. */
  private void train() throws IOException, InterruptedException {
    Path migrations = Files.createDirectories(directory.resolve("project").resolve("migrations"));
    Files.writeString(migrations.resolve("1_a.up.sql"), "CREATE TABLE a (n int);\nCREATE INDEX ON a (n);\n");
    Files.writeString(migrations.resolve("2_b.up.sql"), "CREATE INDEX CONCURRENTLY i ON a (n);\n");
    Files.writeString(migrations.resolve("3_c.up.sql"), "SELECT 1/0;\n");
    Path said = directory.resolve("said");
    try (TestDatabase test = Databases.create()) {
      ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-XX:ArchiveClassesAtExit=" + archive, "-cp",
          classPath, "dev.whimbrel.cli.Main", "up").directory(directory.resolve("project").toFile())
          .redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("DB_")
          || name.startsWith("WHIMBREL") || name.equals("DATABASE_URL") || name.startsWith("JAVA_TOOL"));
      builder.environment().put("WHIMBREL_URL", test.url());
      Process process = builder.start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the run ended").isTrue();
    }
    assertThat(archive).as(Files.readString(said)).isNotEmptyFile();
  }

  private void delete() {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
