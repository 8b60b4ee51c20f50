package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.CommandLineReader.Parsed;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineReaderTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
      up                            | up       | []         | {}
      up 3                          | up       | [3]        | {}
      -C db up                      | up       | []         | {directory=db}
      --directory db up             | up       | []         | {directory=db}
      --dir up up                   | up       | []         | {dir=up}
      up --to 7                     | up       | []         | {to=7}
      up --to=7                     | up       | []         | {to=7}
      down 2 -q                     | down     | [2]        | {quiet=}
      -v -y reset                   | reset    | []         | {verbose=, yes=}
      reset -vy                     | reset    | []         | {verbose=, yes=}
      new add user preferences      | new      | [add, user, preferences] | {}
      new --seq add                 | new      | [add]      | {seq=}
      new -- --odd                  | new      | [--odd]    | {}
      force -1                      | force    | [-1]       | {}
      force -1 --yes                | force    | [-1]       | {yes=}
      force --yes -1                | force    | [-1]       | {yes=}
      up --timeout -1               | up       | []         | {timeout=-1}
      resolve 3 --as applied        | resolve  | [3]        | {as=applied}
      status --url postgres://a:b@c/d?e=f | status | []      | {url=postgres://a:b@c/d?e=f}
      status --url "x"              | status   | []         | {url="x"}
      up --url a --url b            | up       | []         | {url=b}
      up --help                     | up       | []         | {help=}
      """)
  void understands(String line, String command, String arguments, String values) {
    Parsed parsed = CommandLineReader.read(words(line)).orThrow();
    assertThat(parsed.command().map(CommandSpec::name)).contains(command);
    assertThat(parsed.arguments()).hasToString(arguments);
    assertThat(parsed.values()).hasToString(values);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      upp                | there is no command "upp"                   | did you mean up?
      --dir x y          | there is no command "y"                     | see all commands with: whimbrel --help
      up --too 7         | "up" has no option --too                    | did you mean --to?
      up --d 7           | "up" has no option --d                      | see: whimbrel up --help
      up --to            | the option --to needs a value               | see: whimbrel up --help
      up --json=yes      | the option --json takes no value            | see: whimbrel up --help
      up 1 2             | "up" does not take "2"                      | see: whimbrel up --help
      goto               | "goto" needs V                              | see: whimbrel goto --help
      up --batch         | "up" has no option --batch                  | see: whimbrel up --help
      status --yes --yex | "status" has no option --yex                | did you mean --yes?
      --urll x           | there is no command "x"                     | see all commands with: whimbrel --help
      --urll=x           | there is no option --urll                   | did you mean --url?
      """)
  void refuses(String line, String message, String remedy) {
    assertThat(CommandLineReader.read(words(line)))
        .isEqualTo(Result.rejected(Problem.of(ProblemCode.USAGE, message).remedy(remedy)));
  }

  @Test
  void wantsHelpWhereNoCommandIsNamed() {
    assertThat(CommandLineReader.read(List.of()).orThrow().wantsHelp()).isTrue();
    assertThat(CommandLineReader.read(List.of("--json")).orThrow().wantsHelp()).isTrue();
    assertThat(CommandLineReader.read(List.of("goto", "-h")).orThrow().wantsHelp()).isTrue();
    assertThat(CommandLineReader.read(List.of("goto", "3")).orThrow().wantsHelp()).isFalse();
  }

  private static List<String> words(String line) {
    return List.of(line.split(" +"));
  }
}
