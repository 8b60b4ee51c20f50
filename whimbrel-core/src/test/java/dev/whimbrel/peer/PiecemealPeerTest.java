package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scripts that are not one transaction, beside a table that is kept up. */
@ExtendWith(FreshDatabases.class)
class PiecemealPeerTest {
  private static final String FIRST = "CREATE TABLE a (n int);\n";

  @Test
  void whatRunsOutsideATransactionTakesNoNegativeTime(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.FLYWAY, "V1__a.sql", FIRST)) {
      side.up();
      assertThat(side.handBack(Tool.FLYWAY)).containsExactly("+1");
      side.adopt();
      side.directory("V1__a.sql", FIRST, "V2__i.sql", "CREATE INDEX CONCURRENTLY i ON a (n);\n");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.rows("SELECT version, execution_time >= 0, success FROM flyway_schema_history ORDER BY 1"))
          .containsExactly("1|t|t", "2|t|t");
    }
  }

  /** No function of the server takes more than a hundred arguments. */
  @Test
  void aScriptOfMoreThanAHundredStatementsIsNotedOneByOne(TestDatabase test) {
    String inserts = IntStream.rangeClosed(1, 101).mapToObj(n -> "INSERT INTO a VALUES (" + n + ");\n")
        .collect(Collectors.joining());
    try (SideBySide side = SideBySide.of(test, Format.ATLAS, summed("1_a.sql", FIRST))) {
      side.up();
      assertThat(side.handBack(Tool.ATLAS)).containsExactly("+1");
      side.adopt();
      side.directory(
          summed("1_a.sql", FIRST, "2_b.sql", "-- atlas:txmode none\n\n" + inserts + "SELECT 1 / 0;\n"));
      assertThat(side.up()).singleElement().asString().contains("division by zero");
      assertThat(side.rows("SELECT version, applied, jsonb_array_length(partial_hashes) "
          + "FROM atlas_schema_revisions.atlas_schema_revisions ORDER BY 1 DESC LIMIT 1")).containsExactly("2|101|101");
      assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("101");
    }
  }

  /** With the integrity file that Atlas wants. */
  private static String[] summed(String... namesAndContents) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    Map<String, String> sum = Format.ATLAS.integrityFile(FileSet.of("migrations", files)).files();
    return Stream.concat(Stream.of(namesAndContents),
        sum.entrySet().stream().flatMap(file -> Stream.of(file.getKey(), file.getValue()))).toArray(String[]::new);
  }

  /** It has no lock: the row that came in the meantime makes the whole migration fail. */
  @Test
  void sqlMigratesRowIsDemanded(TestDatabase test) {
    String up = "-- +migrate Up\nCREATE TABLE %1$s ();\n-- +migrate Down\nDROP TABLE %1$s;\n";
    try (SideBySide side = SideBySide.of(test, Format.SQL_MIGRATE, "1_a.sql", up.formatted("a"))) {
      side.up();
      assertThat(side.handBack(Tool.SQL_MIGRATE)).containsExactly("+1");
      side.adopt();
      test.execute("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
          + "CREATE TRIGGER t BEFORE INSERT ON gorp_migrations FOR EACH ROW EXECUTE FUNCTION swallow()");
      side.directory("1_a.sql", up.formatted("a"), "2_b.sql", up.formatted("b"));
      assertThat(side.up()).singleElement().asString().contains(
          "the row of 2_b.sql was not written: sql-migrate did that at the same time, or a trigger swallows it; rows: 0 "
              + "(while writing the journal)");
      assertThat(test.value("SELECT to_regclass('b')")).isNull();
    }
  }
}
