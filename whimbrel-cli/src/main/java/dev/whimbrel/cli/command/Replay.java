package dev.whimbrel.cli.command;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.EmbeddedPostgresException;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Runner;
import java.util.ArrayList;
import java.util.List;

/** What migrations make of an empty database, in an embedded one that is thrown away. */
final class Replay {
  private static final String WITHOUT = "to convert without this proof: whimbrel convert --no-proof";

  private Replay() {}

  /** The catalog, or why it cannot be found out. */
  static Result<Catalog> catalog(MigrationSet set) {
    try (EmbeddedPostgres server = EmbeddedPostgres.ephemeral();
        Database shadow = Database.open(DatabaseUrl.parse(server.address().url()).orThrow(),
            SessionSettings.standard())) {
      List<Problem> problems = run(shadow, set);
      return problems.isEmpty() ? Result.ok(read(shadow)) : Result.rejected(problems);
    } catch (EmbeddedPostgresException e) {
      return Result.rejected(Problem.of(ProblemCode.UNREACHABLE, "the shadow database for the proof: " + e.fact())
          .state("nothing was written").remedy(WITHOUT));
    }
  }

  private static List<Problem> run(Database shadow, MigrationSet set) {
    Journal journal = Journal.of(shadow, Whimbrel.JOURNAL_SCHEMA, "",
        new Author("", "", "whimbrel " + Whimbrel.version()));
    Result<Plan> plan = Planner.plan(set, History.empty(), new Goal.Latest(), Policy.strict());
    List<Problem> problems = plan.problems().isEmpty()
        ? new Runner(shadow, journal).run(plan.orThrow(), event -> {}).problems()
        : plan.problems();
    return problems.stream().map(Replay::notReplayed).toList();
  }

  private static Problem notReplayed(Problem problem) {
    return Problem.of(ProblemCode.UNPROVEN, "the migrations do not run on an empty database: " + problem.message())
        .at(problem.at())
        .server(problem.server())
        .state("nothing was written; the shadow database is gone")
        .remedy("they may need something that no migration makes, such as an extension or a role; " + WITHOUT);
  }

  private static Catalog read(Database shadow) {
    return Catalog.read(sql -> {
      Answer answer = shadow.send(sql);
      ServerFailure failure = answer.failure();
      if (failure != null) {
        throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR, "the catalog cannot be read")
            .server(failure.error()).state("nothing was written").remedy(WITHOUT), null);
      }
      return new ArrayList<>(answer.rows(answer.completed().size() - 1));
    }, List.of(Whimbrel.JOURNAL_SCHEMA.name()));
  }

  /** What to say of differences. */
  static Problem problem(List<String> differences) {
    return Problem.of(ProblemCode.UNPROVEN, "the two directories do not make the same database: "
        + RunText.count(differences.size(), "difference"))
        .state("nothing was written")
        .remedy("look at each: - only the old directory makes it, + only the new one; " + WITHOUT);
  }
}
