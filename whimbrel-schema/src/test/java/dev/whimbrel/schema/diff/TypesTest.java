package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypesTest {
  private static final DatabaseSchema SCHEMA = DatabaseSchema.of(18,
      List.of(new EnumType(ObjectId.of(Kind.ENUM, "app", "mood"), List.of("a")),
          new EnumType(ObjectId.of(Kind.ENUM, "app", "other"), List.of("a"))));

  @ParameterizedTest
  @CsvSource(quoteCharacter = '^', nullValues = "none", value = {"integer, bigint, none",
      "character varying(50), character varying(5), none", "integer, text, none",
      "text[], character varying(3)[], none", "text[], text, none", "text, text[], c::text::text[]",
      "^numeric(10,2)^, integer, none", "text, integer, c::integer", "boolean, integer, c::integer",
      "text, app.mood, c::app.mood", "app.mood, app.other, c::text::app.other", "app.mood, text, none",
      "date, timestamp without time zone, none", "json, jsonb, none"})
  void castsWhereTheServerDoesNotByItself(String before, String after, String using) {
    assertThat(new Types(SCHEMA, SCHEMA).using("c", before, after, Types.Swapping.NO_TYPE).orElse(null))
        .isEqualTo(using);
  }
}
