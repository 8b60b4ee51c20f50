package dev.whimbrel.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      select 1                                      | AUTOMATIC   | WHOLE 1
      select 1                                      | NONE        | NONE 1
      select 1                                      | PER_SEGMENT | PER_SEGMENT 1
      ``                                            | AUTOMATIC   | WHOLE 0
      begin; select 1; commit                       | AUTOMATIC   | WHOLE 1 after begin
      begin; select 1; end                          | NONE        | WHOLE 1 after begin
      begin; commit                                 | AUTOMATIC   | WHOLE 0 after begin
      vacuum                                        | AUTOMATIC   | NONE 1
      vacuum; vacuum                                | AUTOMATIC   | NONE 2
      set a = 1; vacuum; reset a                    | AUTOMATIC   | NONE 3
      set session a = 1; vacuum                     | AUTOMATIC   | NONE 2
      set role x; vacuum                            | AUTOMATIC   | NONE 2
      set standard_conforming_strings = off; vacuum | AUTOMATIC   | NONE 2
      vacuum; select 1                              | NONE        | NONE 2
      vacuum; select 1                              | PER_SEGMENT | PER_SEGMENT 2
      savepoint a; release a                        | AUTOMATIC   | WHOLE 2
      set local a = 1; vacuum                       | AUTOMATIC   | MIXED_TRANSACTION@18
      set transaction read only; vacuum             | AUTOMATIC   | MIXED_TRANSACTION@28
      set constraints all deferred; vacuum          | AUTOMATIC   | MIXED_TRANSACTION@31
      vacuum; select 1                              | AUTOMATIC   | MIXED_TRANSACTION@1
      begin; vacuum; commit                         | AUTOMATIC   | MIXED_TRANSACTION@8
      begin; vacuum; commit                         | NONE        | MIXED_TRANSACTION@8
      begin; select 1; commit                       | PER_SEGMENT | TRANSACTION_CONTROL@1
      begin; select 1                               | AUTOMATIC   | TRANSACTION_CONTROL@1
      begin                                         | AUTOMATIC   | TRANSACTION_CONTROL@1
      commit                                        | AUTOMATIC   | TRANSACTION_CONTROL@1
      select 1; commit; begin; select 2; rollback   | NONE        | TRANSACTION_CONTROL@11 TRANSACTION_CONTROL@19 TRANSACTION_CONTROL@36
      begin; commit; begin; commit                  | AUTOMATIC   | TRANSACTION_CONTROL@8 TRANSACTION_CONTROL@16
      rollback; vacuum; select 1                    | AUTOMATIC   | TRANSACTION_CONTROL@1 MIXED_TRANSACTION@11
      begin; prepare transaction 'x'                | AUTOMATIC   | TRANSACTION_CONTROL@1 TRANSACTION_CONTROL@8
      """)
  void theStatementsAndTheRequestDecide(String sql, TransactionRequest request, String expected) {
    Source source = Source.ofText("1_a.sql", sql);

    assertThat(shown(Script.of(source, SqlScanner.scan(source, Lexicon.standard()).orThrow(), request)))
        .isEqualTo(expected);
  }

  private static String shown(Result<Script> result) {
    return switch (result) {
      case Result.Ok<Script> ok -> shown(ok.value());
      case Result.Rejected<Script> rejected -> rejected.problems().stream().map(ScriptTest::shown)
          .collect(Collectors.joining(" "));
    };
  }

  private static String shown(Script script) {
    return script.mode() + " " + script.statements().size()
        + (script.opening() == null ? "" : " after " + script.opening().text());
  }

  private static String shown(Problem problem) {
    assertThat(problem.remedy()).isNotBlank();
    assertThat(String.valueOf(problem.excerpt())).isNotBlank();
    return problem.code() + "@" + (problem.at() == null ? 0 : problem.at().column());
  }
}
