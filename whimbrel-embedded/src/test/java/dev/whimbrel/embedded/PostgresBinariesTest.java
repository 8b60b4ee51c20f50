package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  @Test
  void bundledOnesAreFoundOnTheClassPath() {
    PostgresBinaries bundled = PostgresBinaries.bundled();
    assertThat(bundled.major()).isEqualTo(18);
    assertThat(bundled.archive().toString()).contains(bundled.version()).endsWith(PostgresBinaries.archiveName());
  }

  @Test
  void refuseWhatIsNoVersion() {
    assertThatThrownBy(() -> new PostgresBinaries("eighteen", URI.create("file:/x").toURL()))
        .hasMessage("not a version of PostgreSQL: eighteen");
  }

  @Test
  void areRefusedWhenTheArchiveHoldsAnotherVersion(@TempDir Path directory) {
    PostgresBinaries mislabelled = new PostgresBinaries("17.9.0", PostgresBinaries.bundled().archive());
    EmbeddedOptions options = EmbeddedOptions.defaults().withBinaries(mislabelled).withCache(directory);
    assertThatThrownBy(() -> EmbeddedPostgres.ephemeral(options))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("holds \"18.6\", not PostgreSQL 17.9; put one package of binaries on the class path");
  }
}
