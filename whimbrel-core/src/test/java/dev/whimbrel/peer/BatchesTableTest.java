package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(FreshDatabases.class)
class BatchesTableTest {
  private static final String USERS = "-- +migrate Up\nCREATE TABLE users (n int);\n-- +migrate Down\nDROP TABLE users;\n";
  private static final String ORDERS = "-- +migrate Up\nCREATE TABLE orders (n int);\n-- +migrate Down\nDROP TABLE orders;\n";
  private static final String ROLES = "-- +migrate Up\nCREATE TABLE roles (n int);\n-- +migrate Down\nDROP TABLE roles;\n";
  private static final String[] FILES = {"20240101000001_create_users.sql", USERS, "20240101000002_create_orders.sql",
      ORDERS, "20240101000003_create_roles.sql", ROLES};

  private static final String TABLE = """
      CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY, name varchar(255) NOT NULL, status varchar(20) NOT NULL,
        batch int NOT NULL, checksum varchar(64) NOT NULL, applied_at timestamptz, execution_time bigint)""";
  private static final String FIRST = "INSERT INTO schema_migrations VALUES ('20240101000001', 'create users', 'applied', 1, "
      + "encode(sha256('" + USERS + "'), 'hex'), '2024-01-01 12:34:56.789+00', 145)";
  private static final String SHOWN = "SELECT version || ' ' || status || ' ' || batch FROM schema_migrations ORDER BY version";

  private static Neighbour on(TestDatabase test) {
    return Neighbour.on(test, Format.SQL_MIGRATE, "", FILES);
  }

  private static List<String> rows(TestDatabase test) {
    return test.query(SHOWN).stream().map(row -> String.valueOf(row.getFirst())).toList();
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of("version varchar PRIMARY KEY", List.of("dbmate public.schema_migrations")),
        Arguments.of("version bigint PRIMARY KEY, dirty boolean NOT NULL", List.of()),
        Arguments.of("version varchar PRIMARY KEY, status varchar",
            List.of("up-down-batches public.schema_migrations")),
        Arguments.of("id serial, version text, status text, batch int, checksum text, applied_at timestamp",
            List.of("up-down-batches public.schema_migrations")));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void fourToolsShareANameAndAreToldApart(String columns, List<String> tools, TestDatabase test) {
    test.execute("CREATE TABLE schema_migrations (" + columns + ")");
    try (Neighbour here = on(test)) {
      assertThat(here.found().stream().filter(name -> !name.startsWith("golang-migrate"))).isEqualTo(tools);
    }
  }

  @Test
  void aTableOfAnotherNameNeedsMoreThanAVersionAndAStatus(TestDatabase test) {
    test.execute("CREATE TABLE documents (version int, status text, batch int);"
        + "CREATE TABLE other (version text, status text, batch int, checksum text, applied_at timestamp)");
    try (Neighbour here = on(test)) {
      assertThat(here.found()).containsExactly("up-down-batches public.other");
    }
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of("applied", State.APPLIED, List.of("20240101000001 adopted batch 4 1/1")),
        Arguments.of("rollback", State.ROLLED_BACK, List.of("20240101000001 withdrawn batch 4 0/1")),
        Arguments.of("failed", State.FAILED,
            List.of("20240101000001 failed batch 4 0/1 it failed, and the table does not say of what")),
        Arguments.of("pending", State.PENDING, List.of()));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void eachStatusIsUnderstood(String status, State state, List<String> events, TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET batch = 4, status = '" + status + "'");
    try (Neighbour here = on(test).adopt()) {
      assertThat(here.events()).isEqualTo(events);
      assertThat(Survey.of(here.set(), here.history()).lines().getFirst().state()).isEqualTo(state);
      assertThat(here.look().events()).as("a second look finds nothing new").isEqualTo(events);
    }
  }

  @Test
  void aStatusThatIsNoneIsRefused(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET status = 'running'");
    try (Neighbour here = on(test)) {
      String refusal = "the row of 20240101000001 in the table of up-down-batches has the status \"running\", which is none of "
          + "pending, applied, failed and rollback / nothing was changed / set it to one of these";
      assertThat(here.refusals()).containsExactly(refusal);
      assertThat(here.signs()).containsExactly(refusal);
    }
  }

