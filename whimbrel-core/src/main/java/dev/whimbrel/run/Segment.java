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
    /** One transaction, unless the statement turns out to commit by itself. */
    TRANSACTION_IF_POSSIBLE,
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
      Bound bound = bound(statement, step.script().mode());
      if (bound != Bound.TRANSACTION) {
        flush(together, segments);
        segments.add(new Segment(List.of(statement), bound));
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
   * A statement and its row of the journal commit together where they can, so that a process that dies never leaves a statement of
   * which the journal does not know. Whether a procedure commits for itself shows when it is tried.
   */
  private static Bound bound(Statement statement, TransactionMode mode) {
    if (statement.kind() == StatementKind.OUTSIDE_TRANSACTION) {
      return Bound.ALONE;
    }
    return mode == TransactionMode.NONE && PROCEDURE.matcher(statement.text()).lookingAt()
        ? Bound.TRANSACTION_IF_POSSIBLE
        : Bound.TRANSACTION;
  }

  private static void flush(List<Statement> together, List<Segment> segments) {
    if (!together.isEmpty()) {
      segments.add(new Segment(together, Bound.TRANSACTION));
      together.clear();
    }
  }
}
