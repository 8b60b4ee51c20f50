package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.source.Format;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionTest {
  @Test
  void knowsEveryCommandWithItsOptions() {
    String script = script("bash");
    for (CommandSpec command : Commands.all()) {
      String line = script.lines().filter(l -> l.startsWith("    " + command.name() + ") ")).findFirst().orElse("");
      assertThat(command.options()).allSatisfy(option -> assertThat(line).contains("--" + option.name() + " "));
      assertThat(Options.GLOBAL).allSatisfy(option -> assertThat(line).containsPattern("--" + option.name() + "[ \"]"));
    }
  }

  @Test
  void knowsEveryFormat() {
    assertThat(Format.values()).allSatisfy(format -> assertThat(script("bash")).contains(format.label()));
  }

  @Test
  void forZshIsThatForBashWithABridge() {
    assertThat(script("zsh")).isEqualTo("autoload -U +X bashcompinit && bashcompinit\n" + script("bash"));
  }

  private static String script(String shell) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Surroundings surroundings = new Surroundings(Map.of(), Path.of("."), new StringReader(""), stream, stream,
        Terminal.NONE, Clock.systemUTC());
    assertThat(new Cli(surroundings).run("completion", shell)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
