package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.decide.SchemaSeen;
import dev.whimbrel.kubernetes.operator.Fingerprint.Mark;
import dev.whimbrel.kubernetes.operator.SchemaComparison.Before;
import dev.whimbrel.kubernetes.operator.SchemaComparison.Now;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaComparisonTest {
  private static final Instant THEN = Instant.parse("2026-03-01T11:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Now WAS = now("entry 2", "whimbrel 1", "1");
  private static final Now IS = now("entry 2", "whimbrel 1", "2");

  private static Now now(String basis, String reading, String letter) {
    return new Now(basis, reading, "2 was applied",
        new Fingerprint(new TreeMap<>(Map.of("table t", new Mark(letter.repeat(16), "")))));
  }

  private static KnownSchema known(Now now, @Nullable String drift) {
    KnownSchema known = now.remembered(THEN);
    return new KnownSchema(known.digest(), known.after(), known.since(), known.basis(), known.reading(), drift);
  }

  private static String drift() {
    KnownSchema known = ((SchemaSeen.Compared) comparison("as it was", "as it was", "other", "-").seen()).known();
    return String.valueOf(known.drift());
  }

  private static SchemaComparison comparison(String status, String written, String is, String accepted) {
    KnownSchema inStatus = switch (status) {
      case "none" -> null;
      case "damaged" -> Serialization.unmarshal("{\"digest\": \"d\"}", KnownSchema.class);
      case "of before" -> known(now("entry 1", "whimbrel 1", "1"), null);
      case "other reading" -> known(now("entry 2", "whimbrel 0", "7"), null);
      case "other reading, drift" -> known(now("entry 2", "whimbrel 0", "7"), "d0");
      case "drift" -> known(WAS, drift());
      default -> known(WAS, null);
    };
    Remembered inMap = switch (written) {
      case "none" -> null;
      case "of before" -> remembered(now("entry 1", "whimbrel 1", "1"));
      case "no room" -> new Remembered(known(WAS, null), Remembered.Detail.NONE, new Fingerprint(new TreeMap<>()));
      default -> remembered(WAS);
    };
    String annotation = switch (accepted) {
      case "-" -> null;
      case "drift" -> drift();
      default -> accepted;
    };
    return SchemaComparison.of(is.equals("same") ? WAS : IS, new Before(inStatus, inMap, annotation), NOW);
  }

  private static Remembered remembered(Now now) {
    return Remembered.of(known(now, null), now.fingerprint());
  }

  @ParameterizedTest(name = "status {0}, ConfigMap {1}, schema {2}, accepted {3}: {4}, {5}")
  @CsvSource({
      // status, ConfigMap, schema, accepted, what is seen, what is written
      "none, none, same, -, remembered, written",
      "none, of before, same, -, remembered, written",
      "of before, of before, other, -, remembered, written",
      "damaged, none, same, -, remembered, written",
      "as it was, as it was, same, -, same, -",
      "as it was, no room, same, -, same, -",
      "drift, as it was, same, -, same, -",
      "as it was, none, same, -, same, written",
      "as it was, of before, same, -, same, written",
      "none, as it was, same, -, same, -",
      "of before, as it was, same, -, same, -",
      "as it was, as it was, other, -, table, -",
      "none, as it was, other, -, table, -",
      "as it was, as it was, other, another, table, -",
      "as it was, none, other, -, something, -",
      "as it was, no room, other, -, something, -",
      "as it was, as it was, other, drift, remembered, written",
      "drift, none, other, drift, remembered, written",
      "other reading, as it was, other, -, remembered, written",
      "'other reading, drift', as it was, other, -, as before, -",
      "'other reading, drift', as it was, other, another, as before, -",
      "'other reading, drift', as it was, other, d0, remembered, written",
  })
  void follows(String status, String written, String is, String accepted, String seen, String writes) {
    SchemaComparison comparison = comparison(status, written, is, accepted);
    assertThat(said(comparison.seen())).isEqualTo(seen);
    assertThat(comparison.write() == null ? "-" : "written").isEqualTo(writes);
  }

  private static String said(SchemaSeen seen) {
    return switch (seen) {
      case SchemaSeen.NotCompared not -> "as before";
      case SchemaSeen.Unknown unknown -> "unknown";
      case SchemaSeen.Compared compared -> {
        if (compared.differences().isEmpty()) {
          yield compared.known().since().equals(NOW.toString()) ? "remembered" : "same";
        }
        assertThat(compared.known().digest()).isEqualTo(WAS.fingerprint().digest());
        assertThat(compared.differences()).hasSize(1);
        yield switch (compared.differences().getFirst()) {
          case "table t is not what it was after 2 was applied" -> "table";
          case "the schema is not what it was after 2 was applied, and which objects differ is not known" ->
            "something";
          default -> compared.toString();
        };
      }
    };
  }

  @Test
  void whatWasAcceptedIsNotAcceptedAfterAnotherMigration() {
    Now later = now("entry 3", "whimbrel 1", "1");
    SchemaComparison again = SchemaComparison.of(now("entry 3", "whimbrel 1", "2"),
        new Before(known(later, null), remembered(later), drift()), NOW);
    assertThat(said(again.seen())).isEqualTo("table");
  }

  @Test
  void manyDifferencesAreCounted() {
    SortedMap<String, Mark> many = new TreeMap<>();
    for (int i = 10; i < 60; i++) {
      many.put("table t" + i + "x".repeat(1000), new Mark("1".repeat(16), ""));
    }
    Now grown = new Now("entry 2", "whimbrel 1", "2 was applied", new Fingerprint(many));
    SchemaComparison comparison = SchemaComparison.of(grown, new Before(known(WAS, null), remembered(WAS), null), NOW);
    List<String> told = ((SchemaSeen.Compared) comparison.seen()).differences();
    assertThat(told).hasSize(9).last().isEqualTo("and 43 more");
    assertThat(told).allMatch(sentence -> sentence.length() < 400);
  }
}
