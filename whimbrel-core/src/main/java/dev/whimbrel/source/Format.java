package dev.whimbrel.source;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Result;

/** The directory formats that Whimbrel reads and writes; the set is closed. */
public enum Format {
  ATLAS("atlas"), GOLANG_MIGRATE("golang-migrate"), SQL_MIGRATE("sql-migrate"), GOOSE("goose"), DBMATE(
      "dbmate"), FLYWAY("flyway");

  private final String label;

  Format(String label) {
    this.label = label;
  }

  /** The name people write, as in {@code --format goose}. */
  public String label() {
    return label;
  }

  /** The format that the files themselves show, or a request to name it. */
  public static Result<Format> detect(FileSet files) {
    throw new UnsupportedOperationException();
  }

  /** The migrations of a directory, or every mistake in it. */
  public Result<MigrationSet> parse(FileSet files, ParseOptions options) {
    throw new UnsupportedOperationException();
  }
}
