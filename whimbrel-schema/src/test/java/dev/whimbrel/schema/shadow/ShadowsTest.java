package dev.whimbrel.schema.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowsTest {
  @TempDir
  Path directory;

  private final List<String> told = new ArrayList<>();

  static MigrationSet set(String... namesAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return Format.GOLANG_MIGRATE.parse(FileSet.of("migrations", files), ParseOptions.standard()).orThrow();
  }

  private ShadowOptions options() {
    return ShadowOptions.standard().withProgress(told::add)
        .withCache(new ShadowCache(directory.resolve("cache"), 3, Duration.ZERO));
  }

  @Test
  void aDirectoryThatWasReplayedIsNotReplayedAgain() {
    MigrationSet set = set("1_a.up.sql", "CREATE TABLE a (x int);", "2_b.up.sql", "CREATE TABLE b (x int);");
    for (int turn = 0; turn < 4; turn++) {
      long begun = System.nanoTime();
      try (Shadows shadows = Shadows.open(options()).orThrow();
          ShadowDatabase shadow = shadows.replayed(set).orThrow();
          Database database = shadow.open()) {
        System.err.println("took " + Duration.ofNanos(System.nanoTime() - begun).toMillis());
        assertThat(database.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
            .isEqualTo(List.of(List.of("2")));
        begun = System.nanoTime();
      }
      System.err.println("close took " + Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }
    for (int turn = 0; turn < 4; turn++) {
      long begun = System.nanoTime();
      try (Shadows shadows = Shadows.open(options().withCache(ShadowCache.none())).orThrow();
          ShadowDatabase shadow = shadows.replayed(set).orThrow();
          Database database = shadow.open()) {
        System.err.println("without took " + Duration.ofNanos(System.nanoTime() - begun).toMillis());
      }
    }
    assertThat(told).hasSize(5);
  }
}
