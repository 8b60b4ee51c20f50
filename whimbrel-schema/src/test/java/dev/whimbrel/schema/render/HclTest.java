package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A file of SQL each, and what is printed of the database that it makes: see the README.md beside them. */
@ExtendWith(FreshDatabases.class)
class HclTest {
  @Test
  void printsWhatAtlasPrints(TestDatabase database) throws IOException {
    List<Path> cases;
    try (Stream<Path> files = Files.list(Resources.HERE.resolve("hcl"))) {
      cases = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
    assertThat(cases).hasSizeGreaterThan(10);
    for (Path file : cases) {
      database.execute("DROP SCHEMA IF EXISTS a, b, public CASCADE");
      database.execute("CREATE SCHEMA public");
      database.execute(Resources.read(file));
      String printed = Hcl.of(inspect(database));
      Path golden = Path.of(file.toString().replace(".sql", ".hcl"));
      assertThat(printed).as(file.getFileName().toString()).isEqualTo(Resources.updated(golden, printed));
    }
  }

  static DatabaseSchema inspect(TestDatabase test) {
    try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard())) {
      return Inspector.inspect(database, Scope.everything());
    }
  }
}
