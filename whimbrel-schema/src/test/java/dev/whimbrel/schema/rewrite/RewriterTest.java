package dev.whimbrel.schema.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.schema.rehearse.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each file of {@code src/test/resources/rewrite}: what is there, the migration, and what becomes of it, which is offered only where it is
 * proven equal.
 */
@Execution(ExecutionMode.CONCURRENT)
class RewriterTest {
  private static final Path CASES = Path.of("src/test/resources/rewrite");
  private static final String MIGRATION = "-- == migration\n";
  private static final String REWRITTEN = "-- == rewritten\n";
  private static final int OLDEST = 14;
  private static final int NEWEST = 18;

  @TestFactory
  List<DynamicTest> cases() throws IOException {
    String only = System.getProperty("cases.only", "");
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.getFileName().toString().contains(only)).sorted().map(file -> DynamicTest
          .dynamicTest(file.getFileName().toString(), () -> check(file))).toList();
    }
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    int migration = text.indexOf(MIGRATION);
    int rewritten = text.indexOf(REWRITTEN);
    String before = text.substring(0, migration);
    String written = text.substring(migration + MIGRATION.length(), rewritten < 0 ? text.length() : rewritten);
    String made = rewritten(before, written, before.startsWith("-- only 14") ? OLDEST : NEWEST);
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(file, before + MIGRATION + written + REWRITTEN + made);
    }
    assertThat(before + MIGRATION + written + REWRITTEN + made).isEqualTo(Files.readString(file));
    if (!before.startsWith("-- only")) {
      assertThat(rewritten(before, written, OLDEST)).isEqualTo(made);
    }
  }

  private static String rewritten(String before, String written, int major) {
    Migration migration = Written.migrations(written).getFirst();
    Columns columns = before.contains("-- may move") ? Columns.MAY_MOVE : Columns.KEEP_ORDER;
    Rewritten rewritten = Rewriter
        .rewrite(new TestGround(before, major), new MigrationSet(List.of()), migration, columns, Layout.FILE_PER_PART)
        .orThrow();
    String remarks = rewritten.remarks().stream().map(remark -> "-- remark: " + remark + "\n")
        .collect(Collectors.joining());
    return switch (rewritten.change()) {
      case NOTHING -> "-- nothing to rewrite\n" + remarks;
      case REWRITTEN -> rewritten.text() + remarks;
    };
  }
}