  @Test
  void timeBatchDurationAndTheWholeRowAreKept(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST);
    try (Neighbour here = on(test).adopt()) {
      JournalEntry entry = here.history().entries().getFirst();
      assertThat(entry.startedAt()).hasToString("2024-01-01T12:34:56.644Z");
      assertThat(entry.finishedAt()).hasToString("2024-01-01T12:34:56.789Z");
      assertThat(entry.checksum()).isEqualTo(here.set().migrations().getFirst().checksum());
      assertThat(entry.author().tool()).isEqualTo("up-down-batches");
      assertThat(entry.origin()).startsWith("{\"version\":\"20240101000001\",\"name\":\"create users\"")
          .endsWith("\"execution_time\":145}");
    }
  }

  @Test
  void theBatchesOfBothAreInStep(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; INSERT INTO schema_migrations "
        + "SELECT '20240101000002', name, status, 5, checksum, applied_at, 1 FROM schema_migrations;"
        + "CREATE TABLE orders (n int); UPDATE schema_migrations SET checksum = ''");
    try (Neighbour here = on(test).adopt()) {
      assertThat(here.up()).containsExactly("done");
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 applied 5",
          "20240101000003 applied 6");
      assertThat(here.events()).containsExactly("20240101000001 adopted batch 1 1/1",
          "20240101000002 adopted batch 5 1/1",
          "20240101000003 applied batch 6 1/1");
      assertThat(here.down(2)).containsExactly("done", "done");
      assertThat(here.up()).containsExactly("done", "done");
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 applied 8",
          "20240101000003 applied 8");
    }
  }

  @Test
  void aRowWithoutAFileMayHaveTheGreatestBatch(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET version = '1', batch = 9, status = 'rollback'");
    try (Neighbour here = on(test).adopt()) {
      assertThat(here.up()).containsExactly("done", "done", "done");
      assertThat(rows(test)).containsExactly("1 rollback 9", "20240101000001 applied 10", "20240101000002 applied 10",
          "20240101000003 applied 10");
    }
  }

  static Stream<Arguments> hashes() {
    return Stream.of(
        Arguments.of("md5('%s')"), Arguments.of("upper(md5('%s'))"),
        Arguments.of("md5(replace('%s', E'\\n', E'\\r\\n'))"),
        Arguments.of("encode(sha256('%s'), 'hex')"), Arguments.of("encode(sha512('%s'), 'hex')"));
  }

  @ParameterizedTest
  @MethodSource("hashes")
  void whatIsWrittenIsHashedAsWhatIsThere(String hash, TestDatabase test) {
    test.execute(TABLE.replace("varchar(64)", "text") + ";" + FIRST + "; UPDATE schema_migrations SET checksum = "
        + hash.formatted(USERS));
    try (Neighbour here = on(test).adopt()) {
      assertThat(here.up()).containsExactly("done", "done");
      assertThat(test.value("SELECT lower(checksum) = lower(" + hash.formatted(ORDERS)
          + ") FROM schema_migrations WHERE version = '20240101000002'")).isEqualTo("t");
    }
  }

  @Test
  void aChecksumThatFitsNoFileAndNoHashIsNotCompared(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET checksum = 'crc:17'");
    try (Neighbour here = on(test).adopt()) {
      assertThat(Survey.of(here.set(), here.history()).lines().getFirst().state()).isEqualTo(State.APPLIED);
      here.up();
      assertThat(test.value("SELECT checksum = encode(sha256('" + ORDERS
          + "'), 'hex') FROM schema_migrations WHERE version = '20240101000002'")).isEqualTo("t");
    }
  }

  @Test
  void aFileThatWasEditedIsSeenByTheChecksumOfTheTable(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; INSERT INTO schema_migrations SELECT '20240101000002', name, status, 2, "
        + "encode(sha256('other'), 'hex'), applied_at, 1 FROM schema_migrations");
    try (Neighbour here = on(test).adopt()) {
      assertThat(Survey.of(here.set(), here.history()).lines().stream().map(Survey.Line::state))
          .containsExactly(State.APPLIED, State.EDITED, State.PENDING);
      assertThat(here.look().history().entries()).hasSize(2);
    }
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        Arguments.of("version text, status text", "'20240101000001', 'applied'"),
        Arguments.of("version bigint PRIMARY KEY, status text", "20240101000001, 'applied'"),
        Arguments.of(
            "id serial PRIMARY KEY, version varchar(14) UNIQUE, status text, batch bigint, name text, description text, "
                + "checksum char(64), applied_at timestamp DEFAULT now(), execution_time interval",
            "1, '20240101000001', 'applied', 1, 'create users', NULL, NULL, '2024-01-01 12:34:56.789', '145 ms'"),
        Arguments.of(
            "version text, status mood, execution_time text, created_at timestamp NOT NULL, updated_at timestamp NOT NULL",
            "'20240101000001', 'applied', '145ms', now(), now()"),
        Arguments.of(
            "version text, status text, execution_time_ms integer, applied_at text NOT NULL, error_message text NOT NULL",
            "'20240101000001', 'applied', 145, '2024-01-01 12:34:56.789+00', ''"),
        Arguments.of(
            "version text, status text, batch text, duration_ms double precision, rolled_back_at timestamptz, error text",
            "'20240101000001', 'applied', '1', 145.25, NULL, NULL"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void onlyWhatIsThereIsReadAndWritten(String columns, String first, TestDatabase test) {
    test.execute("CREATE TYPE mood AS ENUM ('pending', 'applied', 'failed', 'rollback');"
        + "CREATE TABLE schema_migrations (" + columns + "); CREATE TABLE users (n int);"
        + "INSERT INTO schema_migrations VALUES (" + first + ")"
        + (columns.startsWith("id") ? "; SELECT setval('schema_migrations_id_seq', 1)" : ""));
    String shown = "SELECT version || ' ' || status FROM schema_migrations ORDER BY version";
    try (Neighbour here = Neighbour.on(test, Format.SQL_MIGRATE, "", FILES[0], FILES[1], FILES[2], FILES[3], FILES[4],
        "-- +migrate Up\nSELECT 1/0;\n").adopt()) {
      assertThat(here.up()).containsExactly("done",
          "STATEMENT_FAILED 20240101000003_create_roles.sql:2:1 division by zero");
      assertThat(test.query(shown)).hasToString(
          "[[20240101000001 applied], [20240101000002 applied], [20240101000003 failed]]");
      assertThat(here.down(1)).containsExactly("done");
      assertThat(test.query(shown)).hasToString(
          "[[20240101000001 applied], [20240101000002 rollback], [20240101000003 failed]]");
      assertThat(here.look().events()).hasSize(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"145, 145000000", "145000000, 145000000", "0, 0"})
  void largeNumbersAreNanoseconds(long kept, long nanoseconds, TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET execution_time = " + kept);
    try (Neighbour here = on(test).adopt()) {
      assertThat(here.history().entries().getFirst().took().toNanos()).isEqualTo(nanoseconds);
    }
  }

  @Test
  void aColumnThatNobodyCanFillIsRefused(TestDatabase test) {
    test.execute(
        TABLE + "; ALTER TABLE schema_migrations ADD environment text NOT NULL, ADD host text NOT NULL DEFAULT ''");
    try (Neighbour here = on(test)) {
      assertThat(here.refusals())
          .containsExactly("the table of up-down-batches has a column \"environment\" that must have a "
              + "value and has no default, and Whimbrel does not know what to write there / nothing was changed / give that column a default");
    }
  }

  @Test
  void whatIsAppliedWithoutAFileIsListed(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET version = '20230101000001'");
    try (Neighbour here = on(test)) {
      assertThat(here.refusals())
          .containsExactly("the table public.schema_migrations of up-down-batches says that 20230101000001 "
              + "is applied, and the directory has no file of it / nothing was changed / restore the file from version control; or, if "
              + "it is gone for good, leave the row as it is with: whimbrel adopt --skip-missing");
    }
  }

  @Test
  void anApplyWritesTheWholeRow(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST);
    try (Neighbour here = on(test).adopt()) {
      here.up();
      assertThat(test.query("SELECT version, name, status, batch, checksum = encode(sha256('" + ORDERS + "'), 'hex'), "
          + "applied_at BETWEEN now() - interval '1 minute' AND now(), execution_time BETWEEN 0 AND 60000 "
          + "FROM schema_migrations WHERE version = '20240101000002'"))
          .hasToString("[[20240101000002, create orders, applied, 2, t, t, t]]");
    }
  }

  @Test
  void namesAreWrittenAsTheOnesThatAreThere(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST + "; UPDATE schema_migrations SET name = 'create_users'");
    try (Neighbour here = on(test).adopt()) {
      here.up();
      assertThat(test.query("SELECT name FROM schema_migrations ORDER BY 1"))
          .hasToString("[[create_orders], [create_roles], [create_users]]");
    }
  }

  @Test
  void baselineResolveAndForceAreFollowed(TestDatabase test) {
    test.execute(TABLE);
    try (Neighbour here = on(test).adopt()) {
      here.declare((set, history) -> Declaration.baseline(set, history, "20240101000002"));
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 applied 1");
      here.declare((set, history) -> Declaration.resolve(set, history, "20240101000002", Resolution.REVERTED));
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 rollback 1");
      here.declare((set, history) -> Declaration.resolve(set, history, "20240101000002", Resolution.APPLIED));
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 applied 3");
      here.declare((set, history) -> Declaration.force(set, history, "20240101000001"));
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 rollback 3");
      assertThat(here.look().events()).hasSize(5);
    }
  }

  @Test
  void aMigrationThatIsHalfInEffectIsFailedUntilItIsWhole(TestDatabase test) {
    test.execute(TABLE);
    String half = "-- +migrate Up notransaction\nCREATE TABLE one (n int);\nCREATE INDEX CONCURRENTLY ON two (n);\n"
        + "-- +migrate Down notransaction\nDROP TABLE one;\nDROP INDEX CONCURRENTLY two_n_idx;\n";
    try (Neighbour here = Neighbour.on(test, Format.SQL_MIGRATE, "", "1_half.sql", half).adopt()) {
      assertThat(here.up()).containsExactly("PARTLY_APPLIED 1_half.sql:3:1 relation \"two\" does not exist");
      assertThat(rows(test)).containsExactly("1 failed 1");
      test.execute("CREATE TABLE two (n int)");
      assertThat(here.up()).containsExactly("done");
      assertThat(rows(test)).containsExactly("1 applied 2");
      test.execute("ALTER INDEX two_n_idx RENAME TO other");
      assertThat(here.down(1)).containsExactly("PARTLY_APPLIED 1_half.sql:6:1 index \"two_n_idx\" does not exist");
      assertThat(rows(test)).containsExactly("1 failed 2");
      List<String> before = here.events();
      assertThat(here.look().events()).as("the journal knows that").isEqualTo(before);
      test.execute("ALTER INDEX other RENAME TO two_n_idx");
      assertThat(here.down(1)).containsExactly("done");
      assertThat(rows(test)).containsExactly("1 rollback 2");
    }
  }

  @Test
  void aWayBackThatFailsAsAWholeLeavesTheRowApplied(TestDatabase test) {
    test.execute(TABLE);
    try (Neighbour here = Neighbour.on(test, Format.SQL_MIGRATE, "", "1_half.sql",
        "-- +migrate Up\nCREATE TABLE one (n int);\n-- +migrate Down\nDROP TABLE two;\n").adopt()) {
      here.up();
      assertThat(here.down(1)).containsExactly("STATEMENT_FAILED 1_half.sql:4:1 table \"two\" does not exist");
      assertThat(rows(test)).containsExactly("1 applied 1");
      assertThat(here.look().events()).hasSize(2);
    }
  }

  static Stream<Arguments> meanwhile() {
    return Stream.of(
        Arguments.of("its up",
            "INSERT INTO schema_migrations VALUES ('20240101000003', 'create roles', 'applied', 3, '', now(), 5)",
            List.of("20240101000003 adopted batch 3 1/1")),
        Arguments.of("its down", "UPDATE schema_migrations SET status = 'rollback' WHERE version = '20240101000002'",
            List.of("20240101000002 withdrawn batch 3 0/1")),
        Arguments.of("its failure",
            "INSERT INTO schema_migrations VALUES ('20240101000003', 'create roles', 'failed', 3, '', NULL, 5)",
            List.of("20240101000003 failed batch 3 0/1 it failed, and the table does not say of what")),
        Arguments.of("reset migration state", "DELETE FROM schema_migrations WHERE version = '20240101000002'",
            List.of("20240101000002 withdrawn batch 3 0/1")),
        Arguments.of("force migration status",
            "UPDATE schema_migrations SET status = 'rollback' WHERE version = '20240101000001';"
                + "UPDATE schema_migrations SET status = 'applied', applied_at = NOW() WHERE version = '20240101000001'",
            List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("meanwhile")
  void whatTheEngineOrItsOperatorDidIsLearned(String what, String sql, List<String> events, TestDatabase test) {
    test.execute(TABLE + ";" + FIRST);
    try (Neighbour here = Neighbour.on(test, Format.SQL_MIGRATE, "", FILES[0], FILES[1], FILES[2], FILES[3]).adopt()) {
      assertThat(here.up()).as(what).containsExactly("done");
    }
    test.execute(sql);
    try (Neighbour here = on(test).look()) {
      assertThat(here.events()).startsWith("20240101000001 adopted batch 1 1/1", "20240101000002 applied batch 2 1/1");
      assertThat(here.events().subList(2, here.events().size())).isEqualTo(events);
    }
  }

  @Test
  void aForcedStatusEndsAFailure(TestDatabase test) {
    test.execute(TABLE);
    try (Neighbour here = Neighbour.on(test, Format.SQL_MIGRATE, "", "1_half.sql", "-- +migrate Up\nSELECT 1/0;\n")
        .adopt()) {
      here.up();
      assertThat(rows(test)).containsExactly("1 failed 1");
      test.execute("UPDATE schema_migrations SET status = 'applied', applied_at = NOW() WHERE version = '1'");
      assertThat(here.look().events()).containsExactly(
          "1 failed batch 1 0/1 1_half.sql:2:1 SQLSTATE 22012: division by zero",
          "1 adopted batch 2 1/1");
    }
  }

  @Test
  void failedOnSomethingAppliedIsAmbiguous(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST);
    try (Neighbour here = on(test).adopt()) {
      test.execute("UPDATE schema_migrations SET status = 'failed'");
      assertThat(here.refused())
          .containsExactly("up-down-batches says that 20240101000001 failed, and the journal says that it "
              + "is applied: its way back failed, or it was reverted and failed when it was applied again / nothing was changed / "
              + "look at what is in effect, and set the status of that row to 'applied' or to 'rollback'");
      test.execute("UPDATE schema_migrations SET status = 'rollback'");
      assertThat(here.look().events()).containsExactly("20240101000001 adopted batch 1 1/1",
          "20240101000001 withdrawn batch 2 0/1");
    }
  }

  @Test
  void handBackMakesTheTable(TestDatabase test) {
    try (Neighbour here = on(test)) {
      here.declare((set, history) -> Declaration.baseline(set, history, "20240101000002"));
      assertThat(here.handBack(Tool.BATCHES, "schema_migrations").orThrow().added()).hasSize(2);
      assertThat(rows(test)).containsExactly("20240101000001 applied 1", "20240101000002 applied 1");
      assertThat(here.found()).containsExactly("up-down-batches public.schema_migrations");
      assertThat(here.up()).containsExactly("done");
      assertThat(rows(test)).endsWith("20240101000003 applied 2");
    }
  }

  @Test
  void handBackMakesWrongRowsTrue(TestDatabase test) {
    test.execute(TABLE + ";" + FIRST);
    try (Neighbour here = on(test)) {
      here.declare((set, history) -> Declaration.baseline(set, history, "20240101000001"));
      here.declare((set, history) -> Declaration.force(set, history, "none"));
      HandBack.Handed handed = here.handBack(Tool.BATCHES, "schema_migrations").orThrow();
      assertThat(handed.removed()).hasSize(1);
      assertThat(rows(test)).containsExactly("20240101000001 rollback 1");
    }
  }
}
