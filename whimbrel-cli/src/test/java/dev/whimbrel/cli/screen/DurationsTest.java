package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"-PT1S, 0ms", "PT0S, 0ms", "PT0.0009S, 0ms", "PT0.145S, 145ms", "PT0.999S, 999ms", "PT1S, 1.0s",
      "PT3.24S, 3.2s",
      "PT59.94S, 59.9s", "PT59.999S, 59.9s", "PT1M, 1m00s", "PT4M5.9S, 4m05s", "PT59M59.9S, 59m59s", "PT1H, 1h00m",
      "PT2H10M59S, 2h10m", "PT100H, 100h00m"})
  void areBrief(Duration duration, String text) {
    assertThat(Durations.brief(duration)).isEqualTo(text);
  }
}
