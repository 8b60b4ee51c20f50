package dev.whimbrel.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.ForeignServer;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.UserMapping;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
  private static final DatabaseSchema SCHEMA = DatabaseSchema.of(18, List.of());

  @ParameterizedTest
  @CsvSource(quoteCharacter = '^', value = {"plain, plain", "Mixed, \"Mixed\"", "order, \"order\"", "value, value",
      "a\"b, \"a\"\"b\"", "1st, \"1st\"", "_x1, _x1", "ä, \"ä\"", "between, \"between\""})
  void quotesWhatNeedsIt(String name, String written) {
    assertThat(Quoting.name(name)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '^', value = {"(a + b), (a + b)", "(a) + (b), ((a) + (b))", "lower(x), (lower(x))",
      "(')' || a), (')' || a)", "(E'\\')' || a), (E'\\')' || a)", "(\")\" || a), (\")\" || a)"})
  void putsParenthesesAroundWhatHasNone(String expression, String written) {
    assertThat(Fragment.parenthesized(expression)).isEqualTo(written);
  }

  @Test
  void splitsAtCommasOutsideOfEverything() {
    assertThat(Fragment.split("a integer, b numeric(1,2) DEFAULT f(1, 2), c text DEFAULT ', '::text"))
        .containsExactly("a integer", "b numeric(1,2) DEFAULT f(1, 2)", "c text DEFAULT ', '::text");
    assertThat(Fragment.split("")).isEmpty();
  }

  @Test
  void choosesNamesAsTheServerDoes() {
    assertThat(Chosen.sequence("orders", "id")).isEqualTo("orders_id_seq");
    assertThat(
        Chosen.sequence("a_table_with_a_name_that_is_as_long_as_a_name_can_be_in_postgre", "a_column_with_a_long_name"))
        .isEqualTo("a_table_with_a_name_that_is_as_lo_a_column_with_a_long_name_seq");
    assertThat(Chosen.multirange("floatrange")).isEqualTo("floatmultirange");
    assertThat(Chosen.multirange("span")).isEqualTo("span_multirange");
  }

  @Test
  void writesNoSecrets() {
    ForeignServer server = new ForeignServer(ObjectId.of(Kind.SERVER, "", "far"), "w", "", "",
        Map.of("host", "h", "password", "*****"));
    UserMapping mapping = new UserMapping(new ObjectId(Kind.USER_MAPPING, "", "far", "public"),
        List.of("password", "user"));
    Ddl ddl = Ddl.of(SCHEMA);
    assertThat(ddl.create(server)).containsExactly("CREATE SERVER far FOREIGN DATA WRAPPER w OPTIONS (host 'h')");
    assertThat(ddl.create(mapping)).containsExactly("CREATE USER MAPPING FOR PUBLIC SERVER far"
        + " /* its options are secrets and have to be added: password, user */");
    assertThat(ddl.alter(new ForeignServer(server.id(), "w", "", "", Map.of()), server))
        .isEqualTo(new Alteration.InPlace(List.of("ALTER SERVER far OPTIONS (ADD host 'h')")));
  }

  @Test
  void addsLabelsInTheirPlaceAndReplacesWhatIsReordered() {
    EnumType before = new EnumType(ObjectId.of(Kind.ENUM, "app", "mood"), List.of("b", "d"));
    Ddl ddl = Ddl.of(SCHEMA);
    assertThat(ddl.alter(before, new EnumType(before.id(), List.of("a", "b", "c", "d", "e"))))
        .isEqualTo(new Alteration.InPlace(List.of("ALTER TYPE app.mood ADD VALUE 'a' BEFORE 'b'",
            "ALTER TYPE app.mood ADD VALUE 'c' AFTER 'b'", "ALTER TYPE app.mood ADD VALUE 'e'")));
    assertThat(ddl.alter(before, new EnumType(before.id(), List.of("d", "b")))).isEqualTo(new Alteration.Replace());
    assertThat(ddl.alter(before, new EnumType(before.id(), List.of("b")))).isEqualTo(new Alteration.Replace());
  }
}
