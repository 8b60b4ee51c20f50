package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.wording.Wording;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Two schemas as SQL, and rows for the first. Everything is tried in transactions that are rolled back. */
record Pair(String from, String to, String rows) {

  /** What one side is like, as two independent readings have it. */
  record Reading(DatabaseSchema schema, List<String> catalog) {}

  /** There and back again. */
  List<Step> proveOn(Database database) {
    Reading target = rolledBack(database, () -> {
      run(database, to);
      return read(database);
    });
    return rolledBack(database, () -> {
      run(database, from);
      Reading source = read(database);
      run(database, rows);
      ChangePlan there = ChangePlan.between(source.schema, target.schema, ChangePlan.Options.oneTransaction());
      Reading reached = arrive(database, there, target, "to");
      ChangePlan back = ChangePlan.between(reached.schema, source.schema, ChangePlan.Options.oneTransaction());
      arrive(database, back, source, "back");
      return there.steps();
    });
  }

  static Reading arrive(Database database, ChangePlan plan, Reading expected, String direction) {
    String script = plan.steps().stream().map(Step::sql).collect(Collectors.joining(";\n"));
    for (Step step : plan.steps()) {
      Answer answer = database.send(step.sql());
      assertThat(answer.failure()).as("%s: %s%nof%n%s", direction, step.sql(), script).isNull();
    }
    Reading reached = read(database);
    Difference difference = Difference.between(reached.schema, expected.schema);
    assertThat(difference.isEmpty()).as("%s: %s%nafter%n%s", direction, Wording.lines(difference), script).isTrue();
    assertThat(reached.catalog).as("%s: the catalog after%n%s", direction, script)
        .containsExactlyElementsOf(expected.catalog);
    assertThat(Counters.behindTheirRows(database, reached.schema, plan)).as("%s: after%n%s", direction, script)
        .isEmpty();
    return reached;
  }

  static Reading read(Database database) {
    return new Reading(Inspector.inspect(database, Scope.everything()), catalog(database));
  }

  /** The order of columns does not count, nor what a child table keeps of having had parents. */
  private static List<String> catalog(Database database) {
    return Catalog.read(sql -> rows(database, sql), List.of()).entries().stream()
        .map(entry -> switch (entry.substring(0, Math.max(0, entry.indexOf(' ')))) {
          case "column" -> entry.replaceFirst(" #\\d+ ", " ").replaceFirst(" inherited(?=\\s|$)", "");
          case "constraint" ->
            entry.replaceFirst("^constraint \\S+ (on .*: NOT NULL .* \\(inherited\\))$", "constraint $1")
                .replaceFirst("(PRIMARY KEY|UNIQUE)(.*) \\(no inherit\\)$", "$1$2");
          default -> Comparison.inAnyOrder(entry);
        }).sorted().toList();
  }

  /** A reading of its own transaction becomes one of ours. */
  private static List<List<@Nullable String>> rows(Database database, String sql) {
    if (sql.startsWith("begin ")) {
      run(database, "savepoint reading; " + sql.substring(sql.indexOf(';') + 1));
      return List.of();
    }
    if (sql.equals("rollback")) {
      run(database, "rollback to savepoint reading");
      return List.of();
    }
    return database.query(sql);
  }

  static <T> T rolledBack(Database database, java.util.function.Supplier<T> work) {
    run(database, "begin");
    try {
      return work.get();
    } finally {
      run(database, "rollback");
    }
  }

  static void run(Database database, String sql) {
    if (!sql.isBlank()) {
      Answer answer = database.send(sql);
      assertThat(answer.failure()).as(sql).isNull();
    }
  }
}
