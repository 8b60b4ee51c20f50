package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  @Test
  void isClosedByAThreadThatIsInterrupted() {
    EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral();
    Thread.currentThread().interrupt();
    postgres.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(postgres.directory()).doesNotExist();
  }
}
