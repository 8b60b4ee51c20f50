package dev.whimbrel.schema.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Unit;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Statements and what is known of them, in the order in which they run. */
public final class Subjects {
  private Subjects() {}

  /**
   * The statements of some migrations.
   *
   * @param rehearsed what was seen of them, also of some alone; the others are judged by their text
   */
  public static List<Subject> of(List<Migration> migrations, List<Rehearsed> rehearsed) {
    IdentityHashMap<Statement, Rehearsed> seen = new IdentityHashMap<>();
    rehearsed.forEach(one -> seen.put(one.statement(), one));
    List<Subject> subjects = new ArrayList<>();
    int transaction = 0;
    for (Migration migration : migrations) {
      for (Unit unit : Unit.of(migration.up())) {
        transaction++;
        for (Statement statement : unit.statements()) {
          Optional<Rehearsed> known = Optional.ofNullable(seen.get(statement));
          subjects.add(new Subject(migration, statement, SqlCommand.of(statement), transaction,
              known.map(Rehearsed::bound).orElse(unit.bound()), known));
        }
      }
    }
    return subjects;
  }
}
