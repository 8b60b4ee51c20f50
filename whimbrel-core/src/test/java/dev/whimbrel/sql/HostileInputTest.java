package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anything quadratic would take hours on these; the time limit is far from what linear work needs. */
@Execution(ExecutionMode.CONCURRENT)
class HostileInputTest {
  private static final int LENGTH = 8_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"(", ")", ");", "/*", "*/", "'", "\"", "E'\\", "$", "$a", "$a$b", "a$", "+", "-+", "/ *",
      "\\", "\\restrict a\n",
      ";", "begin atomic ", "create function f begin atomic ", "create function f begin atomic select 1; ", "1e", "1_",
      "'a'\n", "\n", "\r", "COPY t FROM stdin;\n", "COPY t FROM stdin;\n\\.\n", "COPY t FROM stdin; x\n\\.\n",
      "alter table t detach partition p ", "select set_config('a', ", "reindex (", "é", "u&'", "a.b "})
  void endsSoon(String piece) {
    Source source = Source.ofText("t.sql", piece.repeat(LENGTH / piece.getBytes(StandardCharsets.UTF_8).length));

    assertTimeoutPreemptively(LIMIT, () -> {
      switch (SqlScanner.scan(source, Lexicon.standard())) {
        case Result.Ok<List<Statement>> ok -> assertThat(TokenDigest.of(ok.value())).hasSize(64);
        case Result.Rejected<List<Statement>> rejected ->
          assertThat(rejected.problems()).hasSizeLessThanOrEqualTo(50).allSatisfy(HostileInputTest::isShort);
      }
    });
  }

  private static void isShort(Problem problem) {
    assertThat(problem.toString()).hasSizeLessThan(5_000);
  }
}
