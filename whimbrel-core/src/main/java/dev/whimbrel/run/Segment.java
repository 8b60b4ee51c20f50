package dev.whimbrel.run;

import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Step;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;

/** A part of a script that is not one transaction as a whole; after each part the journal is written. */
record Segment(List<Statement> statements, Bound bound) {
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
      boolean alone = step.script().mode() == TransactionMode.NONE
          || statement.kind() == StatementKind.OUTSIDE_TRANSACTION;
      if (!alone) {
        together.add(statement);
        continue;
      }
      flush(together, segments);
      segments.add(new Segment(List.of(statement), Bound.ALONE));
    }
    flush(together, segments);
    return segments;
  }

  private static void flush(List<Statement> together, List<Segment> segments) {
    if (!together.isEmpty()) {
      segments.add(new Segment(together, Bound.TRANSACTION));
      together.clear();
    }
  }
}
