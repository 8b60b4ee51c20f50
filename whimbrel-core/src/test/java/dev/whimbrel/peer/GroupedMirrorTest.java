package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.run.Grouping;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of another tool is kept up by migrations that share a message or a transaction, too. */
@ExtendWith(FreshDatabases.class)
class GroupedMirrorTest {
  private static final String GOLANG = "CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);"
      + "INSERT INTO schema_migrations VALUES (1, false); CREATE TABLE t1 ()";

  private static String[] files(String fourth) {
    List<String> files = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      files.addAll(List.of(i + "_m.up.sql", i == 4 ? fourth : "CREATE TABLE t" + i + " ();\n"));
    }
    return files.toArray(String[]::new);
  }

  private static SideBySide adopted(TestDatabase test, String fourth) {
    test.execute(GOLANG);
    SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, files(fourth));
    assertThat(side.adopt()).containsExactly("1 adopted");
    return side;
  }

  private static List<String> rows(SideBySide side) {
    return side.rows("SELECT version, dirty FROM schema_migrations");
  }

  @Test
  void whatIsInFlightIsWrittenOneByOne(TestDatabase test) {
    try (SideBySide side = adopted(test, "SELECT 1 / 0;\n")) {
      assertThat(side.up(new Grouping.Each(25))).containsExactly("done", "done",
          "STATEMENT_FAILED 4_m.up.sql:1:1 division by zero", "not reached", "not reached");
      assertThat(rows(side)).containsExactly("3|f");
      side.directory(files("CREATE TABLE t4 ();\n"));
      assertThat(side.up(new Grouping.Each(25))).containsExactly("done", "done", "done");
      assertThat(rows(side)).containsExactly("6|f");
    }
  }

  @Test
  void whatTheServerCannotReadLeavesNoTraceEither(TestDatabase test) {
    try (SideBySide side = adopted(test, "SELEC 1;\n")) {
      assertThat(side.up(new Grouping.Each(25))).containsExactly("done", "done",
          "STATEMENT_FAILED 4_m.up.sql:1:1 syntax error at or near \"SELEC\"", "not reached", "not reached");
      assertThat(rows(side)).containsExactly("3|f");
    }
  }

  @Test
  void oneTransactionIsWrittenAsAWhole(TestDatabase test) {
    try (SideBySide side = adopted(test, "SELECT 1 / 0;\n")) {
      assertThat(side.up(new Grouping.All())).containsExactly("ROLLED_BACK with 4", "ROLLED_BACK with 4",
          "STATEMENT_FAILED 4_m.up.sql:1:1 division by zero", "not reached", "not reached");
      assertThat(rows(side)).containsExactly("1|f");
      side.directory(files("CREATE TABLE t4 ();\n"));
      assertThat(side.up(new Grouping.All())).containsOnly("done");
      assertThat(rows(side)).containsExactly("6|f");
    }
  }
}
