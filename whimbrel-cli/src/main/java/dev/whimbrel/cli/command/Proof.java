package dev.whimbrel.cli.command;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.catalog.Catalog;
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
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a database is what its migrations make: they are replayed in an embedded one, and the two are compared. */
final class Proof {
  private static final String WITHOUT = "to take it over without this proof: whimbrel adopt --no-proof";

  private final Database live;
  private final Identifier journalSchema;
  private final PeerTable table;
  private final MigrationSet applied;

  private Proof(Database live, Identifier journalSchema, PeerTable table, MigrationSet applied) {
    this.live = live;
    this.journalSchema = journalSchema;
    this.table = table;
    this.applied = applied;
  }

  /**
   * What came out.
   *
   * @param differences empty if the database is what the migrations make
   * @param live what server the database is on
   * @param shadow what server the migrations were replayed on
   */
  record Comparison(List<String> differences, String live, String shadow) {}

  /**
   * In what the database differs from what the migrations make.
   *
   * @param table of the other tool, which no migration makes
   * @param applied the migrations that the database is said to have
   * @return or why this cannot be found out
   */
  static Result<Comparison> of(Desk desk, PeerTable table, List<Migration> applied) {
    return new Proof(desk.database(), Desk.schema(desk.settings()), table, new MigrationSet(applied)).compare();
  }

  private Result<Comparison> compare() {
    try (EmbeddedPostgres server = EmbeddedPostgres.ephemeral();
        Database shadow = Database.open(DatabaseUrl.parse(server.address().url()).orThrow(),
            SessionSettings.standard())) {
      prepare(shadow);
      List<Problem> problems = applied.migrations().isEmpty() ? List.of() : replay(server);
      return problems.isEmpty()
          ? Result.ok(new Comparison(differences(shadow), live.dialect().label(), shadow.dialect().label()))
          : Result.rejected(problems);
    } catch (EmbeddedPostgresException e) {
      return Result.rejected(Problem.of(ProblemCode.UNREACHABLE, "the shadow database for the proof: " + e.fact())
          .state("nothing was changed").remedy(WITHOUT));
    }
  }

  private List<String> differences(Database shadow) {
    List<String> excluded = excluded();
    Catalog held = catalog(live, excluded);
    for (String name : table.names()) {
      held = held.withoutTable(table.schema().name(), name);
    }
    return held.difference(catalog(shadow, excluded)).stream()
        .filter(difference -> table.tool().realm() == Tool.Realm.WHOLE_DATABASE || difference.startsWith("+"))
        .toList();
  }

  /** Where names without a schema go, and which roles there are, is a matter of the live server. */
  private void prepare(Database shadow) {
    List<@Nullable String> path = live.query("""
        SELECT pg_catalog.current_setting('search_path'),
          pg_catalog.array_to_string(pg_catalog.current_schemas(false), E'\\n')""").getFirst();
    Objects.requireNonNull(path.get(1)).lines()
        .forEach(schema -> shadow.send("CREATE SCHEMA IF NOT EXISTS " + new Identifier(schema).quoted()));
    roles(live).stream().filter(role -> !roles(shadow).contains(role))
        .forEach(role -> shadow.send("CREATE ROLE " + new Identifier(role).quoted()));
    shadow.send("ALTER DATABASE " + new Identifier(shadow.identity().database()) + " SET search_path = "
        + searchPath(Objects.requireNonNull(path.get(0))));
  }

  /** Belong to a whole server, and so to no migration. */
  private static List<String> roles(Database database) {
    return database.query("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.!~) '^pg_'")
        .stream().map(row -> Objects.requireNonNull(row.getFirst())).toList();
  }

  private static String searchPath(String setting) {
    return setting.isEmpty() ? "''" : setting;
  }

  private List<Problem> replay(EmbeddedPostgres server) {
    try (Database shadow = Database.open(DatabaseUrl.parse(server.address().url()).orThrow(),
        SessionSettings.standard())) {
      Journal journal = Journal.of(shadow, journalSchema, "", new Author("", "", "whimbrel " + Whimbrel.version()));
      Result<Plan> plan = Planner.plan(applied, History.empty(), new Goal.Latest(), Policy.strict());
      if (!plan.problems().isEmpty()) {
        return plan.problems();
      }
      RunReport report = new Runner(shadow, journal).run(plan.orThrow(), event -> {});
      return report.problems().stream().map(Proof::notReplayed).toList();
    }
  }

  private static Problem notReplayed(Problem problem) {
    return Problem.of(ProblemCode.UNPROVEN,
        "the migrations to take over do not run on an empty database: " + problem.message())
        .at(problem.at())
        .server(problem.server())
        .state("nothing was changed; the shadow database is gone")
        .remedy("they may need something that no migration makes, such as an extension; " + WITHOUT);
  }

  /** Some tools make a schema for their table alone. */
  private List<String> excluded() {
    String others = Objects.requireNonNull(live.query("""
        SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        WHERE n.nspname OPERATOR(pg_catalog.=) %1$s AND c.relkind OPERATOR(pg_catalog.<>) 'i'
          AND c.relname OPERATOR(pg_catalog.<>) ALL (ARRAY[%2$s]::pg_catalog.text[])
          OR %1$s OPERATOR(pg_catalog.=) ANY (pg_catalog.current_schemas(false)::pg_catalog.text[])""".formatted(
        Literal.of(table.schema().name()), table.names().stream().map(Literal::of).collect(Collectors.joining(", "))))
        .getFirst().getFirst());
    return others.equals("0")
        ? List.of(journalSchema.name(), table.schema().name())
        : List.of(journalSchema.name());
  }

  private static Catalog catalog(Database database, List<String> excluded) {
    return Catalog.readStructure(queries(database), excluded);
  }

  private static Queries queries(Database database) {
    return sql -> {
      Answer answer = database.send(sql);
      ServerFailure failure = answer.failure();
      if (failure != null) {
        throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR, "the catalog cannot be read")
            .server(failure.error()).state("nothing was changed").remedy(WITHOUT), null);
      }
      int last = answer.completed().size() - 1;
      return new ArrayList<>(answer.rows(last));
    };
  }

  /** What to say of differences. */
  static Problem problem(PeerTable table, Comparison comparison) {
    return Problem.of(ProblemCode.UNPROVEN, "the database is not what the migrations make that "
        + table.tool().label() + " says are applied: " + RunText.count(comparison.differences().size(), "difference"))
        .state("nothing was changed; the database is on " + comparison.live() + ", the shadow was "
            + comparison.shadow())
        .remedy("look at each: - stands only in the database, + only in the migrations; if they are meant, " + WITHOUT);
  }

  /** For people. */
  static String text(Comparison comparison) {
    return comparison.differences().stream().map(difference -> "  " + difference.replace("\n", "\n    "))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
