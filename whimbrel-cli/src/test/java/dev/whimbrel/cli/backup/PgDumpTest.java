package dev.whimbrel.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.whimbrel.cli.backup.PgDump.Places;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several is taken, and what is said if none is. */
class PgDumpTest {
  private static final String ADVICE = "install one of version 16 or newer (Debian, Ubuntu: apt-get install "
      + "postgresql-client-16; Red Hat: dnf install postgresql16; macOS: brew install postgresql@16), or name it with "
      + "--pg-dump FILE";

  @TempDir
  private Path machine;

  private Path program(String directory, String says) throws IOException {
    Path program = machine.resolve(directory).resolve("pg_dump");
    Files.createDirectories(program.resolveSibling(""));
    Files.writeString(program, "#!/bin/sh\necho '" + says + "'\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private Path version(String directory, String version) throws IOException {
    return program(directory, "pg_dump (PostgreSQL) " + version);
  }

  private Places places() {
    return new Places(machine, Map.of("PATH", machine.resolve("bin") + "::" + machine.resolve("sbin") + ":no/such"),
        List.of(machine.resolve("lib"), machine.resolve("usr"), machine.resolve("nowhere")));
  }

  @Test
  void thatOfTheServersVersion() throws IOException {
    version("bin", "17.2");
    Path fits = version("lib/16/bin", "16.1 (Debian 16.1-1)");
    version("usr/pgsql-16/bin", "16.0");
    assertThat(PgDump.find(places(), 16)).isEqualTo(new PgDump(fits, 16, "16.1", 16));
  }

  @Test
  void ofSeveralTheOneInPath() throws IOException {
    version("lib/17/bin", "17.2");
    version("bin", "15.2");
    Path fits = version("sbin", "17.0");
    assertThat(PgDump.find(places(), 16)).isEqualTo(new PgDump(fits, 17, "17.0", 16));
  }

  @Test
  void elseTheOldestThatFits() throws IOException {
    version("bin", "15.2");
    version("lib/15/bin", "15.2");
    version("lib/18/bin", "18.6");
    Path fits = version("usr/pgsql-17/bin", "17beta1");
    version("usr/other-16/bin", "16.0");
    assertThat(PgDump.find(places(), 16)).isEqualTo(new PgDump(fits, 17, "17beta1", 16));
  }

  @Test
  void allThatDoNotFitAreNamed() throws IOException {
    Path old = version("bin", "9.6.24");
    Path mute = program("sbin", "pg_dump");
    Path packaged = version("lib/14/bin", "14.3");
    refused("there is no pg_dump that can dump a server of version 16: " + old + " is of version 9.6.24, " + mute
        + " does not say its version, " + packaged + " is of version 14.3", () -> PgDump.find(places(), 16));
  }

  @Test
  void noneAtAll() {
    refused("there is no pg_dump on this machine, neither in PATH nor where packages put it",
        () -> PgDump.find(places(), 16));
  }

  @Test
  void theNamedOneOrNone() throws IOException {
    Path named = version("mine", "15.4");
    version("bin", "17.0");
    assertThat(PgDump.named("mine/pg_dump", places(), 15)).isEqualTo(new PgDump(named, 15, "15.4", 15));
    refused("the pg_dump \"mine/pg_dump\" is of version 15.4, which cannot dump a server of version 16",
        () -> PgDump.named("mine/pg_dump", places(), 16));
    refused("the pg_dump \"mine\" does not exist", () -> PgDump.named("mine", places(), 16));
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rw-------"));
    refused("the pg_dump \"mine/pg_dump\" may not be executed", () -> PgDump.named("mine/pg_dump", places(), 16));
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThat(catchThrowableOfType(WhimbrelException.class, call).problems()).singleElement()
        .isEqualTo(Problem.of(ProblemCode.BACKUP, message).state("nothing was changed").remedy(ADVICE));
  }
}
