package dev.whimbrel.cli.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.production.Console.Ran;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing was to do, nothing was asked, so nothing may be done. */
@ExtendWith(FreshDatabases.class)
class NothingToDoTest {
  /** Of the journal of no particular service. */
  private static final String LOCK = "(-1352427221, 2115073364)";

  private static final String WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
      + " AND application_name LIKE 'whimbrel up%' AND query LIKE '%pg_try_advisory_lock%'";

  @TempDir
  private Path project;

  @Test
  void whatAnotherRunLeavesToDoMeanwhileIsNotDone(TestDatabase test) throws Exception {
    Console first = console(test);
    assertThat(first.run("up").exitCode()).isZero();
    try (Connection other = test.connect(); Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock" + LOCK);
      CompletableFuture<Ran> running = CompletableFuture
          .supplyAsync(() -> console(test).run("up", "-q", "--from-scratch", "--plan", "0123456789abcdef"));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!"1".equals(test.value(WAITS))) {
        assertThat(System.nanoTime()).as("the run waits for the lock").isLessThan(end);
      }
      statement.execute("DROP SCHEMA whimbrel CASCADE; DROP TABLE a");
      statement.execute("SELECT pg_advisory_unlock" + LOCK);
      Ran ran = running.join();
      assertThat(ran.err()).isEqualTo("""
          error: another run changed the history, and now there is something to do that nobody agreed to
            state:    nothing was changed by this run
            next:     look at it with: whimbrel status, then decide anew
          """);
      assertThat(ran.exitCode()).isEqualTo(10);
    }
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  private Console console(TestDatabase test) {
    try {
      return new Console(project, test.url())
          .file("migrations/1_a.up.sql", "CREATE TABLE a (id int);\n")
          .file("migrations/1_a.down.sql", "DROP TABLE a;\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
