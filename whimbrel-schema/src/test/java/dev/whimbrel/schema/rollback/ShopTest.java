package dev.whimbrel.schema.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.schema.rollback.Trial.Verdict;
import dev.whimbrel.schema.shadow.ShadowCache;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of the README promises that every one of its down parts is true. */
class ShopTest {
  @Test
  void everyWayBackRestores() {
    FileSet files = FileSet.read(Path.of("../examples/shop/migrations")).orThrow();
    MigrationSet set = Format.SQL_MIGRATE.parse(files, ParseOptions.standard()).orThrow();
    try (Shadows shadows = Shadows.open(ShadowOptions.standard().withCache(ShadowCache.none())).orThrow();
        ShadowGround ground = ShadowGround.of(shadows, set, List.of())) {
      List<Trial> trials = Trials.of(ground, set,
          set.migrations().stream().map(migration -> migration.id().key()).collect(Collectors.toSet()),
          Trials.Ways.WRITTEN_ONLY, migration -> {}).orThrow();
      assertThat(trials).hasSize(16).allSatisfy(trial -> {
        assertThat(trial.differences()).as(trial.migration().file()).isEmpty();
        assertThat(trial.verdict()).isEqualTo(Verdict.RESTORES);
      });
    }
  }
}
