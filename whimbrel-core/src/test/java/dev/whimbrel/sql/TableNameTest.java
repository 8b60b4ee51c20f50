package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of tables as somebody types them. */
class TableNameTest {
  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '#', value = {
      "t #  # t # t",
      "s.t # s # t # s.t",
      "S.My Table # S # My Table # S.My Table",
      "\"s\".\"t\" # s # t # s.t",
      "s.\"ta.ble\" # s # ta.ble # s.\"ta.ble\"",
      "\"a.b\".t # a.b # t # \"a.b\".t",
      "\"a.b\" #  # a.b # \"a.b\"",
      "\"a\"\"b\".\"c\"\"\" # a\"b # c\" # \"a\"\"b\".\"c\"\"\""})
  void areReadAndWrittenAlike(String typed, String schema, String table, String written) {
    TableName read = TableName.read(typed).orThrow();
    assertThat(read).isEqualTo(new TableName(schema == null ? null : new Identifier(schema), new Identifier(table)));
    assertThat(read.written()).isEqualTo(written);
    assertThat(TableName.read(read.written()).orThrow()).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "\"a", "a\"b", "\"\"", "\"a\"b", "\"a\".\"b\".\"c\"", "a\0b"})
  void areRefusedIfTheyCouldMeanMoreThanOne(String typed) {
    Problem problem = TableName.read(typed).problems().getFirst();
    assertThat(problem.message()).isEqualTo("\"" + typed + "\" is not the name of a table");
    assertThat(problem.remedy())
        .isEqualTo("write TABLE or SCHEMA.TABLE, and a part that holds a dot or a quote in double "
            + "quotes, as in: --table '\"my.schema\".\"my table\"'");
  }
}
