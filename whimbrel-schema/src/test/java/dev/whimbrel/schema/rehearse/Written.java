package dev.whimbrel.schema.rehearse;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Migrations of texts. */
public final class Written {
  private Written() {}

  /** In their order: {@code 001_m.up.sql} and so on. */
  public static List<Migration> migrations(String... texts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < texts.length; i++) {
      files.put("%03d_m.up.sql".formatted(i + 1), texts[i].getBytes(StandardCharsets.UTF_8));
    }
    return Format.GOLANG_MIGRATE.parse(FileSet.of("written", files), ParseOptions.standard()).orThrow().migrations();
  }
}
