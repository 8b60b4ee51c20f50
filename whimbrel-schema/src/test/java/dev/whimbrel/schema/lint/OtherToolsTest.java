package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.lint.RuleCase.Section;
import dev.whimbrel.schema.lint.RuleCasesTest.Trying;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What other tools do not find, or tell wrongly; and what ordinary migrations are not to be told. */
class OtherToolsTest {
  private static final String SETUP = """
      CREATE TABLE ref (id int PRIMARY KEY, code text);
      INSERT INTO ref SELECT g, g::text FROM generate_series(1, 10) g;
      CREATE DOMAIN checked AS int CHECK (VALUE > 0);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TABLE t (id int PRIMARY KEY, a int, b text, at timestamp, ref int CONSTRAINT t_ref REFERENCES ref);
      INSERT INTO t SELECT g, g, g::text, '2024-01-01', 1 FROM generate_series(1, 20) g;
      CREATE INDEX t_b ON t (b);
      CREATE UNIQUE INDEX t_a ON t (a);
      CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
      CREATE TABLE p (k int, x text) PARTITION BY RANGE (k);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
      CREATE TABLE pd PARTITION OF p DEFAULT;
      CREATE TABLE fit (k int NOT NULL, x text, CHECK (k >= 6000 AND k < 7000));
      """;
  private static final Situation SITUATION = Situation.none().with(new Section("setup", "", SETUP));
  private static final Trying SERVER = new Trying(18);

