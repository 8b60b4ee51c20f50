package dev.whimbrel.schema.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rehearse.Written;
import dev.whimbrel.schema.rewrite.Part.Line;
import dev.whimbrel.schema.rewrite.Part.Origin;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is not the same is found. */
class ProvingTest {
  private static final MigrationSet NOTHING = new MigrationSet(List.of());
  private static final TestGround GROUND = new TestGround(
      "CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 1);", 18);

  private static List<String> differences(String migration, String... parts) {
    Migration written = Written.migrations(migration).getFirst();
    List<Part> others = Stream.of(parts)
        .map(text -> new Part(Bound.TRANSACTION, List.of(), List.of(), Stream.of(text.split("(?<=;)"))
            .map(line -> new Line(line, Origin.REWRITING)).toList(), List.of()))
        .toList();
    Rewritten rewritten = new Rewritten(written, others, List.of(0), Rewritten.Change.REWRITTEN, List.of());
    return Proving.of(GROUND, NOTHING, written).orThrow().differences(rewritten, Columns.KEEP_ORDER).orThrow();
  }

  @Test
  void theSameIsTheSame() {
    assertThat(differences("ALTER TABLE t ADD COLUMN c int;", "ALTER TABLE t ADD COLUMN c int;")).isEmpty();
  }

  @Test
  void anotherSchemaIsFound() {
    assertThat(differences("ALTER TABLE t ADD CHECK (a > 0);", "ALTER TABLE t ADD CHECK (a > 0) NOT VALID;"))
        .hasSize(1);
  }

  @Test
  void otherRowsAreFound() {
    assertThat(differences("UPDATE t SET a = 2;", "UPDATE t SET a = 3;"))
        .containsExactly("the rows of public.t are not the same");
  }

  @Test
  void anotherOrderOfColumnsIsFound() {
    assertThat(differences("ALTER TABLE t ADD COLUMN c int, ADD COLUMN d int;",
        "ALTER TABLE t ADD COLUMN d int, ADD COLUMN c int;"))
        .contains("the columns of public.t are in another order");
  }

  @Test
  void whatIsAnotherEachTimeIsOnlyToBeThere() {
    String filled = "ALTER TABLE t ADD COLUMN u uuid DEFAULT gen_random_uuid();";
    assertThat(
        differences(filled, "ALTER TABLE t ADD COLUMN u uuid; ALTER TABLE t ALTER u SET DEFAULT gen_random_uuid();"))
        .containsExactly("the rows of public.t are not the same");
  }

  @Test
  void aStatementThatStillKeepsOthersWaitingIsFound() {
    assertThat(differences("ALTER TABLE t ADD CHECK (a > 0);", "ALTER TABLE t ADD CHECK (a > 0);")).hasSize(1);
    assertThat(differences("ALTER TABLE t ADD CHECK (a > 0);",
        "ALTER TABLE t ADD CONSTRAINT t_a_check CHECK (a > 0) NOT VALID;ALTER TABLE t VALIDATE CONSTRAINT t_a_check;"))
        .hasSize(1);
  }

  @Test
  void whatTheServerRefusesIsFound() {
    assertThat(differences("ALTER TABLE t ADD COLUMN c int;", "ALTER TABLE no ADD COLUMN c int;")).containsExactly(
        "the server refuses \"ALTER TABLE no ADD COLUMN c int\": relation \"no\" does not exist");
  }

  @Test
  void aMigrationThatDoesNotRunIsNotRewritten() {
    List<Problem> problems = Rewriter.rewrite(GROUND, NOTHING, Written.migrations("CREATE INDEX ON t (no);").getFirst(),
        Columns.KEEP_ORDER, Layout.FILE_PER_PART).problems();
    assertThat(problems).extracting(Problem::message)
        .containsExactly("the migration does not run on a shadow database: column \"no\" does not exist");
  }

  /** In a check, which rows are made for, and as a default. */
  @Test
  void longLiteralsAreRead() {
    String literal = "'" + "x".repeat(100_000) + "'";
    TestGround ground = new TestGround("CREATE TABLE t (a text CHECK (a <> " + literal + "));", 18);
    String add = "ALTER TABLE t ADD COLUMN b text DEFAULT " + literal + ";";
    Rewritten rewritten = Rewriter.rewrite(ground, NOTHING, Written.migrations(add).getFirst(), Columns.KEEP_ORDER,
        Layout.FILE_PER_PART)
        .orThrow();
    assertThat(rewritten.change()).isEqualTo(Rewritten.Change.NOTHING);
  }

  @Test
  void whatWasBegunIsFinishedWhenItIsRunAgain() {
    try (TestDatabase test = Databases.create(14)) {
      test.execute("CREATE TABLE t (a int, b text, v int DEFAULT 7, PRIMARY KEY (a, b))");
      test.execute("INSERT INTO t SELECT i / 10, i, CASE WHEN i < 1200 THEN 5 END FROM generate_series(1, 4321) AS i");
      String backfill = Backfill.of("t", List.of("a", "b"), "v = DEFAULT", "v IS NULL");
      test.execute(backfill);
      test.execute(backfill);
      assertThat(test.query("SELECT v::text, count(*)::text FROM t GROUP BY v ORDER BY v"))
          .containsExactly(List.of("5", "1199"), List.of("7", "3122"));
      test.execute("TRUNCATE t");
      test.execute(backfill);
      assertThat(test.value("SELECT count(*)::text FROM t")).isEqualTo("0");
    }
  }
}
