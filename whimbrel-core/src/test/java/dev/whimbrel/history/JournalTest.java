package dev.whimbrel.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.jspecify.annotations.Nullable;

@ExtendWith(FreshDatabases.class)
class JournalTest {
  private static final Author AUTHOR = new Author("o'brien\\", "höst", "tool \"1\"");

  private static Database open(TestDatabase test) {
    return Database.open(Rig.url(test.url()), SessionSettings.standard());
  }

  private static Journal journal(Database database, String schema, String service) {
    return Journal.of(database, new Identifier(schema), service, AUTHOR);
  }

  private static NewEntry entry(String key, Event event) {
    return new NewEntry(key, 1, event, Direction.UP, 1, "1_it's\\.sql", "d'é\n😀", new Checksum("r", "t"), 1, 2,
        new NewEntry.Began.Ago(Duration.ofSeconds(3)), "what\\ 'went' wrong");
  }

  private static Problem problem(ThrowingCallable call) {
    Problem[] found = new Problem[1];
    assertThatThrownBy(call).isInstanceOfSatisfying(WhimbrelException.class, e -> found[0] = e.problems().getFirst());
    return found[0];
  }

  /** Does something as a role that may do little. */
  private static void as(TestDatabase test, String grants, Consumer<Database> work) {
    String role = test.name() + "_poor";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'; " + grants.replace("{role}", role));
    try (Database database = Database.open(Rig.url(Rig.url(test, role, "p")), SessionSettings.standard())) {
      work.accept(database);
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  @Test
  void readingMakesNothing(TestDatabase test) {
    try (Database database = open(test)) {
      assertThat(journal(database, "whimbrel", "").read().entries()).isEmpty();
      assertThat(test.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'whimbrel'")).isEqualTo("0");
    }
  }

  @Test
  void whatIsWrittenIsRead(TestDatabase test) {
    try (Database database = open(test)) {
      Journal journal = journal(database, "my \"Schema\"", "bill'ing\\");
      journal.create();
      journal.create();
      journal.append(List.of(entry("1", Event.FAILED), entry("1", Event.APPLIED)));
      JournalEntry back = journal.read().entries().getLast();
      assertThat(back.key()).isEqualTo("1");
      assertThat(back.event()).isEqualTo(Event.APPLIED);
      assertThat(back.file()).isEqualTo("1_it's\\.sql");
      assertThat(back.description()).isEqualTo("d'é\n😀");
      assertThat(back.error()).isEqualTo("what\\ 'went' wrong");
      assertThat(back.author()).isEqualTo(AUTHOR);
      assertThat(back.took()).isBetween(Duration.ofMillis(2900), Duration.ofSeconds(60));
      assertThat(back.checksum()).isEqualTo(new Checksum("r", "t"));
    }
  }

  @Test
  void rowsAreWrittenTogetherOrNotAtAll(TestDatabase test) {
    try (Database database = open(test)) {
      Journal journal = journal(database, "whimbrel", "");
      journal.create();
      assertThat(problem(() -> journal.append(List.of(entry("1", Event.APPLIED), entry("2", Event.APPLIED),
          entry("1", Event.BASELINED)))).code()).isEqualTo(ProblemCode.JOURNAL);
      assertThat(journal.read().entries()).isEmpty();
      journal.append(List.of(entry("2", Event.APPLIED)));
    }
  }

  @Test
  void servicesDoNotSeeEachOther(TestDatabase test) {
    try (Database database = open(test)) {
      Journal one = journal(database, "whimbrel", "one");
      Journal other = journal(database, "whimbrel", "other");
      one.create();
      one.append(List.of(entry("1", Event.APPLIED)));
      other.append(List.of(entry("1", Event.APPLIED), entry("2", Event.APPLIED)));
      assertThat(one.read().applied()).hasSize(1);
      assertThat(other.read().applied()).hasSize(2);
      assertThat(one.lockKey()).isNotEqualTo(other.lockKey());
    }
  }

  @Test
  void twentyMakeItAtOnce(TestDatabase test) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      List<Future<Integer>> made = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        made.add(threads.submit(() -> {
          try (Database database = open(test)) {
            Journal journal = journal(database, "whimbrel", "");
            journal.create();
            return journal.read().entries().size();
          }
        }));
      }
      for (Future<Integer> one : made) {
        assertThat(one.get()).isZero();
      }
    }
    assertThat(test.value("SELECT count(*) FROM whimbrel.layout")).isEqualTo("1");
  }

