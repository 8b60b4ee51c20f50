package dev.whimbrel.schema.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.ddl.RoundTripCase;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Step;
import dev.whimbrel.schema.drift.Drift;
import dev.whimbrel.schema.drift.DriftText;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.sql.Source;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Databases on servers that are older than the shadows. */
@Execution(ExecutionMode.CONCURRENT)
class OtherMajorTest {
  /** What needs roles of the whole server, and a name that Whimbrel itself refuses. */
  private static final Pattern LEFT_OUT = Pattern.compile("rt_|a_table_with_a_name");

  private static final String CHANGED = """
      ALTER TABLE a ADD COLUMN more text NOT NULL DEFAULT 'x';
      ALTER TABLE a ALTER COLUMN n SET NOT NULL;
      DROP VIEW v;
      CREATE VIEW v AS SELECT a.id, a.more FROM a JOIN a b ON b.id = a.id;
      """;

  @TestFactory
  Stream<DynamicTest> whatIsTheSameIsSeenToBeTheSame() {
    return IntStream.rangeClosed(14, 17).filter(Databases::has)
        .mapToObj(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> same(major)));
  }

  private static void same(int major) {
    String script = everything();
    try (TestDatabase test = Databases.create(major); Shadows shadows = shadows(test)) {
      Tried tried = new Tried(shadows, Scope.everything(), ChangePlan.Options.oneTransaction());
      DatabaseSchema expected = replayed(shadows, tried, script);
      run(test, script);
      DatabaseSchema actual = inspected(test);
      assertThat(actual.objects()).hasSizeGreaterThan(300);
      try (ShadowDatabase again = tried.recreated(actual, "the database").orThrow()) {
        Drift drift = Drift.between(expected, tried.inspected(again));
        assertThat(DriftText.lines(drift, finding -> Optional.empty())).isEmpty();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> aScriptRunsOnTheOlderServer() {
    return IntStream.rangeClosed(14, 17).filter(Databases::has)
        .mapToObj(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> led(major)));
  }

  private static void led(int major) {
    String first = "CREATE TABLE a (id int PRIMARY KEY, n int, g int GENERATED ALWAYS AS (id + 1) STORED);"
        + "CREATE VIEW v AS SELECT a.id FROM a JOIN a b ON b.id = a.id;";
    try (TestDatabase test = Databases.create(major); Shadows shadows = shadows(test)) {
      Tried tried = new Tried(shadows, Scope.everything(), ChangePlan.Options.oneTransaction());
      run(test, first);
      DatabaseSchema wanted = replayed(shadows, tried, first + CHANGED);
      try (ShadowDatabase shadow = tried.recreated(inspected(test), "the database").orThrow()) {
        ChangePlan plan = tried.plan(shadow, tried.inspected(shadow), wanted, "the plan").orThrow();
        run(test, String.join(";\n", plan.steps().stream().map(Step::sql).toList()));
      }
      try (ShadowDatabase shadow = tried.recreated(inspected(test), "the database").orThrow()) {
        assertThat(ChangePlan.between(tried.inspected(shadow), wanted).steps()).isEmpty();
      }
    }
  }

  private static Shadows shadows(TestDatabase test) {
    try (Database database = open(test)) {
      return Shadows.open(ShadowOptions.standard().withLikeness(Likeness.of(database))).orThrow();
    }
  }

  private static DatabaseSchema replayed(Shadows shadows, Tried tried, String script) {
    try (ShadowDatabase shadow = shadows.of(Source.ofText("all.sql", script)).orThrow()) {
      return tried.inspected(shadow);
    }
  }

  private static DatabaseSchema inspected(TestDatabase test) {
    try (Database database = open(test)) {
      return Inspector.inspect(database, Scope.everything());
    }
  }

  private static void run(TestDatabase test, String script) {
    try (Database database = open(test)) {
      assertThat(database.send(script).failure()).isNull();
    }
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  /** The cases of the round trips that the oldest server knows, each in a schema of its own. */
  private static String everything() {
    return RoundTripCase.all().stream().filter(one -> one.since() == 14 && !one.isAlone())
        .filter(one -> !LEFT_OUT.matcher(one.sql()).find()).map(RoundTripCase::inSchema)
        .collect(Collectors.joining("\n")) + "\nRESET search_path;\n";
  }
}
