package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal while a backup is written ends pg_dump, leaves no half of a file, and nothing is deployed. */
@ExtendWith(FreshDatabases.class)
class BackupInterruptedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SLOW = """
      #!/bin/sh
      if [ "$1" = --version ]; then
        echo "pg_dump (PostgreSQL) 99.1"
        exit
      fi
      echo "PGDMP half"
      echo $$ >pid
      sleep 300
      """;

  @TempDir
  private Path project;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void leavesNothing(String signal, int exitCode, TestDatabase test) throws Exception {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations/1_a.up.sql"), "CREATE TABLE a (id int);\n");
    Path slow = Files.writeString(project.resolve("pg_dump"), SLOW);
    Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwx------"));
    Tool tool = Tool.start(project, test, "deploy", "--yes", "--backup", "dumps", "--pg-dump", "pg_dump");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (pid().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Tool.pause();
    }
    assertThat(dumps()).singleElement().asString().endsWith(".dump.partial");
    tool.signal(signal);
    Ran ran = tool.end();
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(ran.err()).isEqualTo(
        "interrupted while the backup was written: nothing was changed, and the unfinished backup is removed\n");
    assertThat(ran.out()).endsWith("""
        backup: failed

        Stopped at: backup. Done: validate, connect, verify, status, lint, dry run, confirm. Not done: checks before, apply, \
        checks after, verify after.
        Nothing was changed in the database. When that is mended, run again: whimbrel deploy
        """);
    assertThat(dumps()).isEmpty();
    assertThat(ProcessHandle.of(Long.parseLong(pid())))
        .matches(process -> process.isEmpty() || !process.get().isAlive());
    assertThat(test.value("SELECT to_regclass('a') IS NULL AND to_regnamespace('whimbrel') IS NULL")).isEqualTo("t");
  }

  private String pid() throws IOException {
    Path file = project.resolve("pid");
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  private List<Path> dumps() throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("dumps"))) {
      return files.toList();
    }
  }
}
