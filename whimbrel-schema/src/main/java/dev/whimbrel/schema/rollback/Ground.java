package dev.whimbrel.schema.rollback;

import dev.whimbrel.database.Database;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.util.List;
import java.util.function.Function;

/** Where migrations are tried: databases that hold what the first so many of a directory make, and that nobody misses. */
public interface Ground {
  /**
   * Does work with a database of its own in which migrations ran, the first of a directory, and which is gone afterwards. Whoever asks
   * for fewer of them first and for more later gets them fast.
   *
   * @param next the migration that is to be tried then; what it does to a whole server is seen by nobody else
   * @return what the work gives, or why the migrations do not run
   */
  <T> Result<T> after(MigrationSet first, Migration next, Function<Plot, Result<T>> work);

  /** The oldest major version that a way back has to run on, such as 15. */
  int scriptMajor();

  /** One of the databases. */
  interface Plot {
    /** A session, to be closed by whoever asked. */
    Database open();

    /** Applies what of a set is pending, and says what is in the way. */
    List<Problem> apply(MigrationSet set);
  }
}