  @Test
  void aJournalThatIsMadeWhileItIsReadIsNotADamagedOne(TestDatabase test) throws Exception {
    try (Database database = open(test)) {
      journal(database, "whimbrel", "").create();
      test.execute("ALTER TABLE whimbrel.journal SET SCHEMA public");

      History read = readWhile(test, "ALTER TABLE public.journal SET SCHEMA whimbrel");

      assertThat(read.entries()).isEmpty();
    }
  }

  @Test
  void aJournalThatIsUpgradedWhileItIsReadIsNotADamagedOne(TestDatabase test) throws Exception {
    try (Database database = open(test)) {
      Journal journal = journal(database, "whimbrel", "");
      journal.create();
      journal.append(List.of(entry("1", Event.APPLIED)));
      test.execute("CREATE TABLE public.mirror (LIKE whimbrel.mirror)");
      makeFirstLayout(test);

      History read = readWhile(test, "ALTER TABLE public.mirror SET SCHEMA whimbrel; ALTER TABLE whimbrel.journal "
          + "ADD COLUMN run text, ADD COLUMN backend_pid int4, ADD COLUMN origin text; UPDATE whimbrel.layout SET version = 3");

      assertThat(read.entries()).extracting(JournalEntry::key).containsExactly("1");
    }
  }

  /** What is read by one who has looked at the columns and waits for the table behind them when the change is committed. */
  private static History readWhile(TestDatabase test, String change) throws Exception {
    try (Connection other = test.connect();
        Database database = open(test);
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE whimbrel.layout; " + change);
      Future<History> reading = pool.submit(() -> journal(database, "whimbrel", "").read());
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while ("0".equals(test.value(
          "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'whimbrel.layout'::regclass"))) {
        assertThat(System.nanoTime()).as("waiting for a reader that waits").isLessThan(end);
      }
      other.commit();
      return reading.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aSchemaMadeByAnAdministratorIsEnough(TestDatabase test) {
    as(test, "CREATE SCHEMA whimbrel AUTHORIZATION {role}", database -> {
      Journal journal = journal(database, "whimbrel", "");
      journal.create();
      journal.append(List.of(entry("1", Event.APPLIED)));
      assertThat(journal.read().applied()).hasSize(1);
    });
  }

  @Test
  void aRoleThatMayNotMakeItIsToldWhatToGrant(TestDatabase test) {
    as(test, "", database -> {
      Problem problem = problem(() -> journal(database, "whimbrel", "").create());
      assertThat(problem.code()).isEqualTo(ProblemCode.JOURNAL);
      assertThat(problem.remedy()).startsWith("GRANT CREATE ON DATABASE \"" + test.name() + "\" TO \"" + test.name()
          + "_poor\"");
      assertThat(problem.state()).isEqualTo("nothing was changed");
      assertThat(database.query("SELECT 1")).isEqualTo(List.of(List.of("1")));
    });
  }

  @Test
  void aJournalThatMayNotBeReadIsNotAnEmptyOne(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
    }
    as(test, "", database -> assertThat(problem(() -> Rig.journalOf(database).read()).code())
        .isEqualTo(ProblemCode.JOURNAL));
    as(test, "GRANT USAGE ON SCHEMA whimbrel TO {role}", database -> assertThat(
        problem(() -> Rig.journalOf(database).read()).code()).isEqualTo(ProblemCode.JOURNAL));
    as(test, "GRANT USAGE ON SCHEMA whimbrel TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA whimbrel TO {role}",
        database -> assertThat(Rig.journalOf(database).read().applied()).hasSize(1));
  }

  @Test
  void aRoleThatMayInsertIsEnoughToMigrate(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
    }
    String grants = "GRANT USAGE ON SCHEMA whimbrel TO {role}; "
        + "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA whimbrel TO {role}; GRANT CREATE ON SCHEMA public TO {role}";
    as(test, grants, database -> assertThat(Rig.outcomes(Rig.on(database).up("1_a.up.sql", "SELECT 1", "2_b.up.sql",
        "CREATE TABLE b ()", "3_c.up.sql", "-- whimbrel: no-transaction\nSELECT 1", "4_d.up.sql", "SELECT 1/0")))
        .containsExactly("done", "done", "STATEMENT_FAILED 4_d.up.sql:1:1 division by zero"));
    assertThat(test.value("SELECT count(*) FROM whimbrel.journal")).isEqualTo("5");
  }

