package dev.whimbrel.schema.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What somebody did by hand, and what is said of it: {@code src/test/resources/drift}. */
@ExtendWith(FreshDatabases.class)
@Execution(ExecutionMode.CONCURRENT)
class DriftTest {
  private static final Path CASES = Path.of("src/test/resources/drift");
  private static final String ARROW = "\n=>\n";

  @TestFactory
  Stream<DynamicTest> whatWasDoneByHand(TestDatabase test) throws IOException {
    migrations().forEach(test::execute);
    DatabaseSchema expected = inspect(test.url());
    return files(".case").stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
      String text = Files.readString(file);
      String sql = text.substring(0, text.indexOf(ARROW));
      String said = String.join("\n", said(test, sql, expected));
      if (Boolean.getBoolean("cases.accept")) {
        Files.writeString(file, sql + ARROW + said + (said.isEmpty() ? "" : "\n"));
      }
      assertThat(said).isEqualTo(Files.readString(file).substring(sql.length() + ARROW.length()).strip());
    }));
  }

  private static List<String> said(TestDatabase base, String sql, DatabaseSchema expected) {
    String name = base.name() + "_drifted";
    base.execute("CREATE DATABASE " + name + " TEMPLATE " + base.name() + " STRATEGY FILE_COPY");
    try {
      String url = base.url().replace("/" + base.name(), "/" + name);
      try (Database database = open(url)) {
        assertThat(database.send(sql).failure()).isNull();
      }
      return DriftText.lines(Drift.between(expected, inspect(url)), finding -> Optional.empty());
    } finally {
      base.execute("DROP DATABASE " + name + " WITH (FORCE)");
    }
  }

  @Test
  void whichMigrationMadeIt(TestDatabase test) throws IOException {
    List<DatabaseSchema> after = new ArrayList<>(List.of(inspect(test.url())));
    List<String> migrations = new ArrayList<>(migrations());
    migrations.add("ALTER TABLE app.users DROP COLUMN name");
    migrations.add("DROP VIEW app.open_orders; CREATE VIEW app.open_orders AS SELECT id FROM app.orders");
    for (String migration : migrations) {
      test.execute(migration);
      after.add(inspect(test.url()));
    }
    Causes causes = Causes.of(migrations.size(), after::get);
    ObjectId users = ObjectId.of(Kind.TABLE, "app", "users");
    assertThat(causes.of(users.part(Kind.COLUMN, "age"))).hasValue(0); // where it stands has changed since
    assertThat(causes.of(users)).hasValue(1); // its comment
    assertThat(causes.of(ObjectId.of(Kind.INDEX, "app", "orders_by_user"))).hasValue(1);
    assertThat(causes.of(ObjectId.of(Kind.VIEW, "app", "open_orders"))).hasValue(3);
    assertThat(causes.of(users.part(Kind.COLUMN, "name"))).isEqualTo(OptionalInt.empty());
    assertThat(causes.of(ObjectId.of(Kind.TABLE, "app", "never"))).isEqualTo(OptionalInt.empty());
  }

  private static List<String> migrations() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files(".up.sql")) {
      texts.add(Files.readString(file));
    }
    return texts;
  }

  private static List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static DatabaseSchema inspect(String url) {
    try (Database database = open(url)) {
      return Inspector.inspect(database, Scope.everything());
    }
  }

  private static Database open(String url) {
    return Database.open(DatabaseUrl.parse(url).orThrow(), SessionSettings.standard());
  }
}
