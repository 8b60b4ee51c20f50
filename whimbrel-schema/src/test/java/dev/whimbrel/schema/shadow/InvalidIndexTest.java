package dev.whimbrel.schema.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a failed CREATE INDEX CONCURRENTLY leaves, which no shadow database can have. */
class InvalidIndexTest {
  private static final String TABLE = "CREATE TABLE t (a int);";
  private static final String INDEX = "CREATE UNIQUE INDEX tu ON t (a);";

  @TestFactory
  Stream<DynamicTest> itIsToldOfAndMended() {
    return Stream.of(15, 18).filter(Databases::has)
        .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> toldAndMended(major)));
  }

  private static void toldAndMended(int major) {
    try (TestDatabase test = Databases.create(major);
        Database database = open(test);
        Shadows shadows = Shadows.open(ShadowOptions.standard().withLikeness(Likeness.of(database))).orThrow()) {
      assertThat(database.send(TABLE + "INSERT INTO t VALUES (1), (1)").failure()).isNull();
      assertThat(database.send(INDEX.replace("INDEX", "INDEX CONCURRENTLY")).failure()).isNotNull();
      Tried tried = new Tried(shadows, Scope.everything(), ChangePlan.Options.oneTransaction());
      DatabaseSchema without = replayed(shadows, tried, TABLE);
      DatabaseSchema with = replayed(shadows, tried, TABLE + INDEX);
      DatabaseSchema actual = normal(tried, Inspector.inspect(database, Scope.everything()));
      assertThat(said(without, actual)).containsExactly("+ index public.tu: only in the database");
      assertThat(said(with, actual)).containsExactly("~ index public.tu: not as the migrations make it",
          "    usability: the migrations make valid, the database has invalid");
      assertThat(revert(tried, actual, without)).containsExactly("DROP INDEX public.tu");
      assertThat(revert(tried, actual, with)).containsExactly("REINDEX INDEX public.tu");
      assertThat(keep(shadows, tried, TABLE, actual))
          .containsExactly("CREATE UNIQUE INDEX tu ON public.t USING btree (a)");
      assertThat(keep(shadows, tried, TABLE + INDEX, actual)).isEmpty();
    }
  }

  private static List<String> said(DatabaseSchema expected, DatabaseSchema actual) {
    return DriftText.lines(Drift.between(expected, actual), finding -> Optional.empty());
  }

  private static DatabaseSchema normal(Tried tried, DatabaseSchema schema) {
    try (ShadowDatabase shadow = tried.recreated(schema, "the database").orThrow()) {
      return tried.inspected(shadow, schema);
    }
  }

  private static List<String> revert(Tried tried, DatabaseSchema actual, DatabaseSchema expected) {
    try (ShadowDatabase shadow = tried.recreated(actual, "the database").orThrow()) {
      return texts(tried.plan(shadow, actual, expected, "the way back").orThrow());
    }
  }

  private static List<String> keep(Shadows shadows, Tried tried, String script, DatabaseSchema actual) {
    try (ShadowDatabase shadow = shadows.of(Source.ofText("all.sql", script)).orThrow()) {
      return texts(tried.plan(shadow, tried.inspected(shadow), actual, "the way to it").orThrow());
    }
  }

  private static List<String> texts(ChangePlan plan) {
    return plan.steps().stream().map(Step::sql).toList();
  }

  private static DatabaseSchema replayed(Shadows shadows, Tried tried, String script) {
    try (ShadowDatabase shadow = shadows.of(Source.ofText("all.sql", script)).orThrow()) {
      return tried.inspected(shadow);
    }
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }
}
