package dev.whimbrel.schema.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.queries.Query;
import dev.whimbrel.schema.queries.QueryWatch;
import dev.whimbrel.schema.rehearse.Rehearsal.Options;
import dev.whimbrel.schema.rehearse.Rehearsal.Report;
import dev.whimbrel.schema.shadow.ShadowCache;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is seen of whole migrations. */
class RehearsalTest {
  private static final Shadows SHADOWS = Shadows.open(ShadowOptions.standard().withCache(ShadowCache.none())).orThrow();

  @AfterAll
  static void close() {
    SHADOWS.close();
  }

  private static Report rehearsed(Options options, String... texts) {
    Result<Report> report = Rehearsal.of(SHADOWS::empty, Written.migrations(texts), options);
    return report.orThrow();
  }

  private static List<String> locks(Report report) {
    List<String> words = new ArrayList<>();
    for (Rehearsed one : report.statements()) {
      words.add(switch (one.outcome()) {
        case Rehearsed.Outcome.Ran ran -> one.transaction() + ": " + ran.observation().locks().stream()
            .map(lock -> lock.relation().name() + " " + lock.mode()).toList();
        case Rehearsed.Outcome.Failed failed -> one.transaction() + ": " + failed.error().message();
      });
    }
    return words;
  }

  @Test
  void whatAMigrationMakesNobodyWaitsFor() {
    String[] texts = {"CREATE TABLE a (x int); CREATE INDEX a_x ON a (x);", "CREATE INDEX a_y ON a (x);"};
    assertThat(locks(rehearsed(Options.standard(), texts))).containsExactly("1: []", "1: []", "2: [a SHARE]");
    assertThat(locks(rehearsed(Options.standard().withKnown(Rehearsal.Known.BEFORE_ALL), texts)))
        .containsExactly("1: []", "1: []", "2: []");
  }

  @Test
  void eachPartOfAMigrationIsRunAsItWillBe() {
    assertThat(locks(rehearsed(Options.standard(), "CREATE TABLE a (x int);", """
        -- whimbrel: transaction per-segment
        ALTER TABLE a ADD COLUMN y int;
        COMMENT ON TABLE a IS 'a';
        CREATE INDEX CONCURRENTLY a_x ON a (x);
        ALTER TABLE a ADD COLUMN z int;
        """))).containsExactly("1: []", "2: [a ACCESS_EXCLUSIVE]", "2: []", "3: [a SHARE_UPDATE_EXCLUSIVE]",
        "4: [a ACCESS_EXCLUSIVE]");
  }

  @Test
  void whatIsRefusedOverMadeUpRowsIsTriedWithoutThem() {
    Report report = rehearsed(Options.standard(), "CREATE TABLE a (x int PRIMARY KEY);",
        "INSERT INTO a SELECT generate_series(-10, 1000);");
    assertThat(report.isFailed()).isFalse();
    assertThat(report.notes()).containsExactly("002_m.up.sql:1:1 fails over rows that were made for the rehearsal"
        + " (duplicate key value violates unique constraint \"a_pkey\"), so it was done without rows");
  }

  @Test
  void aFailureBehindOneThatOnlyMadeUpRowsCauseIsTold() {
    Report report = rehearsed(Options.standard(), "CREATE TABLE a (x int PRIMARY KEY);",
        "INSERT INTO a SELECT generate_series(-10, 1000);", "ALTER TABLE nowhere ADD COLUMN y int;");
    assertThat(locks(report)).last().asString().isEqualTo("3: relation \"nowhere\" does not exist");
  }

