package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import org.junit.jupiter.api.Test;

class ProblemTextTest {
  private static final Problem PLAIN = Problem.of(ProblemCode.STATEMENT_FAILED, "it is so");

  @Test
  void isOneLineWhereThereIsNoMoreToSay() {
    assertThat(text(PLAIN)).isEqualTo("error: it is so\n");
  }

  @Test
  void saysAllThatIsKnownInTheOrderInWhichItIsAsked() {
    assertThat(text(PLAIN.at(new Position("1.sql", 12, 8)).excerpt(Excerpt.of("select wrong;", 7))
        .server(new ServerError("42703", "the server says", "in detail", "hinting", "in function f"))
        .state("as before").remedy("do this\nor that"))).isEqualTo("""
            error: 1.sql:12:8 it is so
              12 | select wrong;
                 |        ^
              server:   the server says
              sqlstate: 42703
              detail:   in detail
              hint:     hinting
              context:  in function f
              state:    as before
              next:     do this
                        or that
            """);
  }

  @Test
  void doesNotRepeatTheServersWords() {
    assertThat(text(PLAIN.server(new ServerError("22012", "it is", null, null)))).isEqualTo("""
        error: it is so
          sqlstate: 22012
        """);
  }

  @Test
  void pointsBelowTabsWideAndControlCharacters() {
    assertThat(text(PLAIN.at(new Position("1.sql", 1, 6)).excerpt(Excerpt.of("\t日本\u001b x", 5)))).isEqualTo("""
        error: 1.sql:1:6 it is so
          1 |  日本\\u001b x
            |             ^
        """);
  }

  @Test
  void pointsBehindTheEndOfALine() {
    assertThat(text(PLAIN.at(new Position("1.sql", 1, 99)).excerpt(Excerpt.of("select", 98)))).isEqualTo("""
        error: 1.sql:1:99 it is so
          1 | select
            |       ^
        """);
  }

  @Test
  void showsALongLineAroundThePlace() {
    String line = "a".repeat(500) + "X" + "b".repeat(500);
    assertThat(text(PLAIN.at(new Position("1.sql", 1, 501)).excerpt(Excerpt.of(line, 500)))).isEqualTo(
        "error: 1.sql:1:501 it is so\n  1 | … " + "a".repeat(60) + "X" + "b".repeat(59) + " …\n    |   "
            + " ".repeat(60) + "^\n");
  }

  @Test
  void obeysNoControlCharacters() {
    assertThat(text(PLAIN.at(new Position("\u001b]0;x\u0007.sql", 1, 1)).remedy("\u009b2J"))).isEqualTo("""
        error: \\u001b]0;x\\u0007.sql:1:1 it is so
          next:     \\u009b2J
        """);
  }

  @Test
  void reachesAColouredScreenWithoutTheCodesOfOthers() {
    Screens coloured = Screens.coloured();
    coloured.screen().problem(PLAIN.remedy("\u001b[2J\u001b]0;title\u0007"));
    assertThat(coloured.text()).isEqualTo(
        "\u001b[31;1merror:\u001b[0m it is so\n  \u001b[2mnext:    \u001b[0m \\u001b[2J\\u001b]0;title\\u0007\n");
  }

  private static String text(Problem problem) {
    return ProblemText.of(problem, Screens.plain().screen());
  }
}
