package dev.whimbrel.schema.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.schema.rehearse.Written;
import dev.whimbrel.schema.rollback.ShadowGround;
import dev.whimbrel.schema.shadow.ShadowCache;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As people use it: behind the migrations of a directory, on databases that are made for it and gone afterwards. */
class OnShadowsTest {
  @Test
  void aMigrationIsRewrittenBehindThoseBeforeIt() {
    List<Migration> all = Written.migrations("CREATE TABLE t (id int PRIMARY KEY, a int);", "CREATE INDEX ON t (a);");
    MigrationSet before = new MigrationSet(all.subList(0, 1));
    try (Shadows shadows = Shadows.open(ShadowOptions.standard().withCache(ShadowCache.none())).orThrow();
        ShadowGround ground = ShadowGround.of(shadows, new MigrationSet(all), List.of())) {
      Rewritten rewritten = Rewriter.rewrite(ground, before, all.get(1), Columns.KEEP_ORDER, Layout.FILE_PER_PART)
          .orThrow();
      assertThat(rewritten.text()).isEqualTo("""
          -- outside a transaction
          CREATE INDEX CONCURRENTLY t_a_idx ON t (a);
          """);
    }
  }
}
