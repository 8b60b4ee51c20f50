package dev.whimbrel.schema.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns and what they leave of one database: {@code cases.txt}, written anew with {@code -Dinspect.update=true}. */
class ScopeTest {
  private static final Path FILES = Path.of("src/test/resources/inspect-scope");

  private static TestDatabase test;
  private static Database database;

  @BeforeAll
  static void fill() throws IOException {
    test = Databases.create();
    test.execute(Files.readString(FILES.resolve("database.sql")));
    database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  @AfterAll
  static void close() {
    database.close();
    test.close();
  }

  /** Blocks of three lines or more: include, exclude, and the lines that are left, or those that are gone, behind a minus sign. */
  static Stream<String> cases() throws IOException {
    return Arrays.stream(Files.readString(FILES.resolve("cases.txt")).split("\n\n"))
        .filter(one -> !one.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leaves(String block) throws IOException {
    List<String> lines = block.lines().toList();
    Scope scope = Scope.of(patterns("include:", lines.get(0)), patterns("exclude:", lines.get(1))).orThrow();
    Set<String> everything = facts(Scope.everything());
    Set<String> left = facts(scope);
    Set<String> gone = new TreeSet<>(everything);
    gone.removeAll(left);
    boolean isWhatGoes = lines.get(2).startsWith("- ");
    List<String> found = isWhatGoes ? gone.stream().map(fact -> "- " + fact).toList() : List.copyOf(left);
    if (Boolean.getBoolean("inspect.update")) {
      Files.writeString(FILES.resolve("cases.txt"), Files.readString(FILES.resolve("cases.txt")).replace(block.strip(),
          String.join("\n", lines.get(0), lines.get(1), String.join("\n", found))));
    } else {
      assertThat(found).containsExactlyInAnyOrderElementsOf(lines.subList(2, lines.size()));
    }
    assertThat(everything).containsAll(left.stream().filter(fact -> !fact.startsWith("> ")).toList());
  }

  private static List<String> patterns(String label, String line) {
    assertThat(line).startsWith(label);
    return Arrays.stream(line.substring(label.length()).split(" ")).filter(pattern -> !pattern.isEmpty()).toList();
  }

  /** Names alone: of objects, of what has something beside, of what needs what. */
  private static Set<String> facts(Scope scope) {
    DatabaseSchema schema = Inspector.inspect(database, scope);
    Set<String> facts = new TreeSet<>();
    for (String fact : Facts.of(schema)) {
      facts.add(fact.startsWith("> ") || fact.startsWith("? ")
          ? fact
          : fact.replaceAll(" (?:[a-zA-Z]+=|grants).*$", ""));
    }
    return facts;
  }

  @Test
  void saysWhatIsWrongWithAPattern() {
    assertThat(messages("", "a.b.c.d", "a..b", "a[type=tabl]", "\"a", "a.b[type=table"))
        .containsExactly(
            "\"\" is no pattern of objects; write schema, schema.object or schema.table.part, with * for any characters",
            "\"a.b.c.d\" is no pattern of objects; write schema, schema.object or schema.table.part, with * for any characters",
            "\"a..b\" is no pattern of objects; write schema, schema.object or schema.table.part, with * for any characters",
            "\"a[type=tabl]\" names a type that is not known: \"tabl\"; did you mean \"table\"?",
            "\"\"a\" is no pattern of objects; write schema, schema.object or schema.table.part, with * for any characters",
            "\"a.b[type=table\" is no pattern of objects; write schema, schema.object or schema.table.part, with * for any characters");
  }

  private static List<String> messages(String... patterns) {
    return Scope.of(List.of(), List.of(patterns)).problems().stream().map(ScopeTest::text).toList();
  }

  private static String text(Problem problem) {
    return problem.message() + "; " + String.valueOf(problem.remedy()).replaceFirst(" The types are .*", "");
  }

  @Test
  void leavesOutWhatIsOfTheWholeDatabase() {
    database
        .send("begin; do $$ begin execute format('alter database %I set work_mem to 65', current_database()); end $$");
    try {
      Unmodelled setting = new Unmodelled("setting", "work_mem");
      assertThat(Inspector.inspect(database, Scope.everything()).unmodelled()).contains(setting);
      for (Scope scope : List.of(scope(List.of(), List.of("setting.work_mem")), scope(List.of(), List.of("setting")),
          scope(List.of(), List.of("*")), scope(List.of("app"), List.of()))) {
        assertThat(Inspector.inspect(database, scope).unmodelled()).doesNotContain(setting);
      }
    } finally {
      database.send("rollback");
    }
  }

  private static Scope scope(List<String> include, List<String> exclude) {
    return Scope.of(include, exclude).orThrow();
  }

  @Test
  void leavesOutTheJournalAndTheTablesOfOtherTools() {
    database.send("""
        begin; create schema whimbrel; create table whimbrel.journal (a int); create table schema_migrations (version int primary key);
        create schema atlas_schema_revisions; create table atlas_schema_revisions.atlas_schema_revisions (a int);
        create table databasechangeloglock (id int)""");
    try {
      Set<String> all = facts(Scope.everything());
      assertThat(all).noneMatch(fact -> fact.contains("whimbrel")).contains("table public.schema_migrations");
      assertThat(facts(Scope.everything().withoutTable("public", "schema_migrations")))
          .noneMatch(fact -> fact.contains("schema_migrations"));
      assertThat(facts(Scope.everything().withoutSchema("atlas_schema_revisions")))
          .noneMatch(fact -> fact.contains("atlas"));
    } finally {
      database.send("rollback");
    }
  }

  @Test
  void aRoleOrAnExtensionOfTheNameOfTheJournalIsNoJournal() {
    database.send("""
        begin; create schema whimbrel; create table whimbrel.journal (a int); create role whimbrel; create role app;
        alter default privileges for role whimbrel grant select on tables to public;
        alter default privileges for role whimbrel in schema whimbrel grant select on tables to public;
        alter default privileges for role app grant select on tables to public;
        create publication whimbrel; create foreign data wrapper w; create server whimbrel foreign data wrapper w;
        create user mapping for whimbrel server whimbrel""");
    try {
      assertThat(facts(Scope.everything())).filteredOn(fact -> fact.contains("whimbrel") && !fact.startsWith("> "))
          .containsExactlyInAnyOrder("default_privileges whimbrel.TABLES", "publication whimbrel", "server whimbrel",
              "user_mapping whimbrel.whimbrel");
      assertThat(facts(Scope.of(List.of(), List.of("app")).orThrow())).contains("default_privileges app.TABLES");
      assertThat(facts(Scope.of(List.of("app"), List.of()).orThrow()))
          .doesNotContain("default_privileges app.TABLES");
      assertThat(facts(Scope.of(List.of(), List.of("app.*[type=default_privileges]")).orThrow()))
          .doesNotContain("default_privileges app.TABLES");
    } finally {
      database.send("rollback");
    }
  }
}