  @Test
  void whatSetsTheTransactionComesBeforeAnyQuery() {
    assertThat(locks(rehearsed(Options.standard(), """
        SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
        SET LOCAL TRANSACTION READ WRITE;
        CREATE TABLE a (x int);
        """, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT;"))).containsExactly("1: []", "1: []", "1: []",
        "2: syntax error at or near \"SNAPSHOT\"");
  }

  @Test
  void tablesThatAreNotNamedAreLeftAlone() {
    try (TestDatabase test = Databases.create(); Database database = open(test); Database other = open(test)) {
      test.execute("CREATE TABLE \"A b\" (x int); CREATE TABLE zebra (x int);");
      assertThat(other.send("BEGIN; LOCK TABLE zebra IN ACCESS EXCLUSIVE MODE").failure()).isNull();
      Report report = Rehearsal.run(database, () -> open(test),
          Written.migrations("CREATE INDEX CONCURRENTLY i ON \"A b\" (x);"),
          Options.standard().withFilling(Rehearsal.Filling.NONE));
      assertThat(locks(report)).containsExactly("1: [A b SHARE_UPDATE_EXCLUSIVE]");
    }
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  @Test
  void whatFailsIsTheLast() {
    Report report = rehearsed(Options.standard(), "CREATE TABLE a (x int);", "ALTER TABLE a DROP COLUMN y;",
        "CREATE TABLE c (x int);");
    assertThat(report.isFailed()).isTrue();
    assertThat(locks(report)).containsExactly("1: []", "2: column \"y\" of relation \"a\" does not exist");
  }

  @Test
  void aDeferredConstraintIsAskedBeforeTheEnd() {
    assertThat(locks(rehearsed(Options.standard(), """
        CREATE TABLE a (x int PRIMARY KEY);
        CREATE TABLE b (x int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
        """, "INSERT INTO b VALUES (77);"))).last().asString()
        .isEqualTo("2: insert or update on table \"b\" violates foreign key constraint \"b_x_fkey\"");
  }

  @Test
  void settingsOfAMigrationEndWithIt() {
    Report report = rehearsed(Options.standard(), "SET lock_timeout = '7s'; SELECT 1;", "SELECT 2;");
    assertThat(report.statements()).extracting(one -> one.timeouts().lock()).containsExactly("2s", "7s", "2s");
  }

  @Test
  void aBlockThatCommitsIsWatchedFromOutside() {
    Report report = rehearsed(Options.standard(), "CREATE TABLE a (x int);", """
        -- whimbrel: no-transaction
        DO $$ BEGIN LOCK TABLE a IN EXCLUSIVE MODE; COMMIT; END $$;
        """);
    assertThat(locks(report)).containsExactly("1: []", "2: [a EXCLUSIVE]");
  }

  @Test
  void whatChangesInTheCatalogIsNamed() {
    Report report = rehearsed(Options.standard(), """
        CREATE TABLE a (x int PRIMARY KEY);
        CREATE VIEW v AS SELECT x FROM a;
        CREATE TYPE e AS ENUM ('one');
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
        """, "DROP TABLE a CASCADE;", "ALTER TYPE e ADD VALUE 'two';",
        "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 2';");
    assertThat(report.statements().subList(4, 7)).extracting(RehearsalTest::changes).containsExactly(
        "DROPPED table public.a, DROPPED index public.a_pkey, DROPPED view public.v, DROPPED column public.a.x,"
            + " DROPPED column public.v.x, DROPPED constraint public.a.a_pkey, DROPPED constraint public.a.a_x_not_null,"
            + " DROPPED rule public.v._RETURN",
        "CREATED enum value public.e.two", "CHANGED function public.f(integer)");
  }

  private static String changes(Rehearsed one) {
    return one.outcome() instanceof Rehearsed.Outcome.Ran ran
        ? String.join(", ", ran.observation().changes().stream()
            .map(change -> change.what() + " " + change.kind() + " " + change.name()).toList())
        : "";
  }

  /** As it would one that runs out of the time that a migration set. */
  @Test
  void whatTheServerRefusesTheRehearsalIsAProblemOfTheDatabase() {
    assertThatThrownBy(() -> rehearsed(Options.standard(),
        "REVOKE SELECT ON pg_catalog.pg_policy FROM PUBLIC; SET ROLE pg_read_all_stats; SELECT 1;"))
        .isInstanceOfSatisfying(WhimbrelException.class, e -> {
          assertThat(e.problems().getFirst().code()).isEqualTo(ProblemCode.DATABASE_ERROR);
          assertThat(e.problems().getFirst().server()).extracting(ServerError::message)
              .isEqualTo("permission denied for table pg_policy");
        });
  }

  @Test
  void ofSettingsOfTheTransactionTheOneThatFailedIsNamed() {
    Report report = rehearsed(Options.standard(),
        "SET TRANSACTION READ WRITE; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, ISOLATION LEVEL NONE; SELECT 1;");
    assertThat(locks(report)).hasSize(2).first().isEqualTo("1: []");
    assertThat(report.statements().getLast().statement().text()).startsWith("SET TRANSACTION ISOLATION");
  }

  /** The attempt over rows counts here, as the one without comes no further. */
  @Test
  void whatIsDoneToQueriesIsThatOfTheAttemptThatCounts() {
    QueryWatch watch = new QueryWatch(List.of(new Query("SELECT x FROM a", "here")));
    Report report = rehearsed(Options.standard().withWitness(watch), "CREATE TABLE a (x int);",
        "ALTER TABLE a DROP COLUMN x; SELECT 1 / 0;");
    assertThat(report.isFailed()).isTrue();
    assertThat(watch.harms(report)).hasSize(1);
    assertThat(watch.harms(report).getFirst().by()).isSameAs(report.statements().get(1));
  }
}
