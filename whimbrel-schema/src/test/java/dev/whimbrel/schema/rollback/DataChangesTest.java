package dev.whimbrel.schema.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Script;
import dev.whimbrel.schema.rehearse.Written;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataChangesTest {
  private static final DataChanges.Tables NONE = new DataChanges.Tables(Set.of(), Set.of());

  @Test
  void longNamesAreRead() {
    Script up = Written.migrations("DELETE FROM \"" + "x\"\"y".repeat(25_000) + "\";").getFirst().up();
    assertThat(DataChanges.of(up, NONE)).hasSize(1);
  }
}
