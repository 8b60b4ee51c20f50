package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes with a row of the journal may be asked for again, and sent again: a transaction may be tried more than once. */
@ExtendWith(FreshDatabases.class)
class MirroringTest {
  private static final MigrationSet SET = Rig.set("1_a.up.sql", "SELECT 1;\n", "2_b.up.sql", "SELECT 1;\n");

  @ParameterizedTest
  @CsvSource({"DBMATE, 1, 2, 2, 1", "GOLANG_MIGRATE, 1, 1, 1, 1", "GOOSE, 2, 3, 3, 2", "SQL_MIGRATE, 1, 2, 2, 1"})
  void aTransactionThatIsTriedAgainWritesTheSame(Tool tool, String one, String two, String failed, String reverted,
      TestDatabase test) {
    PeerTable table = new PeerTable(tool, new Identifier("public"), new Identifier("histories"));
    tool.bookkeeping().ddl(table).forEach(test::execute);
    Sources sources = new Sources(FileSet.of("migrations", Map.of()), Format.GOLANG_MIGRATE, SET, "");
    Mirroring mirroring = new Mirroring(table, table.tool().bookkeeping(), sources, History.empty());
    assertThat(rowsAfter(entry("1", Event.APPLIED, Direction.UP), mirroring, test)).isEqualTo(one);
    assertThat(rowsAfter(entry("2", Event.APPLIED, Direction.UP), mirroring, test)).isEqualTo(two);
    assertThat(rowsAfter(entry("2", Event.FAILED, Direction.DOWN), mirroring, test)).isEqualTo(failed);
    assertThat(rowsAfter(entry("2", Event.REVERTED, Direction.DOWN), mirroring, test)).isEqualTo(reverted);
  }

  private static String rowsAfter(NewEntry entry, Mirroring mirroring, TestDatabase test) {
    test.execute("BEGIN; " + String.join(";\n", mirroring.beside(entry)) + "; ROLLBACK");
    test.execute("BEGIN; " + String.join(";\n", mirroring.beside(entry)) + "; COMMIT");
    return String.valueOf(test.value("SELECT count(*) FROM histories"));
  }

  private static NewEntry entry(String key, Event event, Direction direction) {
    return new NewEntry(key, 1, event, direction, 1, "", "", null, 0, 1, new Began.WithTransaction(), null);
  }
}
