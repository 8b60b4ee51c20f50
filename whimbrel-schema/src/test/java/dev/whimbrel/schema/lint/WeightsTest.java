package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.lint.Weights.Weight;
import dev.whimbrel.schema.rehearse.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final Subject SUBJECT = Subjects.of(Written.migrations("SELECT 1"), List.of()).getFirst();

  @Test
  void theLongestBeginningWins() {
    Weights weights = new Weights(List.of(Map.of("WB5", Weight.NOTE, "WB51", Weight.OFF, "WB511", Weight.ERROR)));
    assertThat(List.of("WB501", "WB512", "WB511", "WB601")).map(weights::of).containsExactly(
        Optional.of(Weight.NOTE), Optional.of(Weight.OFF), Optional.of(Weight.ERROR), Optional.empty());
  }

  @Test
  void aStrongerLayerWinsWhateverTheLength() {
    Weights weights = new Weights(
        List.of(Map.of("WB5", Weight.OFF), Map.of("WB511", Weight.ERROR, "WB6", Weight.NOTE)));
    assertThat(List.of("WB511", "WB601")).map(weights::of)
        .containsExactly(Optional.of(Weight.OFF), Optional.of(Weight.NOTE));
  }

  @Test
  void findingsWeighWhatIsSaid() {
    List<Judged> judged = List.of("WB101", "WB501", "WB601").stream()
        .map(id -> new Judged(Finding.of(SUBJECT, Certainty.PROVEN, id, "").of(id, Severity.WARNING),
            Optional.of("known")))
        .toList();
    assertThat(new Weights(List.of(Map.of("WB1", Weight.ERROR, "WB5", Weight.OFF))).weighed(judged))
        .extracting(one -> one.finding().what() + " " + one.finding().severity() + " " + one.allowedBecause().get())
        .containsExactly("WB101 ERROR known", "WB601 WARNING known");
    assertThat(Weights.standard().weighed(judged)).isEqualTo(judged);
  }

  @Test
  void knowsWhichRulesThereAre() {
    assertThat(List.of("WB901", "WB9", "WB902", "WB", "", "XB9")).map(Weights::isKnown)
        .containsExactly(true, true, false, false, false, false);
    assertThat(List.of("error", "warning", "note", "off", "Error")).map(word -> Weight.of(word).isPresent())
        .containsExactly(true, true, true, true, false);
  }
}
