package dev.whimbrel.schema.rewrite;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.rollback.Ground;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.function.Function;

/** Databases in which a script ran. */
record TestGround(String script, int major) implements Ground {
  @Override
  public <T> Result<T> after(MigrationSet first, Migration next, Function<Plot, Result<T>> work) {
    try (TestDatabase test = Databases.create(major)) {
      test.execute(script);
      return work.apply(new TestPlot(test));
    }
  }

  @Override
  public int scriptMajor() {
    return major;
  }

  private record TestPlot(TestDatabase test) implements Plot {
    @Override
    public Database open() {
      return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
    }

    @Override
    public List<Problem> apply(MigrationSet set) {
      throw new UnsupportedOperationException();
    }
  }
}
