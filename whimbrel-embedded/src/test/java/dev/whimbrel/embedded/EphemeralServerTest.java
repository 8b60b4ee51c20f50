package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class EphemeralServerTest {
  @Test
  void answersAndVanishes() throws Exception {
    long t = System.nanoTime();
    EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral();
    System.err.println("start " + (System.nanoTime() - t) / 1e6);
    t = System.nanoTime();
    assertThat(Sessions.query(postgres.address(), "show server_version")).isEqualTo(postgres.version());
    System.err.println("query " + (System.nanoTime() - t) / 1e6);
    t = System.nanoTime();
    postgres.close();
    System.err.println("stop " + (System.nanoTime() - t) / 1e6);
    assertThat(Files.exists(postgres.directory())).isFalse();
    t = System.nanoTime();
    postgres = EmbeddedPostgres.ephemeral();
    System.err.println("start " + (System.nanoTime() - t) / 1e6);
    t = System.nanoTime();
    postgres.close();
    System.err.println("stop " + (System.nanoTime() - t) / 1e6);
  }
}
