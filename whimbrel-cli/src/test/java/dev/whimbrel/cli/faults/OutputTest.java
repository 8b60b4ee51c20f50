package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M14: nobody reads what a run says, and the run goes on. */
@ExtendWith(FreshDatabases.class)
class OutputTest {
  private static final String LOST = """
      error: the result could not be written to standard output
        state:    what the command did is done: a reader that went away or a full disk stops no run
        next:     see what is applied with: whimbrel status
      """;

  @TempDir
  private Path project;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(project.resolve("migrations"));
    for (int i = 1; i <= 20; i++) {
      Files.writeString(project.resolve("migrations/" + i + "_m.up.sql"),
          (i == 1 ? "CREATE TABLE ledger (version int);\n" : "") + "INSERT INTO ledger VALUES (" + i + ");\n");
    }
  }

  private static void allOnce(TestDatabase test) {
    assertThat(test.value("SELECT count(DISTINCT version) || ' ' || count(*) FROM ledger")).isEqualTo("20 20");
    assertThat(test.value("SELECT count(*) FROM whimbrel.journal WHERE event = 'applied'")).isEqualTo("20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "up --json"})
  void m14_aFullDisk(String line, TestDatabase test) throws Exception {
    Ran ran = Tool.run(Way.usual().to("/dev/full"), project, test, line.split(" "));
    assertThat(ran.err()).isEqualTo(LOST);
    assertThat(ran.exitCode()).isEqualTo(74);
    allOnce(test);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "up --json"})
  void m14_aReaderThatWentAway(String line, TestDatabase test) throws Exception {
    Tool tool = Tool.start(Way.usual().toPipe(), project, test, line.split(" "));
    tool.closePipe();
    Ran ran = tool.end();
    assertThat(ran.err()).isEqualTo(LOST);
    assertThat(ran.exitCode()).isEqualTo(74);
    allOnce(test);
  }

  /** What the run itself has to say comes first. */
  @Test
  void m14_aFailureKeepsItsCode(TestDatabase test) throws Exception {
    Files.writeString(project.resolve("migrations/21_m.up.sql"), "SELECT 1/0;\n");
    Ran ran = Tool.run(Way.usual().to("/dev/full"), project, test, "up");
    assertThat(ran.err()).isEqualTo("""
        error: 21_m.up.sql:1:1 division by zero
          1 | SELECT 1/0;
            | ^
          sqlstate: 22012
          state:    rolled back: nothing of 21_m.up.sql is in the database; 20 migrations before it in this run are in effect
          next:     mend 21_m.up.sql and run again: whimbrel up
        """);
    assertThat(ran.exitCode()).isEqualTo(2);
    allOnce(test);
  }

  @Test
  void m14_nothingIsLostWhereNothingIsSaid(TestDatabase test) throws Exception {
    Ran ran = Tool.run(Way.usual().to("/dev/full"), project, test, "up", "-q");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    allOnce(test);
  }
}
