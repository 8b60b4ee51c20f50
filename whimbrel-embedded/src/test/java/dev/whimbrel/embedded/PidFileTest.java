package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PidFileTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "none", value = {
      "''                                                       | none",
      "12x                                                      | none",
      "123                                                      | 123 0 STARTING",
      "123,/data,1700000000                                     | 123 0 STARTING",
      "123,/data,1700000000,5432,'',127.0.0.1, 11 22            | 123 5432 STARTING",
      "123,/data,1700000000,5432,'',127.0.0.1, 11 22,starting   | 123 5432 STARTING",
      "123,/data,1700000000,5432,'',127.0.0.1, 11 22,ready      | 123 5432 READY",
      "123,/data,1700000000,5432,'',127.0.0.1, 11 22,standby    | 123 5432 READY",
      "123,/data,1700000000,5432,'',127.0.0.1, 11 22,stopping   | 123 5432 STOPPING",
  })
  void readsWhatTheServerHasWrittenSoFar(String text, String expected) {
    List<String> lines = text.isEmpty() ? List.of() : List.of(text.split(","));
    Optional<String> seen = PidFile.parse(lines).map(file -> file.pid() + " " + file.port() + " " + file.status());
    assertThat(seen).isEqualTo(Optional.ofNullable(expected));
  }
}
