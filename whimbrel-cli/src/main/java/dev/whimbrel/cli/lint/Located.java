package dev.whimbrel.cli.lint;

import dev.whimbrel.problem.Position;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.sql.Statement;

/**
 * A finding and where it stands.
 *
 * @param path of the file, as reports name it
 * @param title of the rule
 * @param fingerprint the same for the same finding of the same statement, whatever lines it moves to
 */
record Located(Judged judged, String path, String title, String fingerprint) {
  Finding finding() {
    return judged.finding();
  }

  Statement statement() {
    return finding().subject().statement();
  }

  /** Where the statement begins. */
  Position from() {
    Position at = statement().at();
    return new Position(path, at.line(), at.column());
  }

  /** Where it ends; the column is that behind its last character. */
  Position to() {
    Position at = statement().source().position(statement().end());
    return new Position(path, at.line(), at.column());
  }
}
