package dev.whimbrel.schema.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.Runner;
import dev.whimbrel.schema.rehearse.Written;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.NewFiles;
import dev.whimbrel.source.Numbering;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of every format, which are run forth and back. */
@Execution(ExecutionMode.CONCURRENT)
class RewrittenFilesTest {
  private static final String BEFORE = """
      CREATE TABLE t (id int PRIMARY KEY, a int);
      INSERT INTO t SELECT i, i FROM generate_series(1, 1500) AS i;
      """;
  private static final String UP = """
      -- Everybody gets a key.
      ALTER TABLE t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();
      CREATE INDEX t_a ON t (a);
      ALTER TABLE t ADD CONSTRAINT big CHECK (a > 0);
      """;
  private static final String DOWN = """
      ALTER TABLE t DROP CONSTRAINT big;
      DROP INDEX t_a;
      ALTER TABLE t DROP COLUMN u;
      """;
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Rewritten rewritten(String up) {
    Map<String, byte[]> files = Map.of("1_m.up.sql", up.getBytes(StandardCharsets.UTF_8), "1_m.down.sql",
        DOWN.getBytes(StandardCharsets.UTF_8));
    Migration migration = Format.GOLANG_MIGRATE.parse(FileSet.of("", files), ParseOptions.standard()).orThrow()
        .migrations().getFirst();
    return Rewriter.rewrite(new TestGround(BEFORE, 18), new MigrationSet(List.of()), migration, Columns.KEEP_ORDER,
        Layout.ONE_FILE)
        .orThrow();
  }

  private static NewFiles files(Rewritten rewritten, Format format, Layout layout) {
    FileSet empty = FileSet.of("", new TreeMap<>());
    Result<NewFiles> files = RewrittenFiles.files(rewritten, layout, format, empty, "m", Numbering.sequential(3), NOW,
        ParseOptions.standard());
    return files.orThrow();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aFileForEachPartRunsForthAndBack(Format format) {
    runs(format, Layout.FILE_PER_PART);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void oneFileRunsForthAndBack(Format format) {
    runs(format, Layout.ONE_FILE);
  }

  private static void runs(Format format, Layout layout) {
    NewFiles files = files(rewritten(UP), format, layout);
    Map<String, byte[]> bytes = new TreeMap<>();
    files.files().forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    MigrationSet set = format.parse(FileSet.of("", bytes), ParseOptions.standard()).orThrow();
    try (TestDatabase test = Databases.create(18)) {
      test.execute(BEFORE);
      try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard())) {
        assertThat(run(database, set, new Goal.Latest())).isEmpty();
        assertThat(test.value("select count(distinct u)::text from t")).isEqualTo("1500");
        assertThat(test.value("select count(*)::text from pg_constraint where conname = 'big' and convalidated"))
            .isEqualTo("1");
        if (format != Format.ATLAS && format != Format.FLYWAY) {
          assertThat(run(database, set, new Goal.Undo(set.migrations().size()))).isEmpty();
          assertThat(test.value("select count(*)::text from pg_attribute where attrelid = 't'::regclass and attnum > 0"
              + " and not attisdropped")).isEqualTo("2");
        }
      }
    }
  }

  private static List<Problem> run(Database database, MigrationSet set, Goal goal) {
    Journal journal = Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "", new Author("", "", "test"));
    return new Runner(database, journal)
        .run(Planner.plan(set, journal.read(), goal, Policy.strict()).orThrow(), event -> {}).problems();
  }

  @Test
  void transactionsBetweenIndexesStayInOneFile() {
    NewFiles files = files(
        rewritten("ALTER TABLE t ADD COLUMN u int;\nCREATE INDEX t_a ON t (a);\nCOMMENT ON TABLE t IS 't';\n"),
        Format.GOLANG_MIGRATE, Layout.ONE_FILE);
    assertThat(files.files().values().stream().filter(text -> text.contains("CREATE")).toList()).containsExactly("""
        -- whimbrel: transaction per-segment
        ALTER TABLE t ADD COLUMN u int;

        CREATE INDEX CONCURRENTLY t_a ON t (a);

        COMMENT ON TABLE t IS 't';
        """);
  }

  @Test
  void aSettingIsSaidAgainWhereItIsNoMoreInForce() {
    Migration migration = Written.migrations("""
        SET search_path = a;
        CREATE INDEX t_x ON t (x);
        SET search_path = b;
        CREATE INDEX t_x ON t (x);
        CREATE INDEX t_y ON t (y);
        SET search_path = a;
        CREATE INDEX t_y ON t (y);
        """).getFirst();
    TestGround ground = new TestGround("CREATE SCHEMA a; CREATE TABLE a.t (x int, y int);"
        + "CREATE SCHEMA b; CREATE TABLE b.t (x int, y int);", 18);
    Rewritten rewritten = Rewriter.rewrite(ground, new MigrationSet(List.of()), migration, Columns.KEEP_ORDER,
        Layout.ONE_FILE).orThrow();
    assertThat(RewrittenFiles.planned(rewritten, Layout.ONE_FILE).orThrow().getFirst().text().up()).isEqualTo("""
        -- whimbrel: transaction per-segment
        SET search_path = a;
        CREATE INDEX CONCURRENTLY t_x ON t (x);

        SET search_path = b;
        CREATE INDEX CONCURRENTLY t_x ON t (x);

        CREATE INDEX CONCURRENTLY t_y ON t (y);

        SET search_path = a;
        CREATE INDEX CONCURRENTLY t_y ON t (y);
        """);
  }

  /** In a transaction of its own each part waits no longer than is said; side by side in one file they would be one. */
  @Test
  void whatIsSetForATransactionNeedsFiles() {
    Migration migration = Written.migrations("""
        -- waits no longer
        SET LOCAL lock_timeout = '1s';
        ALTER TABLE t ADD CONSTRAINT big CHECK (a > 0);
        """).getFirst();
    Result<Rewritten> rewritten = Rewriter.rewrite(new TestGround("CREATE TABLE t (a int);", 18),
        new MigrationSet(List.of()), migration, Columns.KEEP_ORDER, Layout.ONE_FILE);
    assertThat(rewritten.problems()).extracting(Problem::message).containsExactly(
        "in one file each statement would commit by itself, and SET LOCAL would set nothing");
  }
}
