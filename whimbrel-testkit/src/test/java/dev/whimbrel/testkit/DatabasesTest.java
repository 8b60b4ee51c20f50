package dev.whimbrel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasesTest {
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 18})
  void areOfTheMajorVersionThatIsAskedFor(int major) {
    try (TestDatabase database = Databases.create(major)) {
      assertThat(database.value("show server_version")).isEqualTo(database.version());
      assertThat(database.major()).isEqualTo(major);
    }
  }

  @Test
  void areNotMadeOnAVersionWithoutBinaries() {
    assertThatThrownBy(() -> Databases.create(13)).hasMessageContaining("no binaries of PostgreSQL 13 here");
  }

  @Test
  void giveRowsAndValues() {
    try (TestDatabase database = Databases.create()) {
      assertThat(database.query("select 1, null union all select 2, 'b' order by 1"))
          .isEqualTo(List.of(Arrays.asList("1", null), List.of("2", "b")));
      assertThatThrownBy(() -> database.value("select 1, 2"))
          .hasMessage("not one value but [[1, 2]] from: select 1, 2");
      assertThatThrownBy(() -> database.execute("selct 1")).hasMessageStartingWith("42601 ERROR: syntax error");
      assertThat(database.url()).endsWith("@" + database.host() + ":" + database.port() + "/" + database.name());
    }
  }
}
