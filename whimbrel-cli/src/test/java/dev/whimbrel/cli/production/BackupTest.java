package dev.whimbrel.cli.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whimbrel.cli.production.Console.Ran;
import dev.whimbrel.embedded.ServerAddress;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the pg_dump of PostgreSQL itself, where this machine has one; the stories have one of their own. */
class BackupTest {
  private static final String NAME = "o'clock \"=\" $x";

  @TempDir
  private Path project;

  private Console console(ServerAddress address) throws IOException {
    return new Console(project, address.url())
        .file("migrations/1_a.up.sql", "CREATE TABLE a (id int);\nINSERT INTO a VALUES (7);\n")
        .file("migrations/2_b.up.sql", "DROP TABLE a;\nCREATE TABLE b (id int);\n")
        .file("migrations/2_b.down.sql", "DROP TABLE b;\nCREATE TABLE a (id int);\n");
  }

  /** Without one there is nothing to test, and where CI is set that is a failure. */
  private static void assumeThere(int major) {
    boolean there = Stream.concat(Stream.of(System.getenv("PATH").split(":")).map(Path::of),
        Stream.of(14, 15, 16, 17, 18).map(version -> Path.of("/usr/lib/postgresql/" + version + "/bin")))
        .anyMatch(directory -> Files.isExecutable(directory.resolve("pg_dump")));
    if (!there && System.getenv("CI") != null) {
      throw new AssertionError("pg_dump is not installed, and CI is set");
    }
    assumeTrue(there, "there is no pg_dump for PostgreSQL " + major);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15})
  void isRestoredByTheCommandThatIsPrinted(int major) throws Exception {
    assumeThere(major);
    try (TestDatabase admin = Databases.create(major)) {
      admin.execute("CREATE DATABASE \"" + NAME.replace("\"", "\"\"") + "\"");
      ServerAddress address = admin.address().withDatabase(NAME);
      try {
        assertThat(console(address).run("up", "1").exitCode()).isZero();
        Ran ran = console(address).run("deploy", "--yes", "--backup", "dumps");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(one(address, "SELECT count(*) FROM b")).isEqualTo("0");
        isAlone(dumps());
        restore(ran.out(), admin.password());
        assertThat(one(address, "SELECT id FROM a")).isEqualTo("7");
        assertThat(one(address, "SELECT to_regclass('b') IS NULL")).isEqualTo("t");
        Ran again = console(address).run("up");
        assertThat(again.exitCode()).as(again.err()).isZero();
      } finally {
        admin.execute("DROP DATABASE \"" + NAME.replace("\"", "\"\"") + "\"");
      }
    }
  }

  private List<Path> dumps() throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("dumps"))) {
      return files.toList();
    }
  }

  private static void isAlone(List<Path> dumps) throws IOException {
    assertThat(dumps).singleElement().satisfies(dump -> {
      assertThat(dump.getFileName()).hasToString("o_clock______x_20260301T083000Z.dump");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump))).isEqualTo("rw-------");
    });
  }

  /** As somebody types it who is asked for the password. */
  private void restore(String out, String password) throws IOException, InterruptedException {
    String command = out.lines().filter(line -> line.startsWith("restore it with: ")).findFirst().orElseThrow()
        .substring("restore it with: ".length());
    assertThat(command).doesNotContain(password);
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(project.toFile())
        .redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", password);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static String one(ServerAddress address, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:" + address.url().replaceFirst("//[^@]*@", "//")
        .replace("+", "%20"), address.user(), address.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(1));
    }
  }

  @Test
  void ofATooNewServerIsRefused() throws IOException {
    try (TestDatabase test = Databases.create()) {
      Path old = Files.writeString(project.resolve("pg_dump"), "#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.1'\n");
      Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
      Ran ran = console(test.address()).run("deploy", "--yes", "--backup", "dumps", "--pg-dump", "pg_dump");
      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(Files.exists(project.resolve("dumps"))).isFalse();
      assertThat(test.value("SELECT to_regnamespace('whimbrel') IS NULL")).isEqualTo("t");
    }
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
        .waitFor() == 0;
  }

  @Test
  void aFullDiskStopsTheDeployment() throws Exception {
    assumeThere(14);
    String disk = Files.createDirectory(project.resolve("dumps")).toString();
    assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk), "only root may mount a small disk");
    try (TestDatabase test = Databases.create(14)) {
      test.execute(
          "CREATE TABLE noise AS SELECT md5(g::text) || md5(random()::text) AS x FROM generate_series(1, 20000) g");
      Ran ran = console(test.address()).run("deploy", "--yes", "--no-lint", "--no-dry-run", "--from-scratch",
          "--backup", "dumps");
      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.err()).isEqualTo("""
          error: the backup cannot be written: No space left on device
            state:    nothing was changed, and no backup was made
            next:     mend that and run the same command again
          """);
      assertThat(dumps()).isEmpty();
      assertThat(test.value("SELECT to_regclass('b') IS NULL")).isEqualTo("t");
    } finally {
      assertThat(runs("umount", disk)).isTrue();
    }
  }

  /** Some versions of pg_dump end well when the last of what they write finds no place. */
  @Test
  void aDiskThatLacksRoomForTheLastBytesStopsIt() throws Exception {
    assumeThere(14);
    try (TestDatabase test = Databases.create(14)) {
      test.execute(
          "CREATE TABLE noise AS SELECT md5(g::text) || md5(random()::text) AS x FROM generate_series(1, 2000) g");
      assertThat(console(test.address()).run("backup", "whole").exitCode()).isZero();
      long size = Files.size(only(project.resolve("whole")));
      String disk = Files.createDirectory(project.resolve("dumps")).toString();
      assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=" + size / 4096 * 4096, "tmpfs", disk),
          "only root may mount a small disk");
      try {
        Ran ran = console(test.address()).run("backup", "dumps");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).startsWith("error: the backup cannot be written: No space left on device\n");
        assertThat(dumps()).isEmpty();
      } finally {
        assertThat(runs("umount", disk)).isTrue();
      }
    }
  }

  private static Path only(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findFirst().orElseThrow();
    }
  }
}
