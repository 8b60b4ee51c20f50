package dev.whimbrel.cli.command;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a database is what its migrations make: they are replayed in an embedded one, and the two are compared. */
final class Proof {
  private static final String WITHOUT = "to take it over without this proof: whimbrel adopt --no-proof";
  private static final String SCHEMA = "schema";
  private static final String PATH = "path";
  private static final String EVERY_SCHEMA = "SELECT nspname FROM pg_catalog.pg_namespace";
  private static final String SCHEMAS_OF_THE_PATH = "SELECT pg_catalog.unnest(pg_catalog.current_schemas(false))";
  private static final Shadow.Words WORDS = new Shadow.Words("the migrations to take over", "nothing was changed",
      WITHOUT);

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
    return Shadow.with(WORDS, shadow -> {
      try (Database database = shadow.open()) {
        List<Problem> unprepared = prepare(database);
        List<Problem> problems = unprepared.isEmpty() ? shadow.replay(applied, journalSchema) : unprepared;
        return problems.isEmpty()
            ? Result.ok(new Comparison(differences(shadow, database), live.dialect().label(),
                database.dialect().label()))
            : Result.rejected(problems);
      }
    });
  }

  private List<String> differences(Shadow shadow, Database replayed) {
    List<String> excluded = excluded();
    Catalog held = Catalog.readStructure(shadow.queries(live), excluded);
    for (String name : table.names()) {
      held = held.withoutTable(table.schema().name(), name);
    }
    return held.difference(Catalog.readStructure(shadow.queries(replayed), excluded)).stream()
        .filter(difference -> table.tool().realm() == Tool.Realm.WHOLE_DATABASE || difference.startsWith("+"))
        .toList();
  }

  /** Where names without a schema go, and which roles there are, is a matter of the live server. */
  private List<Problem> prepare(Database shadow) {
    List<List<@Nullable String>> there = surroundings(shadow, EVERY_SCHEMA);
    List<String> commands = new ArrayList<>();
    for (List<@Nullable String> row : surroundings(live, SCHEMAS_OF_THE_PATH)) {
      String value = Objects.requireNonNull(row.get(1));
      switch (Objects.requireNonNull(row.get(0))) {
        case PATH -> commands.add("SELECT pg_catalog.set_config('search_path', " + Literal.of(value) + ", false)");
        case SCHEMA -> lacking(there, row).ifPresent(name -> commands.add("CREATE SCHEMA " + name.quoted()));
        default -> lacking(there, row).ifPresent(name -> commands.add("CREATE ROLE " + name.quoted()));
      }
    }
    commands.add("ALTER DATABASE " + new Identifier(shadow.identity().database()) + " SET search_path FROM CURRENT");
    ServerFailure failure = shadow.send(String.join(";\n", commands)).failure();
    return failure == null ? List.of() : List.of(notPrepared(failure));
  }

  static Problem notPrepared(ServerFailure failure) {
    return Problem
        .of(ProblemCode.UNPROVEN, "the shadow database for the proof cannot be given the schemas, the roles and "
            + "the search_path of the live one")
        .server(failure.error())
        .state(WORDS.state() + "; the shadow database is gone")
        .remedy(WORDS.without());
  }

  /** Schemas, the roles, which belong to a whole server and so to no migration, and the search_path. */
  private static List<List<@Nullable String>> surroundings(Database database, String schemas) {
    return database.query("""
        SELECT '%s', s.name::pg_catalog.text FROM (%s) s(name)
        UNION ALL
        SELECT 'role', rolname::pg_catalog.text FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.!~) '^pg_'
        UNION ALL
        SELECT '%s', pg_catalog.current_setting('search_path')""".formatted(SCHEMA, schemas, PATH));
  }

  private static Optional<Identifier> lacking(List<List<@Nullable String>> there, List<@Nullable String> row) {
    return there.contains(row) ? Optional.empty() : Optional.of(new Identifier(Objects.requireNonNull(row.get(1))));
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
