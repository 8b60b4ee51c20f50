package dev.whimbrel.cli.command;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.diff.Renames;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.schema.wording.Wording;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The way from one schema to another and back, both of which have been run. There may be no way back: PostgreSQL takes no label from an
 * enum that a table is partitioned by.
 *
 * @param renames what is only called otherwise, and comes first
 * @param forward behind the renames
 * @param back before the renames are taken back, or why there is none
 * @param words what differs
 */
record SchemaChange(Renames renames, ChangePlan forward, Result<ChangePlan> back, List<String> words) {
  SchemaChange {
    words = List.copyOf(words);
  }

  /**
   * Works it out and tries it.
   *
   * @param renames of what is before and what is wanted, which objects are the same under another name
   * @throws dev.whimbrel.problem.WhimbrelException if something does not run, or does not do what it should
   */
  static SchemaChange between(SchemaDesk desk, SchemaSource from, SchemaSource to,
      BiFunction<DatabaseSchema, DatabaseSchema, Renames> renames) {
    DatabaseSchema wanted = desk.normal(to, desk.inspected(to));
    DatabaseSchema known = desk.known(from);
    if (from instanceof SchemaSource.OfDatabase && Difference.between(known, wanted).isEmpty()) {
      return new SchemaChange(Renames.none(), new ChangePlan(List.of()), Result.ok(new ChangePlan(List.of())),
          List.of());
    }
    SchemaDesk.Beginning beginning = desk.beginning(from, known);
    try (ShadowDatabase shadow = beginning.shadow()) {
      DatabaseSchema before = beginning.schema();
      return tried(desk, shadow, before, wanted,
          renames.apply(before, wanted).withNamesChosenByServer(before, wanted));
    }
  }

  private static SchemaChange tried(SchemaDesk desk, ShadowDatabase shadow, DatabaseSchema before,
      DatabaseSchema wanted, Renames renames) {
    desk.shadows().run(shadow, single(renames), "the renames").orThrow();
    DatabaseSchema renamed = renames.renames().isEmpty() ? before : desk.tried().inspected(shadow, before);
    Difference difference = Difference.between(renamed, wanted);
    ChangePlan forward = desk.tried().plan(shadow, renamed, wanted, "the plan").orThrow();
    Result<ChangePlan> back = desk.tried().plan(shadow, wanted, renamed, "the way back")
        .then(plan -> oldNames(desk, shadow, renames, before).then(same -> Result.ok(plan)));
    return new SchemaChange(renames, forward, back, Wording.lines(difference));
  }

  private static Result<DatabaseSchema> oldNames(SchemaDesk desk, ShadowDatabase shadow, Renames renames,
      DatabaseSchema before) {
    return renames.renames().isEmpty()
        ? Result.ok(before)
        : desk.tried().reached(shadow, renames.reversed().statements(), before, "the old names");
  }

  private static List<List<String>> single(Renames renames) {
    return renames.statements().stream().map(List::of).toList();
  }

  boolean isEmpty() {
    return renames.renames().isEmpty() && forward.isEmpty();
  }

  /** The script that leads there. */
  String up() {
    return PlanText.script(forward, renames.statements(), List.of());
  }

  /** The script that leads back. */
  Result<String> down() {
    return back.then(plan -> Result.ok(PlanText.script(plan, List.of(), renames.reversed().statements())));
  }

  /** What to tell whoever did not ask for it. */
  Optional<Problem> noWayBack() {
    return back.problems().stream().findFirst()
        .map(problem -> Problem.of(ProblemCode.NO_WAY_BACK, problem.message())
            .remedy(Objects.requireNonNull(problem.remedy())));
  }

  /** What is lost on a way and is not allowed to be. */
  static Optional<Problem> refused(ChangePlan way, String state) {
    List<String> losses = PlanText.losses(way);
    return losses.isEmpty()
        ? Optional.empty()
        : Optional.of(Problem.of(ProblemCode.DATA_LOSS, "data is lost on this way: " + String.join("; ", losses))
            .state(state)
            .remedy(
                "if that is meant: --allow-data-loss; what only has another name is told with --renamed \"KIND OLD to NEW\""));
  }
}
