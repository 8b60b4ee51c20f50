package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is looked at in one job and carried out in another, where nobody can be asked. */
class ProtectionTest {
  private static final Pattern DIGEST = Pattern.compile("\"digest\": \"([0-9a-f]{16})\"");

  @TempDir
  Path directory;
  private String said = "";

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    write("whimbrel.yaml", "environments:\n  prod: {protected: true, url: \"embedded:\"}\n");
    write("migrations/1_a.up.sql", "create table a (n int);\n");
    write("migrations/1_a.down.sql", "drop table a;\n");
  }

  @Test
  void exactlyWhatWasLookedAtIsDone() throws IOException {
    String digest = planned();
    assertThat(planned()).as("the same again").isEqualTo(digest);
    assertThat(run("up --plan " + digest)).as("a digest without --yes asks").isEqualTo(1);
    assertThat(run("up --yes --plan " + digest)).as(said).isZero();
    assertThat(run("up --yes --plan " + digest)).as("nothing is left to do").isZero();
    assertThat(said).contains("Nothing to do");

    write("migrations/2_b.up.sql", "create table b (n int);\n");
    write("migrations/2_b.down.sql", "drop table b;\n");
    String second = planned();
    assertThat(run("up --yes --plan " + digest)).as("another history, other steps").isEqualTo(10);
    assertThat(said).contains("error: this is not what was agreed to: its digest is " + second + ", and not \"" + digest
        + "\"; the history, a file or the database has changed\n", "  state:    nothing was changed\n",
        "whimbrel --env prod plan\n", "whimbrel --env prod up --yes --plan " + second + "\n");

    write("migrations/2_b.up.sql", "create table b (n int, m int);\n");
    assertThat(run("up --yes --plan " + second)).as("another file").isEqualTo(10);
    String third = planned();
    assertThat(third).isNotEqualTo(second);
    assertThat(run("up --yes", Map.of("WHIMBREL_PLAN", third))).as(said).isZero();
  }

  @Test
  void whatIsRevertedHasADigestOfItsOwn() throws IOException {
    assertThat(run("up --yes --plan " + planned())).as(said).isZero();
    assertThat(run("down --yes")).isEqualTo(1);
    Matcher advised = Pattern.compile("if this is meant: whimbrel --env prod (down --yes --plan [0-9a-f]{16})\n")
        .matcher(said);
    assertThat(advised.find()).as(said).isTrue();
    assertThat(run(advised.group(1))).as(said).isZero();
    assertThat(run("baseline 1 --yes --plan 0123456789abcdef")).isEqualTo(10);
    assertThat(said).contains("is not what was agreed to");
  }

  private String planned() {
    assertThat(run("plan --json")).as(said).isZero();
    Matcher matcher = DIGEST.matcher(said);
    assertThat(matcher.find()).as(said).isTrue();
    return matcher.group(1);
  }

  private int run(String line) {
    return run(line, Map.of());
  }

  private int run(String line, Map<String, String> variables) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Surroundings surroundings = new Surroundings(variables, directory, new StringReader(""), stream, stream,
        Terminal.NONE, Clock.systemUTC());
    int exitCode = new Cli(surroundings).run((line + " --env prod").split(" "));
    said = bytes.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
