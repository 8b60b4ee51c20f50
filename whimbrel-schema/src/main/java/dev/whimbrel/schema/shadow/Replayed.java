package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Migrations run in a shadow database. Where one fails for want of a role or of a schema on the search path, which a target has and no
 * migration makes, that is made and the run goes on: what failed was rolled back, or goes on at the statement that failed.
 */
final class Replayed {
  static final String UNDEFINED = "42704";
  private static final String NO_SCHEMA = "3F000";
  static final Pattern ROLE = Pattern.compile("role \"(.+)\" does not exist");

  private final ShadowDatabase shadow;
  private final Ground ground;
  private final ShadowOptions options;
  private final Set<String> learned = new HashSet<>();

  Replayed(ShadowDatabase shadow, Ground ground, ShadowOptions options) {
    this.shadow = shadow;
    this.ground = ground;
    this.options = options;
  }

  /** What would run in an empty database. */
  static Result<List<Step>> steps(MigrationSet set, Goal goal) {
    return Planner.plan(set, History.empty(), goal, Policy.strict()).then(plan -> Result.ok(plan.steps()));
  }

  /** How many ran. */
  Result<Integer> run(MigrationSet set, Goal goal, List<Step> all) {
    List<Problem> against = against(all);
    if (!against.isEmpty()) {
      return Result.rejected(against);
    }
    if (all.isEmpty()) {
      return Result.ok(0);
    }
    try (Database database = shadow.open()) {
      stubs(database, all);
      return run(database, set, goal);
    }
  }

  /** Makes what steps need that are run by somebody else. */
  Result<ShadowDatabase> prepare(List<Step> steps) {
    List<Problem> against = against(steps);
    if (!against.isEmpty()) {
      return Result.rejected(against);
    }
    try (Database database = shadow.open()) {
      stubs(database, steps);
    }
    return Result.ok(shadow);
  }

  private List<Problem> against(List<Step> steps) {
    Stream<Problem> elsewhere = steps.stream().flatMap(step -> step.script().statements().stream())
        .filter(statement -> Reach.of(statement) == Reach.PUBLISHER).map(ShadowProblems::ofSubscription);
    return Stream.concat(elsewhere, ground.against(steps).stream()).toList();
  }

  private Result<Integer> run(Database database, MigrationSet set, Goal goal) {
    Journal journal = shadow.journal(database);
    int ran = 0;
    while (true) {
      Result<Plan> plan = Planner.plan(set, journal.read(), goal, Policy.strict());
      if (!plan.problems().isEmpty()) {
        return Result.rejected(failed(plan.problems()));
      }
      RunReport report = new Runner(database, journal).run(plan.orThrow(), event -> {});
      ran += report.done();
      if (report.isSuccess()) {
        return Result.ok(ran);
      }
      if (!learns(database, report.problems().getFirst())) {
        return Result.rejected(failed(report.problems()));
      }
    }
  }

  private List<Problem> failed(List<Problem> problems) {
    return problems.stream().map(problem -> ShadowProblems.failed(problem, shadow.label())).toList();
  }

  private void stubs(Database database, List<Step> steps) {
    schemas(database, steps);
    stubs(database, ground, Unmade.roles(steps, options.likeness().roles()));
  }

  /** Makes those of the roles that are not there. */
  static void stubs(Database database, Ground ground, List<String> roles) {
    if (roles.isEmpty()) {
      return;
    }
    Set<String> there = database.query("SELECT rolname::pg_catalog.text FROM pg_catalog.pg_roles").stream()
        .map(row -> String.valueOf(row.getFirst())).collect(Collectors.toSet());
    roles.stream().filter(role -> !there.contains(role)).forEach(role -> ground.stub(database, role));
  }

  private boolean learns(Database database, Problem problem) {
    ServerError error = problem.server();
    if (error == null) {
      return false;
    }
    return switch (error.sqlState()) {
      case UNDEFINED -> learnsRole(database, error.message());
      case NO_SCHEMA -> learnsSchemas(database);
      default -> false;
    };
  }

  private boolean learnsRole(Database database, String message) {
    Matcher matcher = ROLE.matcher(message);
    if (!matcher.find() || !learned.add(matcher.group(1))) {
      return false;
    }
    ground.stub(database, matcher.group(1));
    return true;
  }

  /** Where names without a schema go, when the first of the path is there before any migration. */
  private void schemas(Database database, List<Step> steps) {
    for (String schema : Unmade.schemas(steps, options.likeness().schemas())) {
      makeSchema(database, schema);
    }
  }

  private static boolean makeSchema(Database database, String schema) {
    boolean isMissing = database.query(
        "SELECT FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) " + Literal.of(schema)).isEmpty();
    if (isMissing) {
      Commands.run(database, List.of("CREATE SCHEMA " + new Identifier(schema).quoted()));
    }
    return isMissing;
  }

  private boolean learnsSchemas(Database database) {
    return options.likeness().schemas().stream().filter(schema -> makeSchema(database, schema)).findFirst().isPresent();
  }
}