  @BeforeAll
  static void open() {
    assertThat(SERVER.database().isClosed()).isFalse();
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void freeWinPartitionMadeInPlaceLocksItsParent() {
    assertThat(lock("CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (2000) TO (3000)", "WB141"))
        .isEqualTo("public.p ACCESS_EXCLUSIVE");
  }

  @Test
  void freeWinDroppingForeignKeyOrTableLocksTheReferencedTable() {
    assertThat(lock("ALTER TABLE t DROP CONSTRAINT t_ref", "WB117")).isEqualTo("public.ref ACCESS_EXCLUSIVE");
    assertThat(lock("DROP TABLE t", "WB117")).isEqualTo("public.ref ACCESS_EXCLUSIVE");
  }

  @Test
  void freeWinNewPartitionLocksAndReadsTheDefaultPartition() {
    String attach = "ALTER TABLE p ATTACH PARTITION fit FOR VALUES FROM (6000) TO (7000)";
    assertThat(lock(attach, "WB143")).isEqualTo("public.pd ACCESS_EXCLUSIVE");
    assertThat(ids(attach)).doesNotContain("WB140");
  }

  @Test
  void freeWinDomainWithCheckRewrites() {
    assertThat(ids("ALTER TABLE t ADD COLUMN c checked")).containsExactly("WB122");
  }

  @Test
  void freeWinCreateTableReferencesLocksTheReferencedTable() {
    assertThat(lock("CREATE TABLE n (id int PRIMARY KEY, ref int REFERENCES ref)", "WB118"))
        .isEqualTo("public.ref SHARE_ROW_EXCLUSIVE");
  }

  @Test
  void checkAndUniqueLockExclusively() {
    assertThat(lock("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", "WB110")).isEqualTo("public.t ACCESS_EXCLUSIVE");
    assertThat(lock("ALTER TABLE t ADD CONSTRAINT u UNIQUE (b)", "WB113")).isEqualTo("public.t ACCESS_EXCLUSIVE");
  }

  @Test
  void uniqueUsingIndexLocksExclusivelyButBriefly() {
    assertThat(ids("ALTER TABLE t ADD CONSTRAINT t_a UNIQUE USING INDEX t_a")).isEmpty();
    assertThat(lockWithoutLimit("ALTER TABLE t ADD CONSTRAINT t_a UNIQUE USING INDEX t_a"))
        .isEqualTo("public.t ACCESS_EXCLUSIVE");
  }

  @Test
  void defaultNowRewritesNothing() {
    assertThat(ids("ALTER TABLE t ADD COLUMN c timestamptz NOT NULL DEFAULT now()")).isEmpty();
  }

  @Test
  void disablingTriggerBlocksWrites() {
    assertThat(lock("ALTER TABLE t DISABLE TRIGGER tg;\nALTER TABLE t ENABLE TRIGGER tg", "WB150"))
        .isEqualTo("public.t SHARE_ROW_EXCLUSIVE");
  }

  @Test
  void renamingColumnIsInstantEverywhere() {
    assertThat(ids("ALTER TABLE t RENAME COLUMN a TO z")).isEmpty();
  }

  @Test
  void reindexBlocksWritesOfTheTableAndNotReads() {
    assertThat(lock("REINDEX INDEX t_b", "WB103")).isEqualTo("public.t SHARE");
  }

  @Test
  void collationBuildsIndexesAnew() {
    assertThat(ids("ALTER TABLE t ALTER COLUMN b TYPE text COLLATE \"C\"")).containsExactly("WB127");
  }

  @Test
  void timestampIsNotSafeBecauseTheServerIsInUtc() {
    assertThat(ids("ALTER TABLE t ALTER COLUMN at TYPE timestamptz")).containsExactly("WB126");
  }

  @Test
  void whatTheRunnerSetsSatisfiesTheRuleOfTimeouts() {
    assertThat(ids("ALTER TABLE t ADD COLUMN c int")).isEmpty();
  }

  @Test
  void provenNotNullReadsNothing() {
    assertThat(ids("-- transaction none\nALTER TABLE t ADD CONSTRAINT there CHECK (b IS NOT NULL) NOT VALID;\n"
        + "ALTER TABLE t VALIDATE CONSTRAINT there;\nALTER TABLE t ALTER COLUMN b SET NOT NULL;\n"
        + "ALTER TABLE t DROP CONSTRAINT there;")).isEmpty();
  }

  @Test
  void whatNobodyKnowsYetHurtsNobody() {
    assertThat(ids("CREATE TABLE n (id int PRIMARY KEY, a int);\nCREATE INDEX n_a ON n (a);\n"
        + "ALTER TABLE n ADD CHECK (a > 0);\nALTER TABLE n ALTER COLUMN a TYPE bigint;\nINSERT INTO n VALUES (1, 1);\n"
        + "UPDATE n SET a = 2;\nALTER TABLE n ALTER COLUMN a SET NOT NULL;")).isEmpty();
  }

  @Test
  void oneCauseIsOneFinding() {
    assertThat(ids("CREATE INDEX t_b2 ON t (b)")).containsExactly("WB101");
    assertThat(ids("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)")).containsExactly("WB110");
    assertThat(ids("ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES t")).containsExactly("WB111");
    assertThat(ids("ALTER TABLE t ALTER COLUMN a SET NOT NULL")).containsExactly("WB116");
    assertThat(ids("ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid()")).containsExactly("WB120");
    assertThat(ids("ALTER TABLE t ADD COLUMN c serial")).containsExactly("WB121");
    assertThat(ids("ALTER TABLE t ADD COLUMN c int UNIQUE")).containsExactly("WB124");
    assertThat(ids("ALTER TABLE t ALTER COLUMN a TYPE bigint")).containsExactly("WB125");
    assertThat(ids("CLUSTER t USING t_a")).containsExactly("WB128");
  }

  private static List<Finding> found(String sql) {
    assertThat(SITUATION.refused(SERVER, sql)).isEmpty();
    return SITUATION.withRehearsal(SERVER, sql);
  }

  /** Of the rules about locks, rewrites, reads and transactions. */
  private static List<String> ids(String sql) {
    return found(sql).stream().map(Finding::rule).filter(id -> id.startsWith("WB1") || id.startsWith("WB4")).toList();
  }

  private static String lock(String sql, String rule) {
    return lock(found(sql), Set.of(rule));
  }

  private static String lockWithoutLimit(String sql) {
    return lock(found("SET lock_timeout = 0;\n" + sql), Set.of("WB134"));
  }

  private static String lock(List<Finding> findings, Set<String> rules) {
    Lock lock = Objects
        .requireNonNull(findings.stream().filter(one -> rules.contains(one.rule())).findFirst().orElseThrow()
            .lock());
    LockMode mode = lock.mode();
    return lock.relation() + " " + mode;
  }
}
