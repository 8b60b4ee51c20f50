package dev.whimbrel.schema.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Source;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowsTest {
  private static final String TABLES = """
      SELECT pg_catalog.string_agg(schemaname || '.' || tablename || ' ' || tableowner, ', ' ORDER BY schemaname, tablename) FROM pg_catalog.pg_tables
      WHERE schemaname !~ '^(pg_|information_schema|whimbrel)'""";
  private static final String[] TWO = {"1_a.up.sql", "CREATE TABLE a (x int);", "2_b.up.sql",
      "CREATE TABLE b (x int);"};

  @TempDir
  Path directory;

  private final List<String> told = new ArrayList<>();

  private static MigrationSet set(String... namesAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return Format.GOLANG_MIGRATE.parse(FileSet.of("migrations", files), ParseOptions.standard()).orThrow();
  }

  private ShadowOptions options() {
    return ShadowOptions.standard().withProgress(told::add).withCache(cache(2));
  }

  private ShadowCache cache(int most) {
    return new ShadowCache(directory.resolve("cache"), most, Duration.ZERO);
  }

  private static String tables(Result<ShadowDatabase> made) {
    try (ShadowDatabase shadow = made.orThrow(); Database database = shadow.open()) {
      return String.valueOf(database.query(TABLES).getFirst().getFirst());
    }
  }

  private String replayed(ShadowOptions options, MigrationSet set) {
    try (Shadows shadows = Shadows.open(options).orThrow()) {
      return tables(shadows.replayed(set));
    }
  }

  /** When each migration was run, in the shadow's own journal. */
  private List<String> times(MigrationSet set) {
    try (Shadows shadows = Shadows.open(options()).orThrow();
        ShadowDatabase shadow = shadows.replayed(set).orThrow();
        Database database = shadow.open()) {
      return database.query("SELECT finished_at FROM whimbrel.journal ORDER BY 1").stream()
          .map(row -> String.valueOf(row.getFirst())).toList();
    }
  }

  /** The one problem in one line: where, what and what to do. */
  private static String problem(Result<?> result) {
    Problem problem = result.problems().getFirst();
    return Stream.of(String.valueOf(problem.at()), problem.message(), String.valueOf(problem.remedy()))
        .collect(Collectors.joining(" | ")).replaceAll("PostgreSQL [0-9.]+ \\([^)]*\\)", "PostgreSQL")
        .replaceAll("127.0.0.1:\\d+/\\w+", "DATABASE");
  }

  @Test
  void aDirectoryThatWasReplayedIsNotReplayedAgainAndALongerOneGoesOn() throws IOException {
    List<String> two = times(set(TWO));
    assertThat(two).hasSize(2);
    assertThat(times(set(TWO))).isEqualTo(two);
    MigrationSet three = set("1_a.up.sql", TWO[1], "2_b.up.sql", TWO[3], "3_c.up.sql",
        "CREATE ROLE of_c; CREATE TABLE c (x int);");
    List<String> longer = times(three);
    assertThat(longer).hasSize(3).startsWith(two.toArray(String[]::new));
    assertThat(times(three)).isEqualTo(longer);
    assertThat(replayed(options(), three)).isEqualTo("public.a postgres, public.b postgres, public.c postgres");
    assertThat(replayed(options(), set("1_a.up.sql", "CREATE TABLE a (y int);"))).isEqualTo("public.a postgres");
    try (Stream<Path> kept = Files.list(directory.resolve("cache"))) {
      assertThat(kept).hasSize(2);
    }
    assertThat(cache(2).prune().entries()).isEqualTo(2);
    assertThat(cache(2).prune()).isEqualTo(new ShadowCache.Pruned(0, 0));
    try (Stream<Path> kept = Files.list(directory.resolve("cache"))) {
      assertThat(kept).isEmpty();
    }
  }

  /** Five thousand tables with all that is theirs; an advisory lock takes the same room. */
  @Test
  void hasRoomForTheLocksOfALargeSchemaAndSaysWhereThatEnds() {
    try (Shadows shadows = Shadows.open(options()).orThrow(); ShadowDatabase shadow = shadows.empty().orThrow()) {
      assertThat(shadows.run(shadow, locking(50_000), "the plan").problems()).isEmpty();
      assertThat(problem(shadows.run(shadow, locking(400_000), "the plan"))).isEqualTo("""
          null | the plan cannot be had on the shadow database, PostgreSQL: it needs more locks in one transaction than \
          that server has room for | name an empty database that may be filled, on a server with a larger \
          max_locks_per_transaction: --shadow-url postgres://…""");
      MigrationSet set = set("1_a.up.sql", locking(400_000).getFirst().getFirst());
      assertThat(problem(shadows.replayed(set))).isEqualTo("""
          1_a.up.sql:1:1 | does not run on the shadow database, PostgreSQL: out of shared memory | do it in several \
          migrations; or, if the server in question has more room, name an empty database that may be filled, on a \
          server with a larger max_locks_per_transaction: --shadow-url postgres://…""");
    }
  }

  private static List<List<String>> locking(int times) {
    return List.of(List.of("SELECT count(pg_advisory_xact_lock(n)) FROM generate_series(1, " + times + ") AS n"));
  }

  @Test
  void aReplayThatWasKeptAndIsBrokenIsMadeAnew() throws IOException {
    replayed(options(), set(TWO));
    try (Stream<Path> kept = Files.list(directory.resolve("cache"))) {
      Files.delete(kept.findFirst().orElseThrow().resolve("data/PG_VERSION"));
    }
    assertThat(replayed(options(), set(TWO))).isEqualTo("public.a postgres, public.b postgres");
    assertThat(replayed(options(), set(TWO))).isEqualTo("public.a postgres, public.b postgres");
    assertThat(told).hasSize(4);
    assertThat(told.get(2)).startsWith("a replay that was kept cannot be used and is made anew (");
  }

  @Test
  void itIsLikeTheDatabaseThatItIsFor() {
    Likeness likeness = new Likeness(18, "shop", "app", "app, public", List.of("app", "public"), "Asia/Tokyo",
        List.of("reader", "elsewhere"));
    MigrationSet set = set("1_a.up.sql", """
        CREATE TABLE a (x int);
        GRANT SELECT ON a TO reader;
        GRANT SELECT ON a TO unheard_of;
        ALTER DATABASE shop SET work_mem = '8MB';""", "2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON a (x);");
    try (Shadows shadows = Shadows.open(options().withLikeness(likeness).withCache(ShadowCache.none())).orThrow();
        ShadowDatabase shadow = shadows.replayed(set).orThrow();
        Database database = shadow.open()) {
      assertThat(database.query(TABLES)).isEqualTo(List.of(List.of("app.a app")));
      assertThat(
          database.query("SELECT current_setting('search_path'), current_setting('TimeZone'), current_database(), "
              + "(SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND NOT rolcanlogin)"))
          .isEqualTo(List.of(List.of("app, public", "Asia/Tokyo", "shop", "reader unheard_of")));
    }
  }

  @Test
  void rolesThatAreKnownAreMadeBeforeStatementsOfOurs() {
    List<String> roles = IntStream.range(0, 9).mapToObj(number -> "The role " + number).toList();
    Likeness likeness = new Likeness(0, "", "", "", List.of(), "", roles);
    List<String> grants = roles.stream().map(role -> "GRANT SELECT ON SEQUENCE tries TO \"" + role + '"').toList();
    try (Shadows shadows = Shadows.open(options().withLikeness(likeness)).orThrow();
        ShadowDatabase shadow = shadows.empty().orThrow()) {
      shadows.run(shadow, List.of(List.of("CREATE SEQUENCE tries"),
          Stream.concat(Stream.of("SELECT nextval('tries')"), grants.stream()).toList(),
          List.of("SELECT nextval('tries')", "GRANT SELECT ON SEQUENCE tries TO unheard_of")), "grants").orThrow();
      try (Database database = shadow.open()) {
        assertThat(database.query("SELECT last_value FROM tries")).isEqualTo(List.of(List.of("3")));
      }
    }
  }

  @Test
  void whoIsNamedIsKnownByTheWords() {
    assertThat(Unmade.named(List.of("GRANT a TO App, \"x-y\", \"Größe 1\";", "SELECT 'o'"),
        List.of("a", "app", "ap", "x-y", "x-z", "Größe 1", "O"))).isEqualTo(List.of("a", "app", "x-y", "Größe 1", "O"));
  }

  @Test
  void whatDoesNotRunIsSaidWithItsPlaceAndTheWayOut() {
    try (Shadows shadows = Shadows.open(options()).orThrow()) {
      assertThat(problem(shadows.replayed(set("1_a.up.sql", "CREATE TABLE a (x int);\nCREATE EXTENSION postgis;"))))
          .isEqualTo(
              "1_a.up.sql:2:1 | the shadow database, PostgreSQL, does not have the extension \"postgis\" | name an "
                  + "empty database that may be filled, on a server that has \"postgis\", such as a container of an image with it: "
                  + "--shadow-url postgres://…");
      assertThat(
          problem(shadows.of(Source.ofText("wanted.sql", "CREATE TABLE a (x int);\n\nCREATE TABLE b (\n  y nosuch);"))))
          .startsWith(
              "wanted.sql:4:5 | does not run on the shadow database, PostgreSQL: type \"nosuch\" does not exist | mend it;");
      assertThat(problem(shadows.of(Source.ofText("wanted.sql", "CREATE TABLE a (\n  x int"))))
          .isEqualTo("wanted.sql:1:16 | this parenthesis is never closed | write the \")\" that is missing");
      assertThat(problem(shadows.copied())).startsWith("null | only a server that holds a database can copy it");
    }
  }

  @Test
  void anSqlFileMayHoldWhatRunsOutsideOfATransaction() {
    try (Shadows shadows = Shadows.open(options()).orThrow()) {
      assertThat(tables(shadows.of(Source.ofText("wanted.sql",
          "CREATE TABLE a (x int);\nCREATE INDEX CONCURRENTLY i ON a (x);\nCREATE TABLE b (x int);"))))
          .isEqualTo("public.a postgres, public.b postgres");
      assertThat(tables(shadows.of(Source.ofText("wanted.sql", "-- nothing")))).isEqualTo("null");
      assertThat(tables(shadows.replayed(set(TWO), new Goal.UpTo("1")))).isEqualTo("public.a postgres");
    }
  }

  @Test
  void aGivenDatabaseIsFilledAndEmptiedAgain() {
    try (TestDatabase test = Databases.create()) {
      ShadowOptions options = options().withPlace(new Place.Given(DatabaseUrl.parse(test.url()).orThrow()))
          .withLikeness(new Likeness(0, "", "", "app, public", List.of("app", "public"), "Asia/Tokyo", List.of()));
      DatabaseSettings own;
      try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), options.session())) {
        String alter = "ALTER DATABASE \"" + DatabaseSettings.of(database).database() + "\" SET ";
        Commands.run(database, List.of(alter + "search_path TO \"Own\", pg_catalog", alter + "work_mem TO '5MB'",
            alter + "app.name TO 'it''s'"));
        own = DatabaseSettings.of(database);
        assertThat(own.values()).containsEntry("search_path", "\"Own\", pg_catalog").hasSize(3);
      }
      var before = test.fingerprint("whimbrel");
      try (Shadows shadows = Shadows.open(options).orThrow()) {
        assertThat(problem(Shadows.open(options)))
            .isEqualTo("null | the shadow database DATABASE is used by another run of "
                + "Whimbrel now | wait until that is over, or name another empty database with --shadow-url");
        assertThat(tables(shadows.replayed(set("1_a.up.sql", EVERYTHING))))
            .isEqualTo("app.t postgres, app.u postgres, other.v postgres");
        assertThat(tables(shadows.empty())).isEqualTo("null");
        assertThat(tables(shadows.of(Source.ofText("x.sql", "CREATE TABLE public.p (x int); SELECT lo_create(0);"
            + "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout TO 1000', current_database()); "
            + "EXECUTE format('ALTER DATABASE %I SET work_mem TO 65', current_database()); END$$"))))
            .isEqualTo("public.p postgres");
      }
      assertThat(before.difference(test.fingerprint("whimbrel"))).isEmpty();
      try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), options.session())) {
        assertThat(new Emptying(database).whatIsThere()).isEmpty();
        assertThat(DatabaseSettings.of(database)).isEqualTo(own);
        assertThat(database.query("SELECT count(*) FROM pg_roles WHERE rolname = 'unheard'"))
            .isEqualTo(List.of(List.of("0")));
        Commands.run(database, List.of("CREATE VIEW public.v AS SELECT 1", "CREATE EXTENSION hstore SCHEMA public"));
      }
      assertThat(problem(Shadows.open(options)))
          .isEqualTo("null | the database DATABASE is not empty: it holds extension hstore, "
              + "view public.v | a shadow database is filled and emptied: name one that is empty, such as a new one (createdb shadow)");
    }
  }

  private static final String EVERYTHING = """
      CREATE SCHEMA other;
      CREATE EXTENSION hstore SCHEMA public;
      CREATE TABLE t (id bigserial PRIMARY KEY, h hstore);
      CREATE TABLE other.v (x int);
      CREATE TYPE public.mood AS ENUM ('a');
      CREATE TABLE u (m mood);
      CREATE DOMAIN public.d AS int;
      CREATE FUNCTION public.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE AGGREGATE public.g(int) (SFUNC = int4pl, STYPE = int);
      CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
      CREATE COLLATION public.c (LOCALE = 'C');
      CREATE TEXT SEARCH CONFIGURATION public.s (COPY = english);
      CREATE CAST (mood AS int) WITH FUNCTION public.h(mood);
      CREATE FOREIGN DATA WRAPPER w;
      CREATE SERVER srv FOREIGN DATA WRAPPER w;
      CREATE PUBLICATION p FOR TABLE t;
      CREATE STATISTICS public.st ON id, h FROM t;
      CREATE FUNCTION public.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
      CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION public.e();
      GRANT SELECT ON t TO unheard;
      ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO unheard;
      REVOKE USAGE ON SCHEMA public FROM PUBLIC;
      """.replace("CREATE CAST", "CREATE FUNCTION public.h(mood) RETURNS int LANGUAGE sql AS 'SELECT 1';\nCREATE CAST");

  /** A statement in each line. */
  private static final String BEYOND = """
      CREATE ROLE x;
      GRANT x TO y;
      GRANT CONNECT ON DATABASE shop TO app;
      revoke all on database "shop" from public;
      GRANT CREATE ON TABLESPACE fast TO app;
      GRANT SET ON PARAMETER work_mem TO app;
      DO $$BEGIN EXECUTE 'GRANT CONNECT ON DATABASE shop TO app'; END$$;
      REASSIGN OWNED BY old TO new;
      DROP OWNED BY app;
      COMMENT ON DATABASE shop IS 'x';
      COMMENT ON ROLE app IS 'x';
      COMMENT ON TABLESPACE fast IS 'x';
      SECURITY LABEL FOR p ON ROLE app IS 'x';
      SELECT pg_create_physical_replication_slot('s');
      """;

  /** Tables may be called so. */
  private static final String WITHIN = """
      CREATE TABLE database (x int);
      CREATE TABLE role (x int);
      CREATE TABLE parameter (x int);
      CREATE TABLE tablespace (x int);
      CREATE INDEX i ON role (x);
      GRANT SELECT ON database TO PUBLIC;
      GRANT SELECT ON parameter, tablespace TO PUBLIC;
      REVOKE SELECT ON tablespace FROM PUBLIC;
      GRANT SELECT ON pg_class TO PUBLIC;
      COMMENT ON TABLE role IS 'create subscription';
      INSERT INTO role SELECT 1 WHERE 'create role' <> 'alter system';
      DO $$BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END$$;
      CREATE FOREIGN DATA WRAPPER w;
      CREATE SERVER s FOREIGN DATA WRAPPER w;
      CREATE USER MAPPING FOR CURRENT_USER SERVER s;
      """;

  /** Their lines. */
  private static String refused(Shadows shadows, String script) {
    List<String> lines = script.lines().toList();
    return shadows.replayed(set("1_a.up.sql", script)).problems().stream()
        .filter(problem -> problem.message().contains(" reaches "))
        .map(problem -> lines.get(Objects.requireNonNull(problem.at()).line() - 1) + "\n")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p",
      "ALTER SUBSCRIPTION s ENABLE", "DROP SUBSCRIPTION s"})
  void whatIsDoneToThePublisherOfASubscriptionIsDoneNowhere(String statement) {
    try (Shadows shadows = Shadows.open(options()).orThrow()) {
      assertThat(problem(shadows.replayed(set("1_a.up.sql", statement)))).startsWith("1_a.up.sql:1:1 | ")
          .contains("\" reaches another server, and is not run for a trial | a subscription belongs to one server,");
    }
  }

  @Test
  void aSubscriptionThatAsksNothingOfItsPublisherIsMadeWhereItNeedNotBeDropped() {
    MigrationSet set = set("1_a.up.sql",
        "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false)");
    try (TestDatabase test = Databases.create(); Shadows embedded = Shadows.open(options()).orThrow()) {
      DatabaseUrl url = DatabaseUrl.parse(test.url()).orThrow();
      assertThat(tables(embedded.replayed(set))).isEqualTo("null");
      for (Place place : List.of(new Place.Given(url), new Place.Beside(url))) {
        try (Shadows shadows = Shadows.open(options().withPlace(place)).orThrow()) {
          assertThat(problem(shadows.replayed(set))).contains("\" reaches beyond ", " | take the embedded server: ");
        }
      }
    }
  }

  @Test
  void aDatabaseThatIsReadOnlyIsNotTakenForARoleWithoutRights() {
    try (TestDatabase test = Databases.create()) {
      test.execute("alter database " + test.name() + " set default_transaction_read_only = on");
      DatabaseUrl url = DatabaseUrl.parse(test.url()).orThrow();
      assertThat(Shadows.open(options().withPlace(new Place.Beside(url))).problems()).singleElement()
          .satisfies(problem -> assertThat(problem.message() + " | " + problem.remedy()).isEqualTo("the database at "
              + url.label() + " is read-only (default_transaction_read_only), and no other can be made from there"
              + " | take the embedded server: --shadow embedded"));
    }
  }

  @Test
  void anotherVersionIsToldOfWithTheWaysToTheSame() {
    try (Shadows shadows = Shadows.open(options().withLikeness(
        new Likeness(14, "", "", "", List.of(), "", List.of()))).orThrow()) {
      assertThat(shadows.remark()).hasValueSatisfying(remark -> assertThat(remark)
          .startsWith("the database is on PostgreSQL 14, and the shadow is PostgreSQL ")
          .endsWith("; for one of the same version: --shadow server, or --shadow-url"));
    }
  }

  @Test
  void besideADatabaseNothingReachesBeyond() {
    try (TestDatabase test = Databases.create()) {
      ShadowOptions options = options().withPlace(new Place.Beside(DatabaseUrl.parse(test.url()).orThrow()));
      try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), options.session())) {
        Commands.run(database, List.of("CREATE TABLE live (x int)"));
      }
      try (Shadows shadows = Shadows.open(options).orThrow()) {
        assertThat(tables(shadows.replayed(set(TWO)))).isEqualTo("public.a postgres, public.b postgres");
        assertThat(tables(shadows.copied())).isEqualTo("public.live postgres");
        assertThat(refused(shadows, BEYOND)).isEqualTo(BEYOND);
        assertThat(tables(shadows.replayed(set("1_a.up.sql", WITHIN))))
            .isEqualTo(
                "public.database postgres, public.parameter postgres, public.role postgres, public.tablespace postgres");
      }
      try (Database database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), options.session())) {
        assertThat(database.query("SELECT count(*) FROM pg_database WHERE datname ~ '^whimbrel_shadow'"))
            .isEqualTo(List.of(List.of("0")));
      }
    }
  }

  private Database session(TestDatabase test, String program) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), options().session().withApplicationName(program));
  }

  /** As the server sees it when a process is killed. */
  private static void kill(Database database) {
    database.query("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        + "AND datname = current_database() AND application_name = 'whimbrel'");
  }

  private static String made(Database database) {
    return String.valueOf(database.query("""
        SELECT string_agg(name, ' ' ORDER BY name) FROM (
          SELECT regexp_replace(datname, '[0-9a-f]{16}', 'RUN') AS name FROM pg_database WHERE datname ~ '^whimbrel_shadow_'
          UNION ALL SELECT rolname FROM pg_roles WHERE rolname ~ '^left_') made""").getFirst().getFirst());
  }

  private static final MigrationSet WITH_ROLE = set("1_a.up.sql",
      "CREATE TABLE a (x int);\nGRANT SELECT ON a TO left_role;");

  @Test
  @SuppressWarnings("resource") // that is the point
  void whatAKilledRunMadeBesideADatabaseIsDroppedByTheNextOne() {
    try (TestDatabase test = Databases.create(); Database database = session(test, "somebody")) {
      ShadowOptions options = options().withPlace(new Place.Beside(DatabaseUrl.parse(test.url()).orThrow()));
      Commands.run(database, List.of("CREATE DATABASE whimbrel_shadow_0123456789abcdef_1"));
      Shadows.open(options).orThrow().replayed(WITH_ROLE).orThrow();
      told.clear();
      Shadows.open(options).orThrow().close();
      assertThat(made(database)).isEqualTo("left_role whimbrel_shadow_RUN_1 whimbrel_shadow_RUN_1");
      kill(database);
      String left = String.valueOf(database.query("SELECT datname FROM pg_database WHERE datname ~ '^whimbrel_shadow_' "
          + "AND datname <> 'whimbrel_shadow_0123456789abcdef_1'").getFirst().getFirst());
      try (Database visitor = Database.open(DatabaseUrl.parse(test.url()).orThrow().withDatabase(left),
          options.session().withApplicationName("psql"))) {
        assertThat(visitor.query("SELECT count(*) FROM a")).isEqualTo(List.of(List.of("0")));
        Shadows.open(options).orThrow().close();
        assertThat(made(database)).isEqualTo("left_role whimbrel_shadow_RUN_1 whimbrel_shadow_RUN_1");
      }
      kill(database);
      told.clear();
      Shadows.open(options).orThrow().close();
      assertThat(made(database)).isEqualTo("whimbrel_shadow_RUN_1");
      assertThat(told).map(line -> line.replace(left, "LEFT").replaceAll(" 127.0.0.1:\\d+/\\w+", " DATABASE"))
          .containsExactly(
              "the database whimbrel_shadow_0123456789abcdef_1 on DATABASE may be left from a run that was "
                  + "killed; if so: DROP DATABASE \"whimbrel_shadow_0123456789abcdef_1\"",
              "dropped the database LEFT on DATABASE, which a run left that was killed",
              "dropped the role left_role on DATABASE, which a run left that was killed");
      Commands.run(database, List.of("DROP DATABASE whimbrel_shadow_0123456789abcdef_1"));
    }
  }

  @Test
  @SuppressWarnings("resource") // closed with all that was made by its door
  void whoeverLosesItsSessionDropsWhatItMadeInAnotherOne() {
    try (TestDatabase test = Databases.create(); Database database = session(test, "somebody")) {
      ShadowOptions options = options().withPlace(new Place.Beside(DatabaseUrl.parse(test.url()).orThrow()));
      try (Shadows shadows = Shadows.open(options).orThrow()) {
        shadows.replayed(WITH_ROLE).orThrow();
        ShadowDatabase second = shadows.empty().orThrow();
        assertThat(made(database)).isEqualTo("left_role whimbrel_shadow_RUN_1 whimbrel_shadow_RUN_2");
        kill(database);
        second.close();
      }
      assertThat(made(database)).isEqualTo("null");
    }
  }

  @Test
  @SuppressWarnings("resource") // that is the point
  void whatAKilledRunLeftInAGivenDatabaseIsKnownAndNotTouched() {
    try (TestDatabase test = Databases.create(); Database database = session(test, "somebody")) {
      ShadowOptions options = options().withPlace(new Place.Given(DatabaseUrl.parse(test.url()).orThrow()));
      Shadows.open(options).orThrow().replayed(WITH_ROLE).orThrow();
      kill(database);
      assertThat(problem(Shadows.open(options)).replaceAll("-p \\d+", "-p PORT").replace(test.name(), "NAME"))
          .isEqualTo(
              "null | the database DATABASE is not empty: a run of Whimbrel filled it and could not empty it, and it "
                  + "holds schema whimbrel, table public.a, table whimbrel.journal, table whimbrel.layout, table whimbrel.mirror | "
                  + "if nothing of it is yours, make it anew: dropdb -h 127.0.0.1 -p PORT -U postgres NAME && createdb -h 127.0.0.1 -p PORT -U "
                  + "postgres NAME");
      assertThat(database.query("SELECT count(*) FROM a")).isEqualTo(List.of(List.of("0")));
      new Emptying(database).empty();
      Shadows.open(options).orThrow().close();
      assertThat(made(database)).isEqualTo("null");
      assertThat(replayed(options, set(TWO))).isEqualTo("public.a postgres, public.b postgres");
      assertThat(DatabaseSettings.of(database).values()).isEmpty();
    }
  }

  /** CREATE DATABASE takes longer than this anywhere. */
  @Test
  void aLimitForTheStatementsOfMigrationsIsNoneForOurOwn() {
    ShadowOptions options = options().withLikeness(new Likeness(0, "shop", "", "", List.of(), "", List.of()))
        .withSession(SessionSettings.standard().withStatementTimeout(Duration.ofMillis(1)));
    try (Shadows shadows = Shadows.open(options).orThrow()) {
      Result<ShadowDatabase> made = shadows.empty();
      assertThat(made.problems()).isEmpty();
      made.orThrow().close();
    }
  }

  @Test
  void whatCannotBeEmptiedIsLeftAsItWasOtherwise() {
    try (TestDatabase test = Databases.create(); Database database = session(test, "somebody")) {
      Commands.run(database, List.of("ALTER DATABASE \"" + test.name() + "\" SET work_mem TO '5MB'"));
      SessionSettings impatient = new SessionSettings(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ZERO,
          "whimbrel");
      ShadowOptions options = options().withPlace(new Place.Given(DatabaseUrl.parse(test.url()).orThrow()))
          .withSession(impatient)
          .withLikeness(new Likeness(0, "", "", "app", List.of("app"), "Asia/Tokyo", List.of()));
      try (Shadows shadows = Shadows.open(options).orThrow()) {
        ShadowDatabase shadow = shadows.replayed(WITH_ROLE).orThrow();
        Commands.run(database, List.of("BEGIN", "LOCK TABLE app.a"));
        assertThatThrownBy(shadow::close).hasMessageContaining("still holds");
        Commands.run(database, List.of("ROLLBACK"));
      }
      assertThat(DatabaseSettings.of(database).values()).containsOnlyKeys("work_mem", Run.SETTING);
      assertThat(made(database)).isEqualTo("null");
      assertThat(problem(Shadows.open(options))).contains("a run of Whimbrel filled it and could not empty it");
    }
  }

  @Test
  void aSessionThatIsLostLeavesTheGivenDatabaseUsable() {
    try (TestDatabase test = Databases.create()) {
      ShadowOptions options = options().withPlace(new Place.Given(DatabaseUrl.parse(test.url()).orThrow()));
      try (Shadows shadows = Shadows.open(options).orThrow()) {
        assertThat(shadows.replayed(set("1_a.up.sql",
            "CREATE TABLE a (x int);\nSELECT pg_terminate_backend(pg_backend_pid());")).problems()).isNotEmpty();
        assertThat(tables(shadows.empty())).isEqualTo("null");
      }
    }
  }

  @Test
  void aGivenDatabaseIsNoPlaceForWhatStaysOnItsServer() {
    try (TestDatabase test = Databases.create()) {
      DatabaseUrl url = DatabaseUrl.parse(test.url()).orThrow();
      try (Shadows shadows = Shadows.open(options().withPlace(new Place.Given(url))).orThrow()) {
        assertThat(problem(shadows.of(Source.ofText("x.sql", "CREATE TABLE a (x int);\nCREATE ROLE stays;"))))
            .isEqualTo(
                "x.sql:2:1 | \"CREATE ROLE stays\" reaches beyond one database, and is not run for a trial on the "
                    + "server DATABASE | take the embedded server: leave --shadow-url out");
        assertThat(shadows.of(Source.ofText("x.sql",
            "CREATE DATABASE stays;\nCREATE USER MAPPING FOR CURRENT_USER SERVER "
                + "s;\ncreate user stays;\nDO $$BEGIN IF false THEN CREATE ROLE stays; END IF; END$$"))
            .problems())
            .extracting(problem -> String.valueOf(problem.at())).containsExactly("x.sql:1:1", "x.sql:3:1");
      }
      assertThat(problem(Shadows.open(options().withPlace(new Place.Given(url.withDatabase("no such"))))).replaceAll(
          "-p \\d+", "-p PORT"))
          .isEqualTo(
              "null | the database does not exist on the server at DATABASE such | it is to be an empty one; make it "
                  + "with: createdb -h 127.0.0.1 -p PORT -U postgres 'no such'");
    }
  }

  /** A child, as what a machine is called belongs to a whole process. */
  @Test
  void whereNoServerComesAlongItIsSaidAndAGivenDatabaseWillDo() throws Exception {
    try (TestDatabase test = Databases.create()) {
      Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Dos.arch=abacus", "-cp", System.getProperty("java.class.path"), Elsewhere.class.getName(), test.url())
          .redirectErrorStream(true).start();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).isEqualTo("""
          SHADOW: a shadow database cannot be had: no PostgreSQL binaries for linux-abacus are on the class path
          name an empty database that Whimbrel may fill: --shadow-url postgres://…
          public.a postgres, public.b postgres
          """);
    }
  }

  /** On a machine for which there are no binaries. */
  static final class Elsewhere {
    public static void main(String[] url) {
      Problem none = Shadows.open(ShadowOptions.standard()).problems().getFirst();
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      out.println(none.code() + ": " + none.message() + "\n" + none.remedy());
      ShadowOptions given = ShadowOptions.standard()
          .withPlace(new Place.Given(DatabaseUrl.parse(url[0]).orThrow()));
      try (Shadows shadows = Shadows.open(given).orThrow()) {
        out.println(tables(shadows.replayed(set(TWO))));
      }
    }
  }

  @Test
  void twoAtOnceDoNotHarmEachOther() throws InterruptedException {
    List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = Stream.of(1, 2).map(n -> Thread.ofPlatform().start(() -> {
      ShadowOptions own = ShadowOptions.standard().withCache(cache(1));
      seen.add(replayed(own, set(TWO)));
      seen.add(replayed(own, set("1_a.up.sql", "CREATE TABLE of_" + n + " (x int)")).replaceAll("\\d", "n"));
      cache(1).prune();
    })).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen).containsExactlyInAnyOrder("public.a postgres, public.b postgres",
        "public.a postgres, public.b postgres",
        "public.of_n postgres", "public.of_n postgres");
  }
}
