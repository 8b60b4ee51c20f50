package dev.whimbrel.schema.wording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Routine;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.Validity;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import dev.whimbrel.schema.wording.Properties.Property;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertiesTest {
  private static final ObjectId TABLE = ObjectId.of(Kind.TABLE, "app", "users");
  private static final ObjectId EMAIL = TABLE.part(Kind.COLUMN, "email");

  @Test
  void aColumn() {
    assertThat(said(column("text", null, new Column.Content.None()),
        column("character varying(255)", NotNull.plain(), new Column.Content.Default("now()"))))
        .containsExactly("type text → character varying(255)", "not null none → not null",
            "content none → default now()");
  }

  @Test
  void whereItStandsIsNoProperty() {
    Column first = column("text", null, new Column.Content.None());
    Column moved = new Column(EMAIL, 7, "text", "", null, new Column.Content.None(), Origin.LOCAL, "", "", -1, Map.of(),
        Map.of());
    assertThat(Properties.of(first, moved)).isEmpty();
  }

  @Test
  void aDefinitionSaysItAll() {
    assertThat(said(key("PRIMARY KEY (id)", "id"), key("PRIMARY KEY (id, email)", "id", "email")))
        .containsExactly("definition PRIMARY KEY (id) → PRIMARY KEY (id, email)");
  }

  @Test
  void aListIsSaidWhole() {
    ObjectId id = ObjectId.of(Kind.ENUM, "app", "state");
    assertThat(said(new EnumType(id, List.of("on", "off")), new EnumType(id, List.of("on"))))
        .containsExactly("labels on, off → on");
  }

  @Test
  void whatIsNotSetIsNotSaid() {
    ObjectId id = ObjectId.of(Kind.VIEW, "app", "v");
    assertThat(said(view(id), view(id, new ViewColumn("x y", "integer", "", "", -1))))
        .containsExactly("columns none → x y integer");
    assertThat(said(new Statistics(id, TABLE, "", -1), new Statistics(id, TABLE, "", 100)))
        .containsExactly("target none → 100");
  }

  @Test
  void ofALongTextTheLinesThatDiffer() {
    assertThat(said(routine("one\ntwo\nthree\nfour"), routine("one\n2\nthree\nfour\nfive")))
        .containsExactly("definition:\n- two\n+ 2\n+ five");
  }

  @Test
  void aspects() {
    Grant everything = new Grant(Grant.OWNER, "SELECT", Grant.Option.WITH_GRANT_OPTION);
    Grant reading = new Grant("bob", "SELECT", Grant.Option.PLAIN);
    assertThat(Properties.of(new Aspects("", "", null), new Aspects("bob", "the people", List.of(reading))))
        .extracting(Property::toString).containsExactly("owner the usual one → bob", "comment none → the people",
            "privileges the default ones → SELECT to bob");
    assertThat(
        Properties.of(new Aspects("", "", List.of(everything, reading)), new Aspects("", "", List.of(everything))))
        .extracting(Property::toString).containsExactly("privileges SELECT to bob → without them");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "SCHEMA             |     | app   |         | schema app",
      "TABLE              | app | users |         | table app.users",
      "COLUMN             | app | users | email   | column app.users.email",
      "COLUMN             | app | we ird | X y    | column app.\"we ird\".\"X y\"",
      "TRIGGER            | A   | users | user    | trigger \"user\" of \"A\".users",
      "CONSTRAINT         | app | users | u       | constraint u of app.users",
      "DOMAIN_CONSTRAINT  | app | d     | c       | constraint c of app.d",
      "FUNCTION           | app | f     | integer | function app.f(integer)",
      "OPERATOR           | app | +     | a, b    | operator app.+(a, b)",
      "CAST               |     | a     | b       | cast from a to b",
      "USER_MAPPING       |     | s     | bob     | user mapping of bob on server s",
      "DEFAULT_PRIVILEGES | app | bob   | TABLES  | default privileges of role bob on TABLES in schema app"})
  void names(Kind kind, @Nullable String schema, String name, @Nullable String part, String expected) {
    assertThat(Names.of(new ObjectId(kind, schema == null ? "" : schema, name, part == null ? "" : part)))
        .isEqualTo(expected);
  }

  private static Stream<String> said(SchemaObject before, SchemaObject after) {
    return Properties.of(before, after).stream().map(Property::toString);
  }

  private static Column column(String type, @Nullable NotNull notNull, Column.Content content) {
    return new Column(EMAIL, 1, type, "", notNull, content, Origin.LOCAL, "", "", -1, Map.of(), Map.of());
  }

  private static Constraint key(String definition, String... columns) {
    return new Constraint(TABLE.part(Kind.CONSTRAINT, "pk"), Constraint.Type.PRIMARY_KEY, definition, List.of(columns),
        null,
        Validity.VALID, Constraint.Deferral.NOT_DEFERRABLE, Origin.LOCAL, null);
  }

  private static View view(ObjectId id, ViewColumn... columns) {
    return new View(id, "SELECT 1", List.of(columns), Map.of());
  }

  private static Routine routine(String definition) {
    return new Routine(ObjectId.of(Kind.FUNCTION, "app", "f"), "", "void", "sql", definition);
  }
}
