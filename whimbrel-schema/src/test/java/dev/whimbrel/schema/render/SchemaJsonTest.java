package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaJsonTest {
  private static final String PAGE = Resources.read(Resources.REPOSITORY.resolve("docs/reference/schema-json.md"));

  @Test
  void theExampleOfThePageIsWhatIsPrinted() {
    String printed = SchemaJson.of(Sketch.of("""
        table users
          id bigint pk
          name text?
        """));
    assertThat(PAGE).contains("```json\n" + printed + "```");
  }

  /** A comment on the index of a key has no object that it could stand in. */
  @Test
  void whatIsSaidOfNoObjectIsKept() {
    DatabaseSchema plain = Sketch.of("table users\n  id bigint pk\n");
    ObjectId index = ObjectId.of(Kind.INDEX, "public", "users_pkey");
    TreeMap<ObjectId, Aspects> aspects = new TreeMap<>(Map.of(index, new Aspects("", "why", List.of())));
    assertThat(SchemaJson.of(new DatabaseSchema(18, "", plain.objects(), aspects, plain.dependencies(), List.of())))
        .contains("""
              "other_aspects": [
                {
                  "object": {
                    "kind": "index",
                    "schema": "public",
                    "name": "users_pkey"
                  },
                  "comment": "why",
                  "grants": []
                }
              ]
            """.indent(0).stripTrailing());
  }

  /** A component that is renamed or added changes the format: the page has to say so. */
  @Test
  void everyKeyIsOnThePage() {
    Set<String> missing = new TreeSet<>();
    Set<Class<?>> seen = new java.util.HashSet<>();
    List<Class<?>> records = new ArrayList<>(List.of(SchemaObject.class.getPermittedSubclasses()));
    records.addAll(List.of(Aspects.class, Grant.class, DatabaseSchema.Unmodelled.class));
    records.forEach(type -> collect(type, seen, missing));
    for (Kind kind : Kind.values()) {
      SchemaJson.Keys keys = SchemaJson.keys(kind);
      Stream.of(keys.list(), keys.name(), keys.part()).filter(key -> !key.isEmpty()).forEach(key -> need(key, missing));
    }
    assertThat(missing).isEmpty();
  }

  private static void collect(Class<?> type, Set<Class<?>> seen, Set<String> missing) {
    if (!seen.add(type) || !type.getName().startsWith("dev.whimbrel.schema.model")) {
      return;
    }
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!component.getName().equals("id")) {
          need(RecordJson.snakeCase(component.getName()), missing);
        }
        collect(component.getType(), seen, missing);
      }
    }
    Stream.of(type.getDeclaredClasses()).forEach(inner -> collect(inner, seen, missing));
    if (type.isEnum() && type != Kind.class) {
      Stream.of(type.getEnumConstants())
          .forEach(constant -> need(String.valueOf(java.util.Objects.requireNonNull(RecordJson.of(constant)))
              .replaceAll("Text\\[value=(.*)\\]", "$1"), missing));
    }
  }

  private static void need(String key, Set<String> missing) {
    if (!PAGE.contains("`" + key + "`")) {
      missing.add(key);
    }
  }
}