  @Test
  void m43_rowsThatAPolicyHidesAreNotMissing(TestDatabase test) {
    as(test, "GRANT CREATE ON DATABASE " + test.name() + " TO {role}", database -> {
      Journal journal = journal(database, "whimbrel", "");
      journal.create();
      journal.append(List.of(entry("1", Event.APPLIED)));
      database.query("SELECT 1");
      test.execute("ALTER TABLE whimbrel.journal ENABLE ROW LEVEL SECURITY; "
          + "ALTER TABLE whimbrel.journal FORCE ROW LEVEL SECURITY");
      Problem problem = problem(journal::read);
      assertThat(problem.code()).isEqualTo(ProblemCode.JOURNAL);
      assertThat(problem.message()).isEqualTo("the journal in schema \"whimbrel\" has row-level security, so its rows "
          + "may be hidden from " + test.name() + "_poor");
      assertThat(problem.server()).extracting(error -> error.message())
          .isEqualTo("query would be affected by row-level security policy for table \"journal\"");
      assertThat(problem.remedy()).isEqualTo("ALTER TABLE \"whimbrel\".journal NO FORCE ROW LEVEL SECURITY, "
          + "DISABLE ROW LEVEL SECURITY; or ALTER ROLE \"" + test.name() + "_poor\" BYPASSRLS");
      test.execute("ALTER ROLE " + test.name() + "_poor BYPASSRLS");
      assertThat(journal.read().applied()).hasSize(1);
    });
  }

