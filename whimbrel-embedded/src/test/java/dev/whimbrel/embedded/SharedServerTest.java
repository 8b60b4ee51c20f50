package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedServerTest {
  private Path home = Path.of("");

  @BeforeEach
  void directoryThatDoesNotExist(@TempDir Path parent) throws Exception {
    home = parent.toRealPath().resolve("a \"project\" with $HOME in its name").resolve("postgres");
  }

  @Test
  void keepsItsDataAndItsPort() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.at(home);
    Sessions.execute(first.address(), "create table kept as select 42 as n");
    first.close();
    assertStopped();
    try (EmbeddedPostgres second = EmbeddedPostgres.at(home)) {
      assertThat(Sessions.query(second.address(), "select n from kept")).isEqualTo("42");
      assertThat(second.address()).isEqualTo(first.address());
      assertThat(second.version()).isEqualTo(first.version());
      assertThat(Sessions.query(second.address(), "show fsync")).isEqualTo("on");
    }
  }

  @Test
  void isOneServerWithinAProgram() throws Exception {
    try (EmbeddedPostgres first = EmbeddedPostgres.at(home)) {
      EmbeddedPostgres second = EmbeddedPostgres.at(home);
      assertThat(second.address()).isEqualTo(first.address());
      second.close();
      assertThat(Sessions.query(first.address(), "select 1")).isEqualTo("1");
    }
    assertStopped();
  }

  @Test
  void isStoppedByTheLastOfSeveralPrograms() throws Exception {
    try (TenantProcess tenant = TenantProcess.start(home)) {
      ServerAddress address = tenant.found().address();
      try (EmbeddedPostgres own = EmbeddedPostgres.at(home)) {
        assertThat(own.address()).isEqualTo(address);
        tenant.leave();
        assertThat(Sessions.query(own.address(), "select 1")).isEqualTo("1");
      }
      assertStopped();
    }
  }

  @Test
  void staysWhenTheProgramThatStartedItLeavesSecond() throws Exception {
    EmbeddedPostgres own = EmbeddedPostgres.at(home);
    try (TenantProcess tenant = TenantProcess.start(home)) {
      ServerAddress address = tenant.found().address();
      own.close();
      assertThat(Sessions.query(address, "select 1")).isEqualTo("1");
      tenant.leave();
      assertStopped();
    }
  }

  @Test
  void isFoundAndStoppedByTheNextProgramWhenOneWasKilled() throws Exception {
    try (TenantProcess tenant = TenantProcess.start(home)) {
      ServerAddress address = tenant.found().address();
      Sessions.execute(address, "create table kept as select 42 as n");
      long pid = pid();
      tenant.kill();
      try (EmbeddedPostgres next = EmbeddedPostgres.at(home)) {
        assertThat(pid()).isEqualTo(pid);
        assertThat(Sessions.query(next.address(), "select n from kept")).isEqualTo("42");
      }
      assertStopped();
    }
  }

  @Test
  void isLeftByAProgramThatEndsWithoutClosingIt() throws Exception {
    try (TenantProcess tenant = TenantProcess.start(home)) {
      tenant.found();
      tenant.exitWithoutClosing();
      assertStopped();
    }
  }

  @Test
  void isOneServerForProgramsThatBeginAtTheSameTime() throws Exception {
    List<TenantProcess> tenants = new ArrayList<>();
    try {
      for (int n = 0; n < 4; n++) {
        tenants.add(TenantProcess.start(home));
      }
      Set<ServerAddress> addresses = new HashSet<>();
      for (TenantProcess tenant : tenants) {
        addresses.add(tenant.found().address());
      }
      assertThat(addresses).hasSize(1);
    } finally {
      tenants.forEach(TenantProcess::close);
    }
    assertStopped();
  }

  @Test
  void comesBackAfterItCrashed() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.at(home)) {
      Sessions.execute(postgres.address(), "create table kept as select 42 as n");
      ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
      server.destroyForcibly();
      server.onExit().join();
      assertThat(PidFile.in(home.resolve("data"))).exists();
      try (EmbeddedPostgres again = EmbeddedPostgres.at(home)) {
        assertThat(Sessions.query(again.address(), "select n from kept")).isEqualTo("42");
      }
    }
    assertStopped();
  }

  @Test
  void isNotConfusedByAnotherProcessOfTheSameNumber() throws Exception {
    EmbeddedPostgres.at(home).close();
    Files.writeString(PidFile.in(home.resolve("data")), """
      %d
      %s
      1700000000
      5432

      127.0.0.1
       1234567         0
      ready
      """.formatted(ProcessHandle.current().pid(), home.resolve("data")));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.at(home)) {
      assertThat(Sessions.query(postgres.address(), "select 1")).isEqualTo("1");
    }
    assertStopped();
  }

  @Test
  void begunTwiceAfterAnInterruptedCopyIsWhole() throws Exception {
    Files.createDirectories(home.resolve("data.unfinished/base"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.at(home)) {
      assertThat(Sessions.query(postgres.address(), "select 1")).isEqualTo("1");
      assertThat(home.resolve("data.unfinished")).doesNotExist();
    }
  }

  @Test
  void refusesTheDataOfAnotherMajorVersion() throws Exception {
    EmbeddedPostgres.at(home).close();
    Files.writeString(home.resolve("data/PG_VERSION"), "13\n");
    assertThatThrownBy(() -> EmbeddedPostgres.at(home))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            home + " holds data of PostgreSQL 13, which PostgreSQL " + PostgresBinaries.bundled().serverVersion()
                + " cannot read; delete the directory, or name another one");
  }

  @Test
  void tellsWhatItsLogSaysWhenItDoesNotStart() throws Exception {
    EmbeddedPostgres.at(home).close();
    Files.writeString(home.resolve("data/postgresql.auto.conf"), "work_mem = 'none'\n");
    assertThatThrownBy(() -> EmbeddedPostgres.at(home))
        .isInstanceOfSatisfying(EmbeddedPostgresException.class, e -> {
          assertThat(e.fact()).isEqualTo("the PostgreSQL server in " + home + " did not start");
          assertThat(e.remedy()).contains(home.resolve("server.log").toString());
          assertThat(e.log()).contains("invalid value for parameter \"work_mem\": \"none\"");
          assertThat(e).hasMessageContainingAll(e.fact(), e.remedy(), "work_mem");
        });
  }

  @Test
  void doesNotStayLockedAfterAFailure() throws Exception {
    EmbeddedPostgres.at(home).close();
    Path broken = home.resolve("data/postgresql.auto.conf");
    Files.writeString(broken, "work_mem = 'none'\n");
    assertThatThrownBy(() -> EmbeddedPostgres.at(home)).isInstanceOf(EmbeddedPostgresException.class);
    Files.writeString(broken, "");
    try (TenantProcess tenant = TenantProcess.start(home)) {
      tenant.found();
      tenant.leave();
    }
    assertStopped();
  }

  @Test
  void keepsItsFilesToItsUser() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.at(home)) {
      assertThat(Files.getPosixFilePermissions(home)).hasSize(3);
      assertThat(Files.getPosixFilePermissions(home.resolve("password"))).hasSize(2);
      assertThat(Files.getPosixFilePermissions(postgres.log())).hasSize(2);
    }
  }

  @Test
  void refusesAPathThatIsNoDirectory(@TempDir Path parent) throws Exception {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> EmbeddedPostgres.at(file))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("make the directory readable and writable");
  }

  private long pid() throws Exception {
    return PidFile.read(home.resolve("data")).orElseThrow().pid();
  }

  private void assertStopped() {
    assertThat(PidFile.in(home.resolve("data"))).doesNotExist();
  }
}
