package dev.whimbrel.schema.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {
  private static final int FEW = 5000;
  private static final String OBJECTS = "SELECT count(*) FROM pg_class UNION ALL SELECT count(*) FROM pg_namespace"
      + " UNION ALL SELECT count(*) FROM pg_type";

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void measuresAndLeavesNothing(int major) {
    try (TestDatabase test = Databases.create(major); Database database = open(test)) {
      var before = database.query(OBJECTS);
      Rates rates = Calibration.of(database, FEW);
      assertThat(rates.origin()).isEqualTo(Rates.Origin.MEASURED);
      assertThat(rates.fixed()).isPositive();
      assertThat(Stream.of(rates.rewrite(), rates.scan(), rates.numbers(), rates.texts(), rates.foreignKey(),
          rates.update())).allSatisfy(work -> assertThat(work.linear(1e6, 1e6)).isPositive());
      assertThat(Rates.parse("rates", rates.text()).orThrow().text()).isEqualTo(rates.text());
      assertThat(database.query(OBJECTS)).isEqualTo(before);
    }
  }

  @Test
  void leavesNothingWhereItFails() {
    try (TestDatabase test = Databases.create(); Database database = open(test)) {
      var before = database.query(OBJECTS);
      assertThat(database.send("SET max_parallel_maintenance_workers = 0; SET statement_timeout = '40ms'").failure())
          .isNull();
      assertThatThrownBy(() -> Calibration.of(database, 20 * FEW)).isInstanceOf(WhimbrelException.class)
          .hasMessageContaining("cannot be measured");
      assertThat(database.send("RESET statement_timeout").failure()).isNull();
      assertThat(database.query(OBJECTS)).isEqualTo(before);
    }
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }
}