  @Test
  void anotherLayoutIsRefusedWhateverItsColumnsAre(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
      test.execute("UPDATE whimbrel.layout SET version = 4");
      assertThat(problem(rig::history).message())
          .isEqualTo("the journal in schema \"whimbrel\" has layout 4, and this Whimbrel knows layouts up to 3");
      test.execute("ALTER TABLE whimbrel.journal RENAME COLUMN tool TO program");
      assertThat(problem(rig::history).message())
          .isEqualTo("the journal in schema \"whimbrel\" has layout 4, and this Whimbrel knows layouts up to 3");
      test.execute("DELETE FROM whimbrel.layout");
      assertThat(problem(rig::history).message()).contains("has layout none");
    }
  }

  /** What the first layout did not have. */
  private static void makeFirstLayout(TestDatabase test) {
    makeSecondLayout(test);
    test.execute("ALTER TABLE whimbrel.journal DROP COLUMN run, DROP COLUMN backend_pid; "
        + "UPDATE whimbrel.layout SET version = 1");
  }

  /** What the second layout did not have. */
  private static void makeSecondLayout(TestDatabase test) {
    test.execute("ALTER TABLE whimbrel.journal DROP COLUMN origin; DROP TABLE whimbrel.mirror; "
        + "UPDATE whimbrel.layout SET version = 2");
  }

  @Test
  void aJournalOfTheSecondLayoutIsReadAsItIsAndUpgradedByTheFirstRunThatWrites(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
      makeSecondLayout(test);
      assertThat(rig.history().entries()).extracting(JournalEntry::run).containsExactly(rig.journal().run());
      assertThat(rig.history().mirrored()).isEmpty();
      assertThat(test.value("SELECT version FROM whimbrel.layout")).isEqualTo("2");

      assertThat(rig.up("1_a.up.sql", "SELECT 1", "2_b.up.sql", "SELECT 2").done()).isEqualTo(1);
      assertThat(test.value("SELECT version FROM whimbrel.layout")).isEqualTo("3");
      assertThat(rig.history().entries()).extracting(JournalEntry::origin).containsExactly(null, null);
    }
  }

  @Test
  void whatIsLeftOutMayBeCalledWhateverItLikes(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      MirroredTable table = new MirroredTable("dbmate", "public", "t",
          List.of("a\nb", "", "{x,\"y\"}", "NULL", "c\\n,'d'", "[\"e\"]"));
      rig.journal().create();
      rig.journal().adopt(List.of(), table);
      assertThat(rig.history().mirrored()).contains(table);
    }
  }

  /** The names were lines of a text once. */
  @Test
  void namesThatAreLinesAreReadAndBecomeAnArray(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.journal().create();
      test.execute("ALTER TABLE whimbrel.mirror ALTER COLUMN left_out TYPE text USING 'a' || E'\\n' || 'b'; "
          + "INSERT INTO whimbrel.mirror VALUES ('', 'dbmate', 'public', 't', E'{1}\\n2'), ('other', 'goose', 'public', 'g', '')");
      MirroredTable table = new MirroredTable("dbmate", "public", "t", List.of("{1}", "2"));
      assertThat(rig.history().mirrored()).contains(table);
      rig.journal().create();
      assertThat(
          test.query("SELECT service, pg_typeof(left_out), array_length(left_out, 1) FROM whimbrel.mirror ORDER BY 1"))
          .hasToString("[[, text[], 2], [other, text[], null]]");
      assertThat(rig.history().mirrored()).contains(table);
      test.execute("UPDATE whimbrel.layout SET version = 2; ALTER TABLE whimbrel.journal DROP COLUMN origin");
      Rig.journalOf(rig.database()).create();
      assertThat(rig.history().mirrored()).as("an array stays one").contains(table);
    }
  }

  @Test
  void theRowsOfARunAreKnownByIt(TestDatabase test) {
    try (Rig one = Rig.on(test); Rig other = Rig.on(test)) {
      one.up("1_a.up.sql", "SELECT 1", "2_b.up.sql", "SELECT 2");
      other.up("1_a.up.sql", "SELECT 1", "2_b.up.sql", "SELECT 2", "3_c.up.sql", "SELECT 3");
      String first = one.journal().run();
      String second = other.journal().run();
      assertThat(first).isNotEqualTo(second).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(one.history().entries()).extracting(JournalEntry::run).containsExactly(first, first, second);
      assertThat(one.history().entries()).extracting(JournalEntry::backendPid)
          .containsExactly(one.database().pid(), one.database().pid(), other.database().pid());
    }
  }

  @Test
  void aJournalOfTheFirstLayoutIsReadAsItIsAndUpgradedByTheFirstRunThatWrites(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
      makeFirstLayout(test);
      assertThat(rig.applied()).containsExactly("1");
      assertThat(rig.up("1_a.up.sql", "SELECT 1").done()).isZero();
      assertThat(test.value("SELECT version FROM whimbrel.layout")).isEqualTo("1");

      assertThat(rig.up("1_a.up.sql", "SELECT 1", "2_b.up.sql", "SELECT 2").done()).isEqualTo(1);
      assertThat(test.query("SELECT version FROM whimbrel.layout")).isEqualTo(List.of(List.of("3")));
      assertThat(rig.history().entries()).extracting(JournalEntry::run).containsExactly(null, rig.journal().run());
      assertThat(rig.history().entries()).extracting(JournalEntry::backendPid)
          .containsExactly(null, rig.database().pid());
    }
  }

  @Test
  void aNewJournalAndAnUpgradedOneAreTheSame(TestDatabase test) {
    String columns = "SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid) "
        + "FROM pg_attribute LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum) "
        + "WHERE attrelid = 'whimbrel.journal'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    try (Rig rig = Rig.on(test)) {
      rig.journal().create();
      List<List<@Nullable String>> made = test.query(columns);
      makeFirstLayout(test);
      Rig.journalOf(rig.database()).create();
      assertThat(test.query(columns)).isEqualTo(made);
    }
  }

  @Test
  void twentyServicesUpgradeAtOnce(TestDatabase test) throws Exception {
    try (Database database = open(test)) {
      journal(database, "whimbrel", "").create();
    }
    makeFirstLayout(test);
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      List<Future<Integer>> upgraded = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String service = "service" + i;
        upgraded.add(threads.submit(() -> {
          try (Database database = open(test)) {
            Journal journal = journal(database, "whimbrel", service);
            journal.create();
            journal.append(List.of(entry("1", Event.APPLIED)));
            return journal.read().entries().size();
          }
        }));
      }
      for (Future<Integer> one : upgraded) {
        assertThat(one.get()).isEqualTo(1);
      }
    }
    assertThat(test.query("SELECT version FROM whimbrel.layout")).isEqualTo(List.of(List.of("3")));
  }

  @Test
  void aRoleThatMayOnlyInsertIsToldWhoMayUpgrade(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
    }
    makeFirstLayout(test);
    as(test,
        "GRANT USAGE ON SCHEMA whimbrel TO {role}; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA whimbrel TO {role}",
        database -> {
          Journal journal = Rig.journalOf(database);
          assertThat(journal.read().applied()).hasSize(1);
          Problem problem = problem(journal::create);
          assertThat(problem.code()).isEqualTo(ProblemCode.JOURNAL);
          assertThat(problem.message())
              .isEqualTo("the journal in schema \"whimbrel\" has an earlier layout and cannot be brought "
                  + "to layout 3 as " + test.name() + "_poor");
          assertThat(problem.state()).isEqualTo("nothing was changed");
          assertThat(problem.remedy()).isEqualTo("run it once as the role that owns the journal");
        });
    assertThat(test.value("SELECT version FROM whimbrel.layout")).isEqualTo("1");
  }

  @Test
  void aReadOnlyDatabaseIsNamed(TestDatabase test) {
    test.execute("ALTER DATABASE " + test.name() + " SET default_transaction_read_only = on");
    try (Database database = open(test)) {
      assertThat(database.writability()).isEqualTo(Database.Writability.READ_ONLY);
      assertThat(Rig.journalOf(database).read().entries()).isEmpty();
      assertThat(problem(() -> Rig.journalOf(database).create()).code()).isEqualTo(ProblemCode.READ_ONLY);
    }
  }

  @Test
  void m43_anEventTriggerThatForbidsTheJournalIsHeard(TestDatabase test) {
    test.execute("CREATE FUNCTION veto() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN "
        + "RAISE EXCEPTION 'ask the administrators first'; END $$; "
        + "CREATE EVENT TRIGGER veto ON ddl_command_start EXECUTE FUNCTION veto()");
    try (Database database = open(test)) {
      Problem problem = problem(Rig.journalOf(database)::create);
      assertThat(problem.message()).isEqualTo("the journal cannot be made in schema \"whimbrel\" as " + test.user());
      assertThat(problem.server()).extracting(error -> error.message()).isEqualTo("ask the administrators first");
      assertThat(problem.remedy()).isEqualTo("mend what the server says and run it again");
    }
  }

  @Test
  void m46_aJournalWithoutItsLayoutIsNotAnEmptyOne(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
      test.execute("DROP TABLE whimbrel.layout");
      Problem problem = problem(rig::history);
      assertThat(problem.code()).isEqualTo(ProblemCode.JOURNAL);
      assertThat(problem.message()).isEqualTo("the journal in schema \"whimbrel\" is damaged: its table \"journal\" is "
          + "there, its table \"layout\" is not");
      assertThat(problem.remedy()).isEqualTo("restore the schema from a backup; if layout alone was lost: "
          + "CREATE TABLE \"whimbrel\".layout AS SELECT 3 AS version");
      test.execute("CREATE TABLE whimbrel.layout AS SELECT 3 AS version");
      assertThat(rig.applied()).containsExactly("1");
    }
  }

  @Test
  void m46_aColumnThatIsGoneOrOfAnotherTypeIsNamed(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
      String[][] cases = {
          {"ADD COLUMN mine text", null},
          {"DROP COLUMN batch", "the journal in schema \"whimbrel\" has no column \"batch\""},
          {"ADD COLUMN batch text DEFAULT '1'",
              "the column \"batch\" of the journal in schema \"whimbrel\" is of type text, and was made as int8"},
          {"ALTER COLUMN batch DROP DEFAULT, ALTER COLUMN batch TYPE int8 USING 1", null},
          {"ALTER COLUMN started_at TYPE text", "the column \"started_at\" of the journal in schema \"whimbrel\" is of "
              + "type text, and was made as timestamptz"},
          {"ALTER COLUMN started_at TYPE timestamptz USING now(), DROP COLUMN run",
              "the journal in schema \"whimbrel\" has no column \"run\""},
          {"ADD COLUMN run text, DROP COLUMN service", "the journal in schema \"whimbrel\" has no column \"service\""}};
      for (String[] one : cases) {
        test.execute("ALTER TABLE whimbrel.journal " + one[0]);
        if (one[1] == null) {
          assertThat(rig.applied()).containsExactly("1");
          continue;
        }
        Problem problem = problem(rig::history);
        assertThat(problem.code()).isEqualTo(ProblemCode.JOURNAL);
        assertThat(problem.message()).isEqualTo(one[1]);
        assertThat(problem.remedy()).startsWith("somebody changed the table: ")
            .endsWith("restore the journal from a backup");
      }
    }
  }

  @Test
  void m46_aValueThatNoWhimbrelWritesIsNamedWithItsRow(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "SELECT 1");
      String[][] cases = {
          {"event = 'aplied'", "event = 'applied'", "\"aplied\" in the column \"event\""},
          {"direction = 'sideways'", "direction = 'up'", "\"sideways\" in the column \"direction\""},
          {"finished_at = 'infinity'", "finished_at = now()", null},
          {"file = NULL", "file = ''", "no value in the column \"file\""}};
      test.execute("ALTER TABLE whimbrel.journal ALTER COLUMN file DROP NOT NULL");
      for (String[] one : cases) {
        test.execute("UPDATE whimbrel.journal SET " + one[0]);
        if (one[2] == null) {
          assertThat(problem(rig::history).message()).startsWith("row 1 of the journal in schema \"whimbrel\" has ");
        } else {
          assertThat(problem(rig::history).message())
              .isEqualTo("row 1 of the journal in schema \"whimbrel\" has " + one[2]
                  + ", which no Whimbrel writes");
        }
        test.execute("UPDATE whimbrel.journal SET " + one[1]);
      }
      assertThat(rig.applied()).containsExactly("1");
    }
  }

  @Test
  void aRowThatATriggerSwallowsIsMissed(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.journal().create();
      test.execute("CREATE FUNCTION whimbrel.swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
          + "IF NEW.version = '2' THEN RETURN NULL; END IF; RETURN NEW; END $$; CREATE TRIGGER swallow BEFORE INSERT "
          + "ON whimbrel.journal FOR EACH ROW EXECUTE FUNCTION whimbrel.swallow()");
      Problem problem = problem(
          () -> rig.journal().append(List.of(entry("1", Event.BASELINED), entry("2", Event.BASELINED))));
      assertThat(problem.message()).isEqualTo("the journal in schema \"whimbrel\" cannot be written");
      assertThat(problem.server()).isNotNull().extracting(error -> error.message()).isEqualTo(
          "invalid input syntax for type integer: \"a trigger or a rule swallows the rows of the journal; written: 0\"");
      assertThat(problem.state()).isEqualTo("nothing was changed");
      assertThat(rig.history().entries()).isEmpty();
      test.execute("DROP TRIGGER swallow ON whimbrel.journal; "
          + "CREATE RULE swallow AS ON INSERT TO whimbrel.journal DO INSTEAD NOTHING");
      Problem none = problem(() -> rig.journal().append(List.of(entry("3", Event.BASELINED))));
      assertThat(none.message()).isEqualTo("the journal in schema \"whimbrel\" cannot be written");
      assertThat(none.state()).isEqualTo("nothing was changed");
      assertThat(none.remedy()).isEqualTo("look at it with: psql -c '\\d whimbrel.journal', mend what the server says, "
          + "and run it again");
    }
  }

  @Test
  void theIndexRefusesASecondConclusionAndNoAttempt(TestDatabase test) {
    try (Database database = open(test)) {
      Journal journal = journal(database, Whimbrel.JOURNAL_SCHEMA.name(), "");
      journal.create();
      journal.append(List.of(entry("1", Event.STARTED), entry("1", Event.ADVANCED), entry("1", Event.FAILED),
          entry("1", Event.FAILED), entry("1", Event.APPLIED)));
      for (Event event : Event.values()) {
        if (event.meaning() != Event.Meaning.ATTEMPT) {
          assertThat(problem(() -> journal.append(List.of(entry("1", event)))).server())
              .extracting(error -> error.sqlState()).isEqualTo("23505");
        }
      }
    }
  }
}
