package dev.whimbrel.sql;

import dev.whimbrel.problem.Result;
import java.util.List;

/** Divides text into statements by PostgreSQL's own lexical rules. */
public final class SqlScanner {
  private SqlScanner() {}

  /** The statements of a whole file, or every mistake that keeps it from being divided. */
  public static Result<List<Statement>> scan(Source source, Lexicon lexicon) {
    return scan(source, source.begin(), source.end(), lexicon);
  }

  /**
   * The statements of a part of a file; positions stay those of the file.
   *
   * @param from the offset of the part's first byte, which begins a line
   * @param to the offset after its last byte
   */
  public static Result<List<Statement>> scan(Source source, int from, int to, Lexicon lexicon) {
    throw new UnsupportedOperationException();
  }
}
