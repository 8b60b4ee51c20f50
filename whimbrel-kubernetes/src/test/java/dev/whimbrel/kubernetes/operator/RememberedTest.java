package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.operator.Fingerprint.Mark;
import dev.whimbrel.kubernetes.operator.Remembered.Detail;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RememberedTest {
  private static final String DIGEST = "0123456789abcdef";
  private static final KnownSchema KNOWN = new KnownSchema("d", "2 was applied", "2026-03-01T12:00:00Z", "b",
      "whimbrel", null);

  /** Tables with columns, which come before their tables by name. */
  private static Fingerprint tables(int tables, int columns) {
    SortedMap<String, Mark> marks = new TreeMap<>();
    for (int table = 0; table < tables; table++) {
      String name = "table app.größe_" + table;
      marks.put(name, new Mark(DIGEST, ""));
      for (int column = 0; column < columns; column++) {
        marks.put("column app.größe_" + table + ".c" + column, new Mark(DIGEST, name));
      }
    }
    marks.put("view app.v", new Mark(DIGEST, ""));
    return new Fingerprint(marks);
  }

  private static long size(ConfigMap map) {
    return map.getData().values().stream().mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, PARTS", "900, 12, PARTS", "9000, 12, WHOLES", "200000, 1, NONE"})
  void whatIsReadIsWhatWasWrittenAndNeverLarge(int tables, int columns, Detail detail) {
    Remembered written = Remembered.of(KNOWN, tables(tables, columns));
    ConfigMap map = written.configMap("shop");
    assertThat(map.getMetadata().getName()).isEqualTo("shop-schema");
    assertThat(size(map)).isLessThan(720_000);
    assertThat(Remembered.in(map)).isEqualTo(written);
    assertThat(written.detail()).isEqualTo(detail);
  }

  @Test
  void isToBeReadByPeople() {
    assertThat(Remembered.of(KNOWN, tables(1, 2)).configMap("shop").getData()).containsEntry("after", "2 was applied")
        .containsEntry("objects", """
            0123456789abcdef table app.größe_0
             0123456789abcdef column app.größe_0.c0
             0123456789abcdef column app.größe_0.c1
            0123456789abcdef view app.v
            """);
  }

  @ParameterizedTest
  @CsvSource({"objects, 0000000000000000 table x", "basis, another", "digest, another", "check, none",
      "detail, wholes"})
  void whatSomebodyChangedIsNotBelieved(String key, String value) {
    ConfigMap map = Remembered.of(KNOWN, tables(2, 2)).configMap("shop");
    Map<String, String> data = new HashMap<>(map.getData());
    data.put(key, value);
    map.setData(data);
    assertThat(Remembered.in(map)).isNull();
    data.remove(key);
    assertThat(Remembered.in(map)).isNull();
    map.setData(null);
    assertThat(Remembered.in(map)).isNull();
  }

  @Test
  void aLongNameIsCutAndToldApart() {
    String one = Remembered.name("x".repeat(252) + "1");
    assertThat(one).hasSize(253).endsWith("-schema").isNotEqualTo(Remembered.name("x".repeat(252) + "2"));
  }

  @Test
  void labelsKeepItFromBeingWatched() {
    ConfigMap map = Remembered.of(KNOWN, tables(1, 1)).configMap("shop");
    assertThat(Objects.requireNonNull(map.getMetadata().getLabels())).containsKey("whimbrel.dev/remembers");
  }
}
