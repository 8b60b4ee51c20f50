package dev.whimbrel.kubernetes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecCheckTest {
  private static List<String> wrong(Timeouts timeouts) {
    return SpecCheck.of(new DirectorySource(new ConfigMapRef("migrations"), null, null), timeouts, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1s", "90000ms", "1m1h", "1h30m", "596h"})
  void everyDurationOfTheApiIsATimeout(String text) {
    assertThat(wrong(new Timeouts(text, text, text, text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "999ms", "0h0m"})
  void aJobHasASecondAtLeast(String text) {
    assertThat(wrong(new Timeouts(text, text, text, text))).containsExactly(
        "spec.timeouts.run \"" + text + "\" is less than 1s, and no Job gets anywhere in that");
  }

  @Test
  void whatTheServerCannotCountIsRefused() {
    assertThat(wrong(new Timeouts("10m", "596h1ms", null, "999999999h"))).containsExactly(
        "spec.timeouts.lock \"596h1ms\" is longer than the server can count; it takes at most 596h",
        "spec.timeouts.lockWait \"999999999h\" is longer than the server can count; it takes at most 596h");
  }

  @Test
  void whatIsNoDurationIsSaidOnce() {
    assertThat(wrong(new Timeouts("5min", null, null, null)))
        .containsExactly("spec.timeouts.run \"5min\" is not a duration such as 30s, 10m or 1h30m");
  }

  @Test
  void whatEverybodyCouldReadIsNoParameter() {
    Credentials credentials = new Credentials("db", null, null, "shop", "me", null, null,
        Map.of("PASSWORD", "geheim", "sslmode", "require", "user", "you"));
    MigrationSpec spec = new MigrationSpec(new DatabaseSource(null, null, credentials, null, null),
        new DirectorySource(new ConfigMapRef("migrations"), null, null), null, null, null, null, null, null, null, null,
        null, null, null);
    assertThat(SpecCheck.of(spec, "apps")).hasSize(2)
        .allMatch(wrong -> wrong.contains("where everybody can read it"))
        .noneMatch(wrong -> wrong.contains("geheim"));
  }
}
