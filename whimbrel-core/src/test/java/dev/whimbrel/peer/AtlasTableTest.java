package dev.whimbrel.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.Adoption.Missing;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Runner;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Atlas's table, read and kept up, and seen with Atlas's eyes after each event. */
@ExtendWith(FreshDatabases.class)
class AtlasTableTest {
  private static final PeerTable TABLE = new PeerTable(Tool.ATLAS, new Identifier("public"),
      new Identifier("atlas_schema_revisions"));
  private static final String NO_TRANSACTION = "-- atlas:txmode none\n\n";
  private static final String ARRAY_OF_TWO = "[\"h1:MqHbAvZWFUvn+jWeSHim8ncO6SadWY8FV8lAaQ1hSiM=\","
      + "\"h1:yy5oj8UTI0z7MAEYhCkZXgeOKih75Ezao0Q5L7IkkxM=\"]";

  private final Map<String, String> files = new TreeMap<>();
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void table(TestDatabase fresh) {
    database = fresh;
    rig = Rig.on(fresh);
    rig.database().send(String.join(";", new AtlasTable().ddl(TABLE)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  // Reading

  @Test
  void realRowsOfAtlasAreRead() {
    file("20240411142653_user.sql", "create table users (id int);");
    file("20260823133846_initial_products.sql", "create table products (id int);");
    database.execute("""
        insert into atlas_schema_revisions values
         ('.atlas_cloud_identifier', '0d7e', 2, 0, 0, now(), 0, null, null, '', null, 'Atlas CLI v1.3.2-7a1b9e3-canary'),
         ('20260823133846', 'initial_products', 2, 1, 1, '2026-08-24 16:58:58.167512+00', 1894547, '', '',
           'PJBWN0LC', 'null', 'Atlas CLI v1.3.2-7a1b9e3-canary'),
         ('20240411142653', 'user', 2, 1, 1, '2024-04-11 21:09:21.18252+00', 176666, '', '', '2IUYUyAi',
           '["h1:86EE4d"]', 'Atlas CLI v0.21.2-e25c033-canary')""");

    Adoption adoption = adoption();

    assertThat(events(adoption)).containsExactly("20240411142653 adopted 1/1", "20260823133846 adopted 1/1");
    assertThat(adoption.entries().getFirst().began()).hasToString(
        "Known[start=2024-04-11T21:09:21.182520Z, end=2024-04-11T21:09:21.182520Z]");
    assertThat(adoption.notes()).extracting(Problem::toString).hasSize(1);
    assertThat(adoption.notes().getFirst().message()).isEqualTo("this file, or one before it, was changed, added or "
        + "removed since Atlas ran it: its row has another hash");
    assertThat(adoption.leftOut()).isEmpty();
  }

  @Test
  void aBaselineCoversAllUpToItsVersion() {
    steps(4);
    row("3", 1, 0, 0, "", "null");

    assertThat(events(adoption())).containsExactly("1 baselined 1/1", "2 baselined 1/1", "3 baselined 1/1");
    assertThat(atlas()).isEqualTo("4");
  }

  @Test
  void whatWasSetByHandIsApplied() {
    steps(3);
    row("1", 4, 0, 0, "", "null");
    row("2", 2, 1, 1, "", null);
    row("3", 6, 0, 1, "pq: no", "null");

    Adoption adoption = adoption();

    assertThat(events(adoption)).containsExactly("1 adopted 1/1", "2 adopted 1/1", "3 adopted 1/1");
    assertThat(adoption.notes()).extracting(Problem::message).containsExactly(
        "Atlas's row says 0 of 1 statements, and is finished all the same; Atlas itself would go on with this file");
  }

  @Test
  void aTotalThatAtlasNeverCorrectedIsNoObstacle() {
    file("1_a.sql", NO_TRANSACTION + "create table a (id int);\ncreate table b (id int);");
    row("1", 2, 2, 3, "", "null");

    assertThat(events(adoption())).containsExactly("1 adopted 2/2");
    assertThat(atlas()).isEqualTo("history changed: statement 1 from file \"1_a.sql\" changed");
  }

  @Test
  void aFileThatFailedHalfWayIsGoneOnWith() {
    file("1_a.sql", NO_TRANSACTION + "CREATE TABLE t (id int);\nALTER TABLE t ADD COLUMN c text;\nselect 1;\n");
    row("1", 2, 2, 3, "pq: no", ARRAY_OF_TWO);
    database.execute("create table t (id int, c text)");
    assertThat(atlas()).isEqualTo("1 from statement 3 of 3");

    adopt();
    assertThat(journal()).containsExactly("1 failed 2/3 pq: no");
    assertThat(up()).isEqualTo("done");

    assertThat(atlas()).isEqualTo("nothing");
    assertThat(rows("version, type, applied, total, error, error_stmt, partial_hashes")).containsExactly(
        "1 | 2 | 3 | 3 |  |  | null");
  }

  @Test
  void anAttemptThatEndedWithoutAWordMayHaveDoneMore() {
    file("1_a.sql", NO_TRANSACTION + "CREATE TABLE t (id int);\nALTER TABLE t ADD COLUMN c text;\nselect 1;\n");
    row("1", 2, 2, 3, "", ARRAY_OF_TWO);

    assertThat(events(adoption())).containsExactly("1 advanced 2/3");
  }

  @Test
  void whatAtlasAppliedOfAFileMustBeInIt() {
    file("1_a.sql", NO_TRANSACTION + "CREATE TABLE t (id int);\nALTER TABLE t ADD COLUMN other text;\nselect 1;\n");
    row("1", 2, 2, 3, "pq: no", ARRAY_OF_TWO);

    assertThat(refusal())
        .containsExactly("Atlas applied 2 of 3 statements of this file, and it cannot be gone on with: "
            + "statement 2 is not what ran");
  }

  @Test
  void aBorderOfAtlasInsideAStatementIsAnObstacle() {
    file("1_a.sql", NO_TRANSACTION + "select E'it\\'s; o\\'k';\nselect 2;\n");
    row("1", 2, 1, 9, "pq: no", hashes("select E'it\\'s;"));

    assertThat(refusal())
        .containsExactly("Atlas applied 1 of 9 statements of this file, and it cannot be gone on with: "
            + "Atlas divides this file in other places than the server does, and its last statement ends inside one");
  }

  @Test
  void aCheckpointThatCameFirstCoversAllBefore() {
    steps(2);
    file("3_all.sql", "-- atlas:checkpoint\n\ncreate table t1 (id int);\ncreate table t2 (id int);\n");
    file("4_more.sql", "create table t4 (id int);\n");
    assertThat(atlas()).isEqualTo("3 4");
    row("3", 2, 2, 2, "", "null");

    adopt();

    assertThat(journal()).containsExactly("3 adopted 2/2");
    assertThat(atlas()).isEqualTo("4");
    assertThat(up()).isEqualTo("done");
    assertThat(atlas()).isEqualTo("nothing");
    assertThat(rows("version")).containsExactly("3", "4");
  }

  @Test
  void whatComesBeforeTheFirstRowIsNotRunAndIsSaid() {
    steps(4);
    row("3", 2, 1, 1, "", "null");

    Adoption adoption = adoption();

    assertThat(events(adoption)).containsExactly("1 baselined 1/1", "2 baselined 1/1", "3 adopted 1/1");
    assertThat(adoption.notes()).extracting(Problem::message).containsExactly(
        "before the first row of Atlas's table, and without one of their own: 1, 2; Atlas takes them for done and never "
            + "applies them");
    adoption.record(rig.journal());
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
    file("0_late.sql", "create table late (id int);");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
    assertThatThrownBy(this::up).isInstanceOf(WhimbrelException.class)
        .hasMessageContaining("pending, but comes before version 3");
  }

  @Test
  void rowsWithoutFilesAreLeftOutButNotHalfOnes() {
    steps(1);
    row("0", 2, 1, 1, "", "null");
    row("1", 2, 1, 1, "", "null");
    assertThat(adoption().leftOut()).containsExactly("0");
    row("9", 2, 1, 2, "pq: no", "[\"h1:x\"]");

    assertThat(refusal()).containsExactly(
        "the table public.atlas_schema_revisions of atlas says that 9 is applied, and the directory has no file of it");
  }

  @Test
  void outOfOrderIsOutOfOrderForBoth() {
    steps(3);
    row("1", 2, 1, 1, "", "null");
    row("3", 2, 1, 1, "", "null");
    adopt();

    assertThat(atlas()).isEqualTo("added out of order: 2");
    assertThatThrownBy(this::up).isInstanceOf(WhimbrelException.class)
        .hasMessageContaining("pending, but comes before version 3");
  }

  @Test
  void anOldTableLacksAColumnAndStaysAsItIs() {
    database.execute("alter table atlas_schema_revisions drop column error_stmt");
    steps(2);
    row("1", 2, 1, 1, "", null);
    adopt();

    assertThat(up()).isEqualTo("done");

    assertThat(rows("version, applied, total, error, partial_hashes")).containsExactly("1 | 1 | 1 |  | -",
        "2 | 1 | 1 |  | null");
    assertThat(atlas()).isEqualTo("nothing");
  }

  @Test
  void isFoundInWhateverSchema() {
    database.execute("""
        create schema atlas_schema_revisions; create schema other;
        create table atlas_schema_revisions.atlas_schema_revisions (like public.atlas_schema_revisions including all);
        create table other.atlas_schema_revisions (like public.atlas_schema_revisions including all);
        alter table other.atlas_schema_revisions drop column error_stmt""");

    assertThat(Adoption.tables(rig.database())).hasToString(
        "[atlas_schema_revisions.atlas_schema_revisions, other.atlas_schema_revisions, public.atlas_schema_revisions]");
  }

  // Following

  @Test
  void anAppliedFileIsARowAsAtlasWritesIt() {
    file("20240101000000_init.sql", "CREATE TABLE t (id int);\n");
    file("20240102000000_add_c.sql", "ALTER TABLE t ADD COLUMN c text;\n");
    adopt();

    assertThat(up()).isEqualTo("done done");

    assertThat(rows("version, description, type, applied, total, error, error_stmt, hash, partial_hashes, "
        + "operator_version like 'Whimbrel %', executed_at <= now(), execution_time > 0")).containsExactly(
            "20240101000000 | init | 2 | 1 | 1 |  |  | SHzK9HMd1VJXxyfkB4DdEsZDHvMZKf0Wuy5nmE70+m8= | null | t | t | t",
            "20240102000000 | add_c | 2 | 1 | 1 |  |  | h7xyI+XqkZ6jR9vBM0zH58PZA96+3ioesJi6k5wC19M= | null | t | t | t");
    assertThat(atlas()).isEqualTo("nothing");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void aTransactionThatFailedLeavesNoRow() {
    file("1_a.sql", "create table a (id int);\nselect 1/0;\n");
    adopt();

    assertThat(up()).contains("division by zero");

    assertThat(rows("version")).isEmpty();
    assertThat(atlas()).isEqualTo("1");
  }

  @Test
  void progressWithoutATransactionIsNotedAsAtlasWouldAndAtlasCanGoOn() {
    file("1_a.sql", NO_TRANSACTION + "create table a (id int);\nselect 1/0;\ncreate table b (id int);\n");
    adopt();

    assertThat(up()).contains("division by zero");

    assertThat(rows(
        "version, type, applied, total, error like '%division by zero%', error_stmt, jsonb_array_length(partial_hashes)"))
        .containsExactly("1 | 2 | 1 | 3 | t | select 1/0; | 1");
    assertThat(atlas()).isEqualTo("1 from statement 2 of 3");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());

    file("1_a.sql", NO_TRANSACTION + "create table a (id int);\ncreate table b (id int);\n");
    assertThat(atlas()).isEqualTo("1 from statement 2 of 3");
    assertThat(up()).isEqualTo("done");
    assertThat(rows("version, applied, total, error, error_stmt, partial_hashes")).containsExactly(
        "1 | 2 | 2 |  |  | null");
    assertThat(atlas()).isEqualTo("nothing");
  }

  @Test
  void whatAtlasDidOfAHalfFileInBetweenIsLearned() {
    file("1_a.sql", NO_TRANSACTION + "CREATE TABLE t (id int);\nALTER TABLE t ADD COLUMN c text;\nselect 1/0;\n");
    row("1", 2, 1, 3, "pq: no",
        "[\"h1:MqHbAvZWFUvn+jWeSHim8ncO6SadWY8FV8lAaQ1hSiM=\"]");
    adopt();
    database.execute("create table t (id int, c text)");
    database.execute("update atlas_schema_revisions set applied = 2, partial_hashes = '" + ARRAY_OF_TWO + "'");

    assertThat(up()).contains("division by zero");

    assertThat(journal()).startsWith("1 failed 1/3 pq: no", "1 failed 2/3 pq: no");
    assertThat(atlas()).isEqualTo("1 from statement 3 of 3");
  }

  @Test
  void aFileThatAtlasCannotGoOnWithStopsIt() {
    file("1_a.sql", NO_TRANSACTION + "select 'a' as foo$bar$baz;\nselect 1/0;\n");
    adopt();

    assertThat(up()).contains("division by zero");

    assertThat(atlas()).isEqualTo("history changed: statement 1 from file \"1_a.sql\" changed");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void aRevertedFileLosesItsRow() {
    archives(2);
    adopt();
    assertThat(up()).isEqualTo("done done");

    assertThat(run(new Goal.Undo(1))).isEqualTo("done");

    assertThat(rows("version")).containsExactly("1");
    assertThat(atlas()).isEqualTo("2");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void whatABaselineCoversStaysWhenItIsReverted() {
    archives(3);
    database.execute("create table t1 (id int); create table t2 (id int); create table t3 (id int)");
    row("3", 1, 0, 0, "", "null");
    adopt();

    assertThat(run(new Goal.Undo(1))).isEqualTo("done");

    assertThat(rows("version, type")).containsExactly("2 | 4");
    assertThat(atlas()).isEqualTo("3");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void oneInTheMiddleOfABaselineCanBeTakenOut() {
    steps(4);
    row("4", 1, 0, 0, "", "null");
    adopt();

    declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.REVERTED));

    assertThat(rows("version, type")).containsExactly("1 | 4", "3 | 4", "4 | 1");
    assertThat(atlas()).isEqualTo("added out of order: 2");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void aBaselineIsOneRowWhereThereIsNone() {
    steps(4);
    database
        .execute("insert into atlas_schema_revisions values ('.atlas_cloud_identifier', 'x', 2, 0, 0, now(), 0, null, "
            + "null, '', null, 'Atlas CLI')");
    adopt();

    declare((set, history) -> Declaration.baseline(set, history, "3"));

    assertThat(rows("version, type, applied, total, hash, partial_hashes")).containsExactly(
        ".atlas_cloud_identifier | 2 | 0 | 0 |  | -", "3 | 1 | 0 | 0 |  | null");
    assertThat(atlas()).isEqualTo("4");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
    assertThat(up()).isEqualTo("done");
    assertThat(atlas()).isEqualTo("nothing");
  }

  @Test
  void aBaselineBehindOtherRowsIsSet() {
    steps(4);
    row("1", 2, 1, 1, "", "null");
    adopt();

    declare((set, history) -> Declaration.baseline(set, history, "3"));

    assertThat(rows("version, type, applied, total, hash <> ''")).containsExactly("1 | 2 | 1 | 1 | f",
        "2 | 4 | 0 | 0 | t",
        "3 | 4 | 0 | 0 | t");
    assertThat(atlas()).isEqualTo("4");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void whatIsResolvedIsSetAndAtlasDoesNotGoOnWithIt() {
    file("1_a.sql", NO_TRANSACTION + "create table a (id int);\nselect 1/0;\n");
    steps(3);
    adopt();
    assertThat(up()).contains("division by zero");

    declare((set, history) -> Declaration.resolve(set, history, "1", Resolution.APPLIED));

    assertThat(rows("version, type, applied, total, error, error_stmt, partial_hashes")).containsExactly(
        "1 | 6 | 2 | 2 |  |  | null");
    assertThat(atlas()).isEqualTo("2 3");
    declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.APPLIED));
    assertThat(rows("version, type, applied, total")).containsExactly("1 | 6 | 2 | 2", "2 | 4 | 0 | 0");
    assertThat(atlas()).isEqualTo("3");
    declare((set, history) -> Declaration.resolve(set, history, "1", Resolution.REVERTED));
    assertThat(rows("version")).containsExactly("2");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void forceIsSet() {
    steps(4);
    adopt();
    declare((set, history) -> Declaration.force(set, history, "3"));
    assertThat(rows("version, type")).containsExactly("1 | 4", "2 | 4", "3 | 4");
    assertThat(atlas()).isEqualTo("4");

    declare((set, history) -> Declaration.force(set, history, "1"));
    assertThat(rows("version, type")).containsExactly("1 | 4");
    assertThat(atlas()).isEqualTo("2 3 4");

    declare((set, history) -> Declaration.force(set, history, "none"));
    assertThat(rows("version, type")).isEmpty();
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void whatRunsBeforeABaselineGetsNoRowSinceAtlasWouldMissTheOthers() {
    steps(4);
    row("4", 1, 0, 0, "", "null");
    adopt();
    file("0_late.sql", "create table late (id int);\n");

    String outcome = upkeep().during(rig.history(), Duration.ofSeconds(5), holder -> {},
        (kept, history) -> run(kept, history, new Goal.Latest(), new Policy(Policy.OutOfOrder.APPLY)));

    assertThat(outcome).isEqualTo("done");
    assertThat(rig.applied()).containsExactly("1", "2", "3", "4", "0");
    assertThat(rows("version")).containsExactly("4");
    assertThat(atlas()).isEqualTo("nothing");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void anEmptyDatabaseStartsAtTheCheckpointWithOneRow() {
    steps(2);
    file("3_all.sql", "-- atlas:checkpoint\n\ncreate table t1 (id int);\ncreate table t2 (id int);\n");
    file("4_more.sql", "create table t4 (id int);\n");
    adopt();

    assertThat(up()).isEqualTo("done done");

    assertThat(rows("version, type, applied, total")).containsExactly("3 | 2 | 2 | 2", "4 | 2 | 1 | 1");
    assertThat(atlas()).isEqualTo("nothing");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void aCheckpointThatFailedHalfWayIsGoneOnWith() {
    steps(1);
    file("2_all.sql", "-- atlas:checkpoint\n-- atlas:txmode none\n\ncreate table t1 (id int);\nselect 1/0;\n");
    file("3_more.sql", "create table t3 (id int);\n");
    adopt();

    assertThat(up()).contains("division by zero");
    assertThat(atlas()).isEqualTo("2 3 from statement 2 of 2");
    file("2_all.sql", "-- atlas:checkpoint\n-- atlas:txmode none\n\ncreate table t1 (id int);\nselect 1;\n");

    assertThat(up()).isEqualTo("done done");
    assertThat(atlas()).isEqualTo("nothing");
    assertThat(seen()).isEqualTo(rig.history().fingerprint());
  }

  @Test
  void whatAtlasBeganAndNotedNothingOfIsBegunAgain() {
    file("1_a.sql", NO_TRANSACTION + "create table a (id int);\nselect 1;\n");
    row("1", 2, 0, 2, "", "null");
    assertThat(atlas()).isEqualTo("1 from statement 1 of 2");
    adopt();

    assertThat(journal()).containsExactly("1 advanced 0/2");
    assertThat(up()).isEqualTo("done");
    assertThat(atlas()).isEqualTo("nothing");
  }

  @Test
  void aFileWithABeginOfItsOwnIsAnObstacle() {
    file("1_a.sql", "BEGIN;\ncreate table a (id int);\nselect 1/0;\nCOMMIT;\n");
    row("1", 2, 2, 4, "pq: no", "[\"h1:x\", \"h1:y\"]");

    assertThat(refusal())
        .containsExactly("Atlas applied 2 of 4 statements of this file, and it cannot be gone on with: "
            + "the file has a BEGIN of its own, so that what Atlas counts as applied may have been rolled back");
  }

  // Handing back

  @Test
  void aTableIsMadeInASchemaOfItsOwnAndSaysAll() {
    steps(3);
    assertThat(run(rig.journal(), rig.history(), new Goal.Next(2))).isEqualTo("done done");
    PeerTable table = PeerTable.named(rig.database(), Tool.ATLAS, Tool.ATLAS.usualName());

    Result<HandBack.Handed> handed = HandBack.write(rig.database(), table, sources(), rig.history());

    assertThat(handed.orThrow().added()).hasSize(2);
    assertThat(table).hasToString("atlas_schema_revisions.atlas_schema_revisions");
    assertThat(table.goingOn()).isEqualTo("atlas migrate status --url URL --dir file://DIRECTORY --revisions-schema "
        + "atlas_schema_revisions, and atlas migrate apply with the same flags, go on from here");
    assertThat(new AtlasReader(database, "atlas_schema_revisions.atlas_schema_revisions", files).pending())
        .isEqualTo("3");
    assertThat(columns("atlas_schema_revisions")).isEqualTo(columns("public"));
  }

  @Test
  void whatATableOfAtlasCoversAndTheJournalDoesNotIsNotTakenOut() {
    steps(3);
    row("3", 2, 1, 1, "", "null");
    assertThat(run(rig.journal(), rig.history(), new Goal.Next(1))).isEqualTo("done");
    declare((set, history) -> Declaration.resolve(set, history, "3", Resolution.APPLIED));

    Result<HandBack.Handed> handed = HandBack.write(rig.database(), TABLE, sources(), rig.history());

    assertThat(handed.problems()).extracting(Problem::message).containsExactly(
        "the table public.atlas_schema_revisions of atlas says that 2 is applied, and the journal does not");
    assertThat(handed.problems()).extracting(Problem::remedy).containsExactly(
        "take it over first: whimbrel adopt; or, if it is not in the database, delete that row yourself");
    assertThat(rows("version, type")).containsExactly("3 | 2");
  }

  @Test
  void theSchemaOfTheUrlIsAtlassToo() {
    try (Rig withPath = Rig.on(database.url() + "?search_path=public")) {
      assertThat(PeerTable.named(withPath.database(), Tool.ATLAS, Tool.ATLAS.usualName())).isEqualTo(TABLE);
    }
  }

  @Test
  void takesTheLockThatAtlasTakes() {
    long hash = 2166136261L;
    for (byte one : "atlas_migrate_execute".getBytes(UTF_8)) {
      hash = ((hash * 16777619L) & 0xFFFFFFFFL) ^ one;
    }
    assertThat(AtlasTable.LOCK).isEqualTo(hash);
    steps(1);
    adopt();

    @Nullable
    String held = upkeep().during(rig.history(), Duration.ofSeconds(5), holder -> {}, (kept, history) -> database.value(
        "select classid || ' ' || objid || ' ' || objsubid from pg_locks where locktype = 'advisory' and objid = 2686470616"));

    assertThat(held).isEqualTo("0 2686470616 1");
  }

  // What the tests are made of

  private void file(String name, String text) {
    files.put(name, text);
  }

  private void steps(int count) {
    for (int i = 1; i <= count; i++) {
      files.putIfAbsent(i + "_a.sql", "create table t" + i + " (id int);\n");
    }
  }

  private void archives(int count) {
    for (int i = 1; i <= count; i++) {
      file(i + "_a.sql", "-- atlas:txtar\n\n-- migration.sql --\ncreate table t" + i + " (id int);\n-- down.sql --\n"
          + "drop table t" + i + ";\n");
    }
  }

  private void row(String version, int type, int applied, int total, String error,
      @Nullable String partialHashes) {
    database.execute("insert into atlas_schema_revisions (version, description, type, applied, total, executed_at, "
        + "execution_time, error, hash, partial_hashes, operator_version) values ('" + version + "', 'a', " + type
        + ", "
        + applied + ", " + total + ", now(), 1, '" + error + "', '', "
        + (partialHashes == null ? "null" : "'" + partialHashes + "'") + ", 'Atlas CLI v1')");
  }

  private static String hashes(String statement) {
    return "[\"" + dev.whimbrel.source.AtlasStatements.partialHashes(List.of(statement)).getFirst() + "\"]";
  }

  private Sources sources() {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(UTF_8)));
    FileSet set = FileSet.of("migrations", bytes);
    bytes.putAll(bytesOf(Format.ATLAS.integrityFile(set)));
    FileSet summed = FileSet.of("migrations", bytes);
    return new Sources(summed, Format.ATLAS, Format.ATLAS.parse(summed, ParseOptions.standard()).orThrow(), "");
  }

  private static Map<String, byte[]> bytesOf(dev.whimbrel.source.NewFiles made) {
    Map<String, byte[]> bytes = new TreeMap<>();
    made.files().forEach((name, text) -> bytes.put(name, text.getBytes(UTF_8)));
    return bytes;
  }

  private Adoption adoption() {
    return Adoption.of(rig.database(), TABLE, sources(), rig.history(), Missing.REFUSE).orThrow();
  }

  private void adopt() {
    adoption().record(rig.journal());
  }

  private List<String> refusal() {
    return Adoption.of(rig.database(), TABLE, sources(), rig.history(), Missing.REFUSE).problems().stream()
        .map(Problem::message).toList();
  }

  private static List<String> events(Adoption adoption) {
    return adoption.entries().stream().map(entry -> entry.key() + " " + entry.event().word() + " "
        + entry.statementsDone() + "/" + entry.statementsTotal()).toList();
  }

  private Upkeep upkeep() {
    return new Upkeep(rig.database(), rig.journal(), sources());
  }

  /** Of what the next run would know: no other than the journal's, if table and journal agree. */
  private String seen() {
    return upkeep().asSeen(rig.history()).fingerprint();
  }

  private String up() {
    return run(new Goal.Latest());
  }

  private String run(Goal goal) {
    return upkeep().during(rig.history(), Duration.ofSeconds(5), holder -> {},
        (kept, history) -> run(kept, history, goal));
  }

  private String run(Journal kept, History history, Goal goal) {
    return run(kept, history, goal, Policy.strict());
  }

  private String run(Journal kept, History history, Goal goal, Policy policy) {
    return String.join(" ", Rig.outcomes(new Runner(rig.database(), kept)
        .run(Planner.plan(sources().set(), history, goal, policy).orThrow(), event -> {})));
  }

  private void declare(BiFunction<MigrationSet, History, Result<List<NewEntry>>> declaration) {
    upkeep().during(rig.history(), Duration.ofSeconds(5), holder -> {}, (kept, history) -> {
      kept.append(declaration.apply(sources().set(), history).orThrow());
      return history;
    });
  }

  private List<String> journal() {
    return rig.history().entries().stream().map(AtlasTableTest::entry).toList();
  }

  private static String entry(JournalEntry entry) {
    return entry.key() + " " + entry.event().word() + " " + entry.statementsDone() + "/" + entry.statementsTotal()
        + (entry.error() == null ? "" : " " + entry.error());
  }

  private List<String> rows(String columns) {
    return database.query("select " + columns + " from atlas_schema_revisions order by version collate \"C\"").stream()
        .map(row -> String.join(" | ", row.stream().map(value -> value == null ? "-" : value).toList())).toList();
  }

  private List<?> columns(String schema) {
    return database.query("select column_name, data_type, is_nullable, column_default from information_schema.columns "
        + "where table_name = 'atlas_schema_revisions' and table_schema = '" + schema + "' order by ordinal_position");
  }

  private String atlas() {
    return new AtlasReader(database, "public.atlas_schema_revisions", files).pending();
  }
}
