package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of the README, drawn and printed; {@code -Ddrawings.update=true} writes the files anew. */
@ExtendWith(FreshDatabases.class)
class ShopTest {
  static final ErdOptions OPTIONS = ErdOptions.standard().withEnums().withTitle("The tables of examples/shop");

  @Test
  void thePictureOfTheExampleIsUpToDate(TestDatabase database) throws SQLException {
    DatabaseSchema schema = shop(database);
    check(Resources.REPOSITORY.resolve("docs/pictures/shop.svg"), Erd.svg(schema, OPTIONS));
    check(Resources.HERE.resolve("shop.hcl"), Hcl.of(schema));
    check(Resources.HERE.resolve("shop.mmd"), Mermaid.of(schema));
    check(Resources.HERE.resolve("shop.json"), SchemaJson.of(schema).replaceAll("(?m)^  \"postgresql\": \\d+,\n", ""));
  }

  private static void check(Path file, String now) {
    assertThat(now).as(file + " (-Ddrawings.update=true writes it)").isEqualTo(Resources.updated(file, now));
  }

  static DatabaseSchema shop(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      assertThat(
          Whimbrel.configure(connection).directory(Resources.REPOSITORY.resolve("examples/shop/migrations")).build()
              .up().problems())
          .isEmpty();
    }
    return HclTest.inspect(database);
  }
}
