package dev.whimbrel.cli.command;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Database;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a database is what its migrations make: they are replayed in an embedded one, and the two are compared. */
final class Proof {
  private static final String WITHOUT = "to take it over without this proof: whimbrel adopt --no-proof";
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
        prepare(database);
        List<Problem> problems = shadow.replay(applied, journalSchema);
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
