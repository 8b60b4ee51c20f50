package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EphemeralServerTest {
  @Test
  void answersAsTheVersionItNames() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral()) {
      assertThat(Sessions.query(postgres.address(), "show server_version")).isEqualTo(postgres.version());
      assertThat(postgres.url()).isEqualTo(postgres.address().url());
      assertThat(postgres.log()).exists();
    }
  }

  @Test
  void isGoneWhenClosed() {
    EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral();
    postgres.close();
    postgres.close();
    assertThat(postgres.directory()).doesNotExist();
    assertThatThrownBy(() -> Sessions.query(postgres.address(), "select 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void sortsAndSpeaksTheSameOnAllMachines() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral()) {
      assertThat(Sessions.query(postgres.address(), "select lower('ÄÖÜ') || ('a' < 'B')::text")).isEqualTo("äöüfalse");
      assertThat(Sessions.query(postgres.address(), "show server_encoding")).isEqualTo("UTF8");
      assertThat(Sessions.query(postgres.address(), "show lc_messages")).isEqualTo("C");
      assertThat(Sessions.query(postgres.address(), "show log_timezone")).isEqualTo("UTC");
    }
  }

  @Test
  void takesSettings() throws Exception {
    EmbeddedOptions options = EmbeddedOptions.defaults().withSettings(Map.of("search_path", "it's, public"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral(options)) {
      assertThat(Sessions.query(postgres.address(), "show search_path")).isEqualTo("it's, public");
    }
  }

  @Test
  void wantsThePassword() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral()) {
      ServerAddress a = postgres.address();
      ServerAddress guess = new ServerAddress(a.host(), a.port(), a.user(), "guess", a.database());
      assertThatThrownBy(() -> Sessions.query(guess, "select 1"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void tellsWhyItDoesNotStart() {
    EmbeddedOptions options = EmbeddedOptions.defaults().withSettings(Map.of("shared_buffers", "plenty"));
    assertThatThrownBy(() -> EmbeddedPostgres.ephemeral(options))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("did not start; mend what its log")
        .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"plenty\"");
  }

  @Test
  void isGoneWhenTheProgramEndsWithoutClosingIt() throws Exception {
    try (TenantProcess tenant = TenantProcess.start()) {
      TenantProcess.Found found = tenant.found();
      assertThat(found.directory()).exists();
      tenant.exitWithoutClosing();
      assertThat(found.directory()).doesNotExist();
    }
  }

  @Test
  void isRemovedByTheNextProgramWhenItsOwnWasKilled() throws Exception {
    try (TenantProcess tenant = TenantProcess.start()) {
      TenantProcess.Found found = tenant.found();
      tenant.kill();
      assertThat(Sessions.query(found.address(), "select 1")).isEqualTo("1");
      EmbeddedPostgres.ephemeral().close();
      assertThat(found.directory()).doesNotExist();
      assertThatThrownBy(() -> Sessions.query(found.address(), "select 1")).isInstanceOf(SQLException.class);
    }
  }

  /** Wherever in its start that is: as soon as a file of it is there. */
  @ParameterizedTest
  @ValueSource(strings = {"", "data", "server.log", "data/postmaster.pid"})
  void isNotThereIfItsStartIsInterrupted(String file) throws Exception {
    Set<Path> before = homes();
    FutureTask<EmbeddedPostgres> start = new FutureTask<>(EmbeddedPostgres::ephemeral);
    Thread starting = Thread.ofPlatform().start(start);
    while (starting.isAlive() && homes().stream().noneMatch(home -> !before.contains(home)
        && Files.exists(home.resolve(file)))) {
      Thread.onSpinWait();
    }
    starting.interrupt();
    assertThatThrownBy(start::get).hasCauseInstanceOf(EmbeddedPostgresException.class);
    assertThat(homes()).isEqualTo(before);
  }

  /** The directories of this program's servers. */
  private static Set<Path> homes() throws IOException {
    Set<Path> homes = new HashSet<>();
    for (Path parent : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      if (Files.isDirectory(parent)) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent,
            "whimbrel-postgres-" + ProcessHandle.current().pid() + "-*")) {
          found.forEach(homes::add);
        }
      }
    }
    return homes;
  }

  @Test
  void isClosedByAThreadThatIsInterrupted() {
    EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral();
    Thread.currentThread().interrupt();
    postgres.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(postgres.directory()).doesNotExist();
  }
}
