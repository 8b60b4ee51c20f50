package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.operator.Fingerprint.Mark;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.Namespace;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  private static final ObjectId MOOD = ObjectId.of(Kind.ENUM, "app", "mood");

  /** Such as {@code t=1 t.a=2}: a table with one column, and what each is like. */
  private static Fingerprint of(String text) {
    Map<String, Mark> marks = Arrays.stream(text.split(" ")).filter(word -> !word.equals("-"))
        .collect(Collectors.toMap(word -> word.substring(0, word.indexOf('=')), word -> {
          int dot = word.indexOf('.');
          return new Mark(word.substring(word.indexOf('=') + 1).repeat(16), dot < 0 ? "" : word.substring(0, dot));
        }));
    return new Fingerprint(new TreeMap<>(marks));
  }

  @ParameterizedTest
  @CsvSource(nullValues = "nothing", value = {
      "t=1 t.a=1, t=1 t.a=1, nothing",
      "t=1 t.a=1, t=1 t.a=2, t.a is not what it was after 2 was applied",
      "t=1 t.a=1, t=2 t.a=1, t is not what it was after 2 was applied",
      "t=1 t.a=1, t=1 t.a=1 t.b=1, t.b was not there after 2 was applied",
      "t=1 t.a=1 t.b=1, t=1 t.a=1, 't.b was there after 2 was applied, and is gone'",
      "t=1 t.a=1, t=1 t.a=1 u=1 u.a=1 u.b=1, u was not there after 2 was applied",
      "t=1 t.a=1 u=1 u.a=1, t=1 t.a=1, 'u was there after 2 was applied, and is gone'",
      "t=1, u=1, 't was there after 2 was applied, and is gone | u was not there after 2 was applied'",
      "-, t=1 t.a=1, t was not there after 2 was applied",
      "-, -, nothing",
  })
  void tellsWhatIsNotAsItWas(String was, String is, String sentences) {
    List<String> expected = sentences == null ? List.of() : List.of(sentences.split(" \\| "));
    assertThat(of(is).differences(of(was), "2 was applied")).isEqualTo(expected);
    assertThat(of(is).digest().equals(of(was).digest())).isEqualTo(expected.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(nullValues = "nothing", value = {
      "t=1 t.a=1, t=1 t.a=1, nothing",
      "t=1 t.a=1, t=1 t.a=2, t is not what it was after 2 was applied",
      "t=1 t.a=1, t=1 t.a=1 t.b=1, t is not what it was after 2 was applied",
      "t=1 t.a=1, t=1 t.a=1 u=1 u.a=1, u was not there after 2 was applied",
  })
  void tellsOfTablesWhereThereIsNoRoomForTheirParts(String was, String is, String sentences) {
    assertThat(of(is).folded().differences(of(was).folded(), "2 was applied"))
        .isEqualTo(sentences == null ? List.of() : List.of(sentences));
  }

  private static DatabaseSchema schema(String owner, Aspects aspects, SchemaObject object) {
    return new DatabaseSchema(17, owner, new TreeMap<>(Map.of(object.id(), object)),
        new TreeMap<>(aspects.equals(Aspects.NONE) ? Map.of() : Map.of(object.id(), aspects)), new TreeMap<>(),
        List.of());
  }

  @Test
  void whatAnObjectIsAndWhoseItIsCounts() {
    EnumType mood = new EnumType(MOOD, List.of("good", "bad"));
    Fingerprint before = Fingerprint.of(schema("app", Aspects.NONE, mood));
    assertThat(before.marks()).containsOnlyKeys("enum app.mood");
    assertThat(Fingerprint.of(schema("app", Aspects.NONE, new EnumType(MOOD, List.of("good", "bad", "so")))).digest())
        .isNotEqualTo(before.digest());
    assertThat(Fingerprint.of(schema("app", Aspects.NONE, new EnumType(MOOD, List.of("goodbad")))).digest())
        .isNotEqualTo(before.digest());
    assertThat(Fingerprint.of(schema("app", new Aspects("", "how it is", null), mood)).digest())
        .isNotEqualTo(before.digest());
    assertThat(Fingerprint.of(schema("app", new Aspects("dba", "", null), mood)).digest())
        .isNotEqualTo(before.digest());
  }

  @Test
  void thatSomebodyElseOwnsMostByNowChangesNothing() {
    EnumType mood = new EnumType(MOOD, List.of("good"));
    assertThat(Fingerprint.of(schema("dba", new Aspects("app", "", null), mood)))
        .isEqualTo(Fingerprint.of(schema("app", Aspects.NONE, mood)));
  }

  @Test
  void whatIsOnlyNamedAndNamesOfSeveralLinesAreThereToo() {
    ObjectId odd = ObjectId.of(Kind.SCHEMA, "", "a\nb");
    DatabaseSchema schema = new DatabaseSchema(17, "", new TreeMap<>(Map.of(odd, new Namespace(odd))), new TreeMap<>(),
        new TreeMap<>(), List.of(new Unmodelled("operator class", "app.own USING btree")));
    assertThat(Fingerprint.of(schema).marks().keySet()).containsExactly("operator class app.own USING btree",
        "schema \"a?b\"");
  }
}
