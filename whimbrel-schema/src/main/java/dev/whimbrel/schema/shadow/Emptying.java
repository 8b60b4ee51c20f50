package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.resource.Resource;
import java.util.List;
import java.util.Objects;

/** What is in a database that is no part of a new one, and how it gets out again. */
final class Emptying {
  private static final String CONTENTS = Resource.text(Emptying.class, "contents.sql");
  private static final String DROPS = Resource.text(Emptying.class, "drops.sql");

  private final Database database;

  Emptying(Database database) {
    this.database = database;
  }

  /** In words, such as {@code table public.users}. */
  List<String> whatIsThere() {
    return database.query(CONTENTS).stream().map(row -> row.get(0) + " " + row.get(1)).toList();
  }

  /**
   * Drops everything.
   *
   * @throws WhimbrelException if something stays
   */
  void empty() {
    List<String> before = List.of();
    List<String> drops = drops();
    while (!drops.isEmpty() && !drops.equals(before)) {
      drops.forEach(database::send); // what depends on something else that is dropped is gone by its turn
      before = drops;
      drops = drops();
    }
    List<String> there = whatIsThere();
    if (!there.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.SHADOW, "the shadow database " + database.label()
          + " still holds " + String.join(", ", there))
          .remedy("drop it, and make a new one"), null);
    }
  }

  private List<String> drops() {
    return database.query(DROPS).stream().map(row -> Objects.requireNonNull(row.getFirst())).toList();
  }
}
