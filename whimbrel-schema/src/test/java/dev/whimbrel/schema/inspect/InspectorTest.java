package dev.whimbrel.schema.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class InspectorTest {
  @Test
  void aNewDatabaseHasOnlyItsPublicSchema(TestDatabase database) {
    DatabaseSchema schema = inspect(database);
    assertThat(schema.objects().keySet()).containsExactly(ObjectId.of(Kind.SCHEMA, "", "public"));
    assertThat(schema.aspects()).isEmpty();
    assertThat(schema.unmodelled()).isEmpty();
  }

  static DatabaseSchema inspect(TestDatabase test) {
    try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard())) {
      return Inspector.inspect(database, Scope.everything());
    }
  }
}
