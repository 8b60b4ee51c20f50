package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {
  private final Mask mask = Mask.hiding(List.of("p@ss/word", "ab", ""));

  @Test
  void hidesEachSpelling() {
    assertThat(mask.of("p@ss/word, p%40ss%2Fword")).isEqualTo("…, …");
    assertThat(Mask.hiding(List.of("a%20b%20c")).of("it is 'a b c'")).isEqualTo("it is '…'");
  }

  @Test
  void hidesShortOnesAsWordsAlone() {
    assertThat(mask.of("password ab, table")).isEqualTo("password …, table");
  }

  @Test
  void hidesInEveryPartOfAProblem() {
    Problem problem = Problem.of(ProblemCode.UNREACHABLE, "p@ss/word").state("p@ss/word").remedy("p@ss/word")
        .server(new ServerError("28P01", "p@ss/word", "p@ss/word", "p@ss/word", "p@ss/word"));
    assertThat(mask.of(problem).toString()).doesNotContain("p@ss");
  }

  @Test
  void nothingToHideIsNothingChanged() {
    assertThat(Mask.none().of("as it is")).isEqualTo("as it is");
  }
}
