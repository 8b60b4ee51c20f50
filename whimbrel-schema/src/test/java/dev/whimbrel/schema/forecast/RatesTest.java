package dev.whimbrel.schema.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {
  @Test
  void areReadAsTheyWereWritten() {
    Rates rates = Rates.assumed();
    assertThat(Rates.parse("rates", rates.text()).orThrow()).isEqualTo(rates);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan.byte = fast", "scan.byte", "scan.byte = -1", "uncertainty = 1", "colour = 3",
      "origin = heaven", "scan.byte = NaN"})
  void aLineThatIsNoRateIsRefused(String line) {
    assertThat(Rates.parse("rates", "# comment\n" + line)).isInstanceOfSatisfying(Result.Rejected.class,
        rejected -> assertThat(rejected.problems().toString()).contains("is no rate of a server"));
  }

  @Test
  void whatLacksIsNamed() {
    String text = Rates.assumed().text().replaceAll("(?m)^(scan.byte|update.row).*\n", "");
    assertThat(Rates.parse("rates", text)).isInstanceOfSatisfying(Result.Rejected.class,
        rejected -> assertThat(rejected.problems().toString()).contains("lacks scan.byte, update.row"));
  }
}
