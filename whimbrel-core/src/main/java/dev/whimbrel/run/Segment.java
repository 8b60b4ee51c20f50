package dev.whimbrel.run;

import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Step;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A part of a script that is not one transaction as a whole; after each part the journal is written. */
record Segment(List<Statement> statements, Bound bound) {
  private static final Pattern PROCEDURE = Pattern.compile("(?i)(?:CALL|DO)\\b");

  enum Bound {
    /** One transaction. */
    TRANSACTION,
    /** One statement that commits by itself. */
    ALONE
  }

  Segment {
    statements = List.copyOf(statements);
  }

  /** The parts of what a step has still to do. */
  static List<Segment> of(Step step) {
    List<Segment> segments = new ArrayList<>();
    List<Statement> together = new ArrayList<>();
    for (Statement statement : step.remaining()) {
      if (isAlone(statement, step.script().mode())) {
        flush(together, segments);
        segments.add(new Segment(List.of(statement), Bound.ALONE));
        continue;
      }
      together.add(statement);
      if (step.script().mode() == TransactionMode.NONE) {
        flush(together, segments);
      }
    }
    flush(together, segments);
    return segments;
  }

  /**
   * Whether a statement and its row of the journal cannot commit together. Where they can they do, so that a process that dies never
   * leaves a statement of which the journal does not know. A procedure may want to commit for itself.
   */
  private static boolean isAlone(Statement statement, TransactionMode mode) {
    return statement.kind() == StatementKind.OUTSIDE_TRANSACTION
        || (mode == TransactionMode.NONE && PROCEDURE.matcher(statement.text()).lookingAt());
  }

  private static void flush(List<Statement> together, List<Segment> segments) {
    if (!together.isEmpty()) {
      segments.add(new Segment(together, Bound.TRANSACTION));
      together.clear();
    }
  }
}
