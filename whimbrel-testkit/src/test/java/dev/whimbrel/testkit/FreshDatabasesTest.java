package dev.whimbrel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class FreshDatabasesTest {
  @RepeatedTest(10)
  void everyTestHasADatabaseOfItsOwn(TestDatabase database) {
    database.execute("create table t (n int)");
    assertThat(database.query("select count(*) from t")).isEqualTo(List.of(List.of("0")));
  }

  @Test
  void everyParameterHasADatabaseOfItsOwn(TestDatabase one, TestDatabase other) {
    assertThat(one.name()).isNotEqualTo(other.name());
  }
}
