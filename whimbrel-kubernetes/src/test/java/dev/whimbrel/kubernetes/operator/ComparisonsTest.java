package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration PAUSE = Duration.ofMinutes(9);

  private final Comparisons comparisons = new Comparisons();

  private boolean isDue(String about, Instant at) {
    return comparisons.isDue("shop", "db", about, at);
  }

  @Test
  void theSameIsComparedSeldomAndSomethingElseAtOnce() {
    assertThat(isDue("a", NOW)).isTrue();
    comparisons.compared("shop", "db", "a", NOW.plus(PAUSE));
    assertThat(isDue("a", NOW.plusSeconds(1))).isFalse();
    assertThat(isDue("b", NOW.plusSeconds(1))).isTrue();
    assertThat(isDue("a", NOW.plus(PAUSE))).isTrue();
    assertThat(comparisons.isDue("shop", "other", "a", NOW)).isTrue();
    comparisons.forget("shop", "db");
    assertThat(isDue("a", NOW.plusSeconds(1))).isTrue();
  }

  @Test
  void noMoreIsReadAtOnceThanThereIsRoomFor() {
    int half = Comparisons.MOST_COLUMNS / 2;
    assertThat(comparisons.reading(half, () -> comparisons.reading(half, () -> comparisons.reading(1, () -> "third"))))
        .hasValueSatisfying(second -> assertThat(second).hasValueSatisfying(third -> assertThat(third).isEmpty()));
    assertThat(comparisons.reading(Comparisons.MOST_COLUMNS, () -> "alone")).hasValue("alone");
  }
}
