package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * kill -9 at random moments of a run of fifty migrations, and each time a plain run afterwards. {@code -Dkills=30} does it more often,
 * {@code -Dkills.seed=…} at other moments.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillsTest {
  private static final int MIGRATIONS = 50;
  private static final int KILLS = Integer.getInteger("kills", 6);
  private static final long SEED = Long.getLong("kills.seed", 1);

  @TempDir
  private Path project;

  /** Every fifth cannot run in a transaction. */
  private void write() throws IOException {
    Path directory = Files.createDirectories(project.resolve("migrations"));
    for (int i = 1; i <= MIGRATIONS; i++) {
      String text = i == 1
          ? "CREATE TABLE ledger (version int);\nINSERT INTO ledger VALUES (1);\n"
          : switch (i % 5) {
            case 0 -> "CREATE INDEX CONCURRENTLY i" + i + " ON ledger (version, (version + " + i + "));\n";
            case 1 -> "-- whimbrel: transaction per-segment\nINSERT INTO ledger VALUES (" + i + ");\nVACUUM ledger;\n"
                + "CREATE TABLE t" + i + " (n int);\n";
            default ->
              "INSERT INTO ledger VALUES (" + i + ");\nSELECT pg_sleep(0.01);\nCREATE TABLE t" + i + " (n int);\n";
          };
      Files.writeString(directory.resolve(i + "_m.up.sql"), text);
    }
  }

  private static final String LEDGER = IntStream.rangeClosed(1, MIGRATIONS)
      .filter(i -> i % 5 != 0)
      .mapToObj(String::valueOf)
      .collect(Collectors.joining(","));

  @Test
  void m01_m04_afterEveryKillAPlainRunConverges() throws Exception {
    write();
    Duration whole;
    CatalogFingerprint clean;
    try (TestDatabase test = Databases.create()) {
      long start = System.nanoTime();
      Ran ran = Tool.run(project, test, "up");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      whole = Duration.ofNanos(System.nanoTime() - start);
      clean = test.fingerprint("whimbrel");
    }
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      killed(Duration.ofNanos((long) (random.nextDouble() * whole.toNanos())), clean);
    }
  }

  private void killed(Duration after, CatalogFingerprint clean) throws IOException, InterruptedException {
    try (TestDatabase test = Databases.create()) {
      Tool tool = Tool.start(project, test, "up");
      tool.killAfter(after);
      Ran again = Tool.run(project, test, "up");
      assertThat(again.exitCode()).as("after %s: %s", after, again.err()).isZero();
      assertThat(test.value("SELECT string_agg(version::text, ',' ORDER BY version) FROM ledger")).as("after %s", after)
          .isEqualTo(LEDGER);
      assertThat(test.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isEqualTo("0");
      assertThat(test.value("SELECT count(*) FROM whimbrel.journal WHERE event = 'applied'"))
          .isEqualTo(String.valueOf(MIGRATIONS));
      assertThat(test.fingerprint("whimbrel")).as("after %s", after).isEqualTo(clean);
    }
  }
}
