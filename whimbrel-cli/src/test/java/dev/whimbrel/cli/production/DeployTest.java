package dev.whimbrel.cli.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.production.Console.Ran;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is agreed to is what is deployed. */
@ExtendWith(FreshDatabases.class)
class DeployTest {
  @TempDir
  private Path project;

  /** Somebody who does something before the answer is typed. */
  private static Reader afterwards(Runnable work, String answer) {
    return new Reader() {
      private final StringReader typed = new StringReader(answer + "\n");
      private boolean done;

      @Override
      public int read(char[] buffer, int from, int length) throws IOException {
        if (!done) {
          done = true;
          work.run();
        }
        return typed.read(buffer, from, length);
      }

      @Override
      public void close() {
        typed.close();
      }
    };
  }

  private Console console(TestDatabase test) throws IOException {
    return new Console(project, test.url())
        .file("migrations/1_a.up.sql", "CREATE TABLE a (id int);\n")
        .file("migrations/1_a.down.sql", "DROP TABLE a;\n")
        .file("migrations/2_b.up.sql", "CREATE TABLE b (id int);\n")
        .file("migrations/2_b.down.sql", "DROP TABLE b;\n");
  }

  @Test
  void anotherRunWhileSomebodyIsAskedIsNoticed(TestDatabase test) throws IOException {
    Console other = console(test);
    Ran ran = console(test).with(afterwards(() -> assertThat(other.run("up", "1").exitCode()).isZero(), "yes"))
        .run("deploy", "--no-color", "--no-dry-run");
    assertThat(ran.exitCode()).isEqualTo(10);
    assertThat(ran.err())
        .isEqualTo("This applies 2 migrations in " + test.host() + ":" + test.port() + "/" + test.name()
            + ". Go on? [y/N] "
            + """
            error: another run changed the history while you were asked
              state:    nothing was changed by this run
              next:     look at it with: whimbrel status, then decide anew
            """);
    assertThat(ran.out()).endsWith("""
        confirm: yes
        apply:
        apply: failed

        Stopped at: apply. Done: validate, connect, verify, status, lint, confirm. Not done: checks after, verify after.
        When that is mended, run again: whimbrel deploy
        """);
    assertThat(test.value("SELECT to_regclass('b') IS NULL")).isEqualTo("t");
  }

  @Test
  void whatIsDoneAndUndoneMeanwhileIsNoticedToo(TestDatabase test) throws IOException {
    Console other = console(test);
    Ran ran = console(test).with(afterwards(() -> {
      assertThat(other.run("up").exitCode()).isZero();
      assertThat(other.run("reset", "--yes").exitCode()).isZero();
    }, "yes")).run("deploy", "--no-color", "--no-dry-run");
    assertThat(ran.exitCode()).isEqualTo(10);
    assertThat(test.value("SELECT to_regclass('a') IS NULL")).isEqualTo("t");
  }

  /** Between the answer and the first migration lie the backup and the checks. */
  @Test
  void anEditedFileMeanwhileChangesNothing(TestDatabase test) throws IOException {
    Console edited = console(test);
    Ran ran = console(test).with(afterwards(() -> {
      try {
        edited.file("migrations/2_b.up.sql", "CREATE TABLE c (id int);\n");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }, "yes")).run("deploy", "--no-color");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(test.value("SELECT to_regclass('b') IS NOT NULL AND to_regclass('c') IS NULL")).isEqualTo("t");
  }
}
