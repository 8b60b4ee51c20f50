package dev.whimbrel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.history.Event;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurveyTest {
  private static State state(int statements, Checksum now) {
    Migration step = Model.step("1", statements, new Reversal.None());
    Migration migration = new Migration(step.id(), "", step.role(), step.up(), step.down(), now);
    Model model = new Model();
    model.turn("1", Event.APPLIED, new Checksum("raw", "tokens")); // of one statement
    return Survey.of(new MigrationSet(List.of(migration)), model.history()).lines().getFirst().state();
  }

  @Test
  void theTokensOfAFileThatNobodyTouchedAreNotDigested() {
    assertThat(state(1, Checksum.of(() -> "raw", () -> {
      throw new IllegalStateException("they were digested");
    }))).isEqualTo(State.APPLIED);
  }

  /** Its tokens are those of the text with its values put in, which are no bytes of the file. */
  @Test
  void theTokensOfARepeatableFileDecideAlways() {
    Migration step = Model.step("1", 1, new Reversal.None());
    MigrationId id = new MigrationId.Repeatable("view");
    Model model = new Model();
    model.turn(id.key(), Event.APPLIED, new Checksum("raw", "tokens"));
    Migration other = new Migration(id, "", step.role(), step.up(), step.down(), new Checksum("raw", "others"));
    assertThat(Survey.of(new MigrationSet(List.of(other)), model.history()).lines().getFirst().state())
        .isEqualTo(State.EDITED);
  }

  @Test
  void theTokensOfATouchedFileDecide() {
    assertThat(state(1, new Checksum("other", "tokens"))).isEqualTo(State.APPLIED);
    assertThat(state(1, new Checksum("other", "others"))).isEqualTo(State.EDITED);
  }

  @Test
  void theSameBytesReadAsOtherStatementsAreAnEdit() {
    assertThat(state(2, new Checksum("raw", "others"))).isEqualTo(State.EDITED);
    assertThat(state(2, new Checksum("raw", "tokens"))).isEqualTo(State.APPLIED);
  }
}
