package dev.whimbrel.schema.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Step;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.sql.Source;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plans that are run before anybody sees them. */
@ExtendWith(FreshDatabases.class)
class TriedTest {

  @Test
  void anExtensionMayBeOfAVersionThatNobodyCanInstall(TestDatabase test) {
    test.execute("CREATE EXTENSION hstore; UPDATE pg_extension SET extversion = '1.3' WHERE extname = 'hstore'");
    try (Shadows shadows = Shadows.open(ShadowOptions.standard()).orThrow()) {
      Tried tried = new Tried(shadows, Scope.everything(), ChangePlan.Options.standard());
      DatabaseSchema known = inspected(test);
      DatabaseSchema wanted = made(shadows, tried, "CREATE EXTENSION hstore; CREATE TABLE t (h hstore);");
      try (ShadowDatabase shadow = tried.recreated(known, "the database").orThrow()) {
        assertThat(tried.plan(shadow, known, known, "nothing").orThrow().steps()).isEmpty();
        assertThat(tried.plan(shadow, known, wanted, "the plan").orThrow().steps()).extracting(Step::sql)
            .containsExactly("ALTER EXTENSION hstore UPDATE TO '1.8'", "CREATE TABLE public.t (\n  h public.hstore\n)");
        Problem back = tried.plan(shadow, wanted, known, "the way back").problems().getFirst();
        assertThat(back.code()).isEqualTo(ProblemCode.SHADOW);
        assertThat(back.message()).startsWith("the way back cannot be had on the shadow database, PostgreSQL ")
            .endsWith(": extension \"hstore\" has no update path from version \"1.8\" to version \"1.3\"");
      }
    }
  }

  private static DatabaseSchema made(Shadows shadows, Tried tried, String script) {
    try (ShadowDatabase shadow = shadows.of(Source.ofText("wanted.sql", script)).orThrow()) {
      return tried.inspected(shadow);
    }
  }

  private static DatabaseSchema inspected(TestDatabase test) {
    try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard())) {
      return Inspector.inspect(database, Scope.everything());
    }
  }
}
