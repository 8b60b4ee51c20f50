package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.SchemaGenerator;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schemas that nobody thought of. {@code -Ddiff.seed=N} begins elsewhere, {@code -Ddiff.pairs=N} makes more. */
@ExtendWith(FreshDatabases.class)
class GeneratedPairsTest {
  private static final int PAIRS = Integer.getInteger("diff.pairs", 25);
  private static final long SEED = Long.getLong("diff.seed", 1);

  @Test
  void everyPairIsLedThereAndBack(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      List<String> failures = LongStream.range(SEED, SEED + PAIRS).boxed().flatMap(seed -> failure(database, seed))
          .toList();
      assertThat(failures).isEmpty();
    }
  }

  private static Stream<String> failure(Database database, long seed) {
    try {
      new Pair(SchemaGenerator.script(2 * seed), SchemaGenerator.script(2 * seed + 1), "").proveOn(database);
      return Stream.empty();
    } catch (AssertionError | RuntimeException e) {
      return Stream.of("seed " + seed + ": " + e.getMessage());
    }
  }
}
