package dev.whimbrel.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @ValueSource(strings = {"2026-03-01T12:34:56.123456Z", "1970-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z",
      "2024-02-29T23:59:59.000001Z", "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z",
      "2026-03-01T24:00:00.000000Z", "2026-03-01T12:34:56Z", "2026-03-01T12:34:56.1Z", "+10000-01-01T00:00:00Z"})
  void readsWhatThePlatformReads(String text) {
    assertThat(Times.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "infinity", "2026-02-29T00:00:00.000000Z", "2026-13-01T00:00:00.000000Z",
      "2026-03-01T25:00:00.000000Z", "2026-03-01 12:34:56.123456Z", "2026-03-01T12:34:56.12345xZ",
      "10000-01-01T00:00:00.000000Z"})
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
