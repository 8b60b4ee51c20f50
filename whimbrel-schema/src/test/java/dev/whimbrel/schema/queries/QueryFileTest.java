package dev.whimbrel.schema.queries;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFileTest {
  @ParameterizedTest
  @ValueSource(strings = {"select 1", "(SELECT 1)", "-- name: GetOrder :one\nSELECT * FROM orders WHERE id = $1",
      "/* controller:orders,action:show */ SELECT 1", "/* a /* b */ */\n  -- c\n(TABLE t)",
      "with x as (select) select"})
  void whatCanBePreparedIsAQuery(String text) {
    assertThat(QueryFile.isQuery(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-- SELECT 1", "/* SELECT 1 */ VACUUM t", "BEGIN", "SET x = 'SELECT 1'", "'"})
  void nothingElseIs(String text) {
    assertThat(QueryFile.isQuery(text)).isFalse();
  }
}
