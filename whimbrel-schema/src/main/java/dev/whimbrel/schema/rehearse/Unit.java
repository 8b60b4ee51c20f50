package dev.whimbrel.schema.rehearse;

import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a script that commits as one.
 *
 * @param statements in their order; not empty
 */
public record Unit(List<Statement> statements, Bound bound) {
  public Unit {
    statements = List.copyOf(statements);
  }

  /** The parts of a script, as the runner commits them. */
  public static List<Unit> of(Script script) {
    List<Unit> units = new ArrayList<>();
    List<Statement> together = new ArrayList<>();
    for (Statement statement : script.statements()) {
      boolean isAlone = statement.kind() == StatementKind.OUTSIDE_TRANSACTION;
      if (isAlone || script.mode() == TransactionMode.NONE) {
        flush(together, units);
        units.add(new Unit(List.of(statement), isAlone ? Bound.ALONE : Bound.TRANSACTION));
      } else {
        together.add(statement);
      }
    }
    flush(together, units);
    return units;
  }

  private static void flush(List<Statement> together, List<Unit> units) {
    if (!together.isEmpty()) {
      units.add(new Unit(together, Bound.TRANSACTION));
      together.clear();
    }
  }
}
