package dev.whimbrel.cli.command;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.catalog.Queries;
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
import dev.whimbrel.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A database of the PostgreSQL that Whimbrel brings along, in which migrations are replayed for a proof, and which is gone after it. */
final class Shadow {
  private final EmbeddedPostgres server;
  private final Words words;

  /**
   * What a proof says of itself where it cannot be made.
   *
   * @param which the migrations that are replayed
   * @param state what the state of everything else is
   * @param without how to do without the proof
   */
  record Words(String which, String state, String without) {}

  private Shadow(EmbeddedPostgres server, Words words) {
    this.server = server;
    this.words = words;
  }

  /** Does work with a new one. */
  static <T> Result<T> with(Words words, Function<Shadow, Result<T>> work) {
    try (EmbeddedPostgres server = EmbeddedPostgres.ephemeral()) {
      return work.apply(new Shadow(server, words));
    } catch (EmbeddedPostgresException e) {
      return Result.rejected(Problem.of(ProblemCode.SHADOW, "the shadow database for the proof: " + e.fact())
          .state(words.state()).remedy(words.without()));
    }
  }

  /** A new session, in which what was set for the database holds. */
  Database open() {
    return Database.open(DatabaseUrl.parse(server.address().url()).orThrow(), SessionSettings.standard());
  }

  /** Applies all migrations; what stands in the way, if anything does. */
  List<Problem> replay(MigrationSet set, Identifier journalSchema) {
    if (set.migrations().isEmpty()) {
      return List.of();
    }
    try (Database database = open()) {
      Journal journal = Journal.of(database, journalSchema, "", new Author("", "", "whimbrel " + Whimbrel.version()));
      Result<Plan> plan = Planner.plan(set, History.empty(), new Goal.Latest(), Policy.strict());
      List<Problem> problems = plan.problems().isEmpty()
          ? new Runner(database, journal).run(plan.orThrow(), event -> {}).problems()
          : plan.problems();
      return problems.stream().map(this::notReplayed).toList();
    }
  }

  private Problem notReplayed(Problem problem) {
    return Problem.of(ProblemCode.UNPROVEN, words.which() + " do not run on an empty database: " + problem.message())
        .at(problem.at())
        .server(problem.server())
        .state(words.state() + "; the shadow database is gone")
        .remedy("they may need something that no migration makes, such as an extension; " + words.without());
  }

  /** How a catalog is asked, in this database or in another. */
  Queries queries(Database database) {
    return sql -> {
      Answer answer = database.send(sql);
      ServerFailure failure = answer.failure();
      if (failure != null) {
        throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR, "the catalog cannot be read")
            .server(failure.error()).state(words.state()).remedy(words.without()), null);
      }
      return new ArrayList<>(answer.rows(answer.completed().size() - 1));
    };
  }
}
