package dev.whimbrel.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.diff.Step;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** From a database to a script to another database, which is compared with the first in every way there is. */
final class RoundTrip {
  /**
   * Since PostgreSQL 18, NOT NULL has a name, also where the server chose it. Whether a child's is called after the child or after its
   * parent, and whether the child has said it as well, no statement for the one table decides.
   */
  private static final Pattern INHERITED_NOT_NULL = Pattern
      .compile("\\Aconstraint \\S+_not_null on (\\S+: NOT NULL \\S+)( \\(inherited\\))?\\z");

  private static final Set<Integer> PREPARED = ConcurrentHashMap.newKeySet();

  /** Of the whole server, and there for all cases. */
  private static final String SURROUNDINGS = """
      DO $$ BEGIN CREATE ROLE rt_owner; CREATE ROLE rt_reader; CREATE ROLE rt_writer;
      EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      SET allow_in_place_tablespaces = on""";

  private RoundTrip() {}

  static void of(int major, String sql) {
    prepare(major);
    try (TestDatabase first = Databases.create(major); TestDatabase second = Databases.create(major)) {
      Reading before = Reading.after(first, List.of(sql));
      assertThat(before.schema().unmodelled()).isEmpty();
      List<String> script = script(before.schema());
      String text = String.join(";\n", script);
      Reading after = Reading.after(second, script);
      compare(before.schema(), after.schema(), text);
      assertThat(before.catalog().difference(after.catalog())).as(text).isEmpty();
      assertThat(Dump.difference(Dump.of(first), Dump.of(second))).isEmpty();
    }
  }

  static List<String> script(DatabaseSchema schema) {
    return ChangePlan.between(DatabaseSchema.empty(schema.major()), schema).steps().stream().map(Step::sql).toList();
  }

  /** What is in a database, twice. */
  private record Reading(DatabaseSchema schema, Catalog catalog) {
    static Reading after(TestDatabase test, List<String> statements) {
      try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard())) {
        for (String statement : statements) {
          ServerFailure failure = database.send(statement).failure();
          assertThat(failure).as(String.join(";\n", statements)).isNull();
        }
        assertThat(database.send("RESET ALL").failure()).isNull();
        return new Reading(Inspector.inspect(database, Scope.everything()), catalog(database));
      }
    }

    private static Catalog catalog(Database database) {
      return new Catalog(Catalog.read(database::query, List.of()).entries().stream()
          .map(entry -> INHERITED_NOT_NULL.matcher(entry).replaceAll("constraint of $1")).toList());
    }
  }

  private static void compare(DatabaseSchema schema, DatabaseSchema again, String script) {
    assertThat(Difference.between(schema, again))
        .as(script).isEqualTo(new Difference(List.of(), List.of(), List.of(), List.of()));
    assertThat(objects(again)).as(script).isEqualTo(objects(schema));
    assertThat(again.aspects()).as(script).isEqualTo(schema.aspects());
    assertThat(again.dependencies()).as(script).isEqualTo(schema.dependencies());
    assertThat(again.unmodelled()).as(script).isEmpty();
  }

  /** Where a column stands may change, as a child's new parts come before its own. */
  private static List<SchemaObject> objects(DatabaseSchema schema) {
    return schema.objects().values().stream().map(RoundTrip::withoutPosition).collect(Collectors.toList());
  }

  private static SchemaObject withoutPosition(SchemaObject object) {
    return object instanceof Column column
        ? new Column(column.id(), 0, column.type(), column.collation(), column.notNull(), column.content(),
            column.origin(), column.storage(), column.compression(), column.statistics(), column.options(),
            column.foreignOptions())
        : object;
  }

  private static synchronized void prepare(int major) {
    if (PREPARED.add(major)) {
      try (TestDatabase any = Databases.create(major)) {
        any.execute(SURROUNDINGS);
        if (any.query("select 1 from pg_catalog.pg_tablespace where spcname = 'rt_space'").isEmpty()) {
          any.execute("CREATE TABLESPACE rt_space LOCATION ''");
        }
      }
    }
  }
}
