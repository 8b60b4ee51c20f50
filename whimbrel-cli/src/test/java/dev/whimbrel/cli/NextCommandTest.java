package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextCommandTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      dir     | db                                    | whimbrel --dir db up
      dir     | my db                                 | whimbrel --dir 'my db' up
      service | it's                                  | whimbrel --service 'it'\\''s' up
      url     | postgres://me@h/x?sslmode=require     | whimbrel --url 'postgres://me@h/x?sslmode=require' up
      url     | postgres://me:pw@h/x                  | whimbrel up
      url     | postgres://me:p/w@h/x                 | whimbrel up
      url     | postgres://me:p@w:w/@h/x              | whimbrel up
      url     | jdbc:postgresql://h/x?user=a&password=pw | whimbrel up
      """)
  void namesThePlaceAndNoSecret(String option, String value, String command) {
    Surroundings nowhere = new Surroundings(Map.of(), Path.of("."), Reader.nullReader(),
        new PrintStream(PrintStream.nullOutputStream()), new PrintStream(PrintStream.nullOutputStream()),
        Surroundings.Terminal.NONE, Clock.systemUTC());
    Screen screen = Screen.of(nowhere, Screen.Form.TEXT, Screen.Volume.NORMAL, Screen.Colours.NEVER);
    Invocation invocation = new Invocation("up", List.of(), Map.of(option, value), nowhere, screen);
    Problem problem = Problem.of(ProblemCode.USAGE, "fact").remedy("run again: whimbrel up");
    assertThat(NextCommand.complete(problem, invocation).remedy()).isEqualTo("run again: " + command);
  }
}
