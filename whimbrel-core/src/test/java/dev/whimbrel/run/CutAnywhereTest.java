package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.CountingProxy.Cut;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole script that is not one transaction, cut at each of its moments. Named after the row of the faults. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
class CutAnywhereTest {
  private static final String ALONE = """
      -- whimbrel: no-transaction
      INSERT INTO done VALUES ('1');
      CREATE INDEX CONCURRENTLY i ON a (n);
      CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON a (n) WHERE n > 1;
      CREATE INDEX CONCURRENTLY ON a (lower(t));
      REINDEX TABLE CONCURRENTLY a;
      DROP INDEX CONCURRENTLY old;
      ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;
      VACUUM (ANALYZE) a;
      ALTER TYPE mood ADD VALUE 'fine';
      DO $$ BEGIN INSERT INTO done VALUES ('2'); END $$;
      INSERT INTO done VALUES ('3');
      """;

  private static final String[] FILES = {"1_a.up.sql", ScriptFaultsTest.TABLES, "2_b.up.sql", ALONE};

  /** The oldest and the newest. */
  static Stream<Integer> majors() {
    List<Integer> all = ConvergenceTest.majors().toList();
    return Stream.of(all.getFirst(), all.getLast()).distinct();
  }

  /** Every flight in turn, before the server sees it and before the client hears of it. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m04_cutAnywhereARunAgainComesToTheSame(int major) {
    int flights;
    CatalogFingerprint clean;
    try (TestDatabase test = Databases.create(major); CountingProxy proxy = CountingProxy.before(test.address())) {
      try (Rig rig = Rig.on(proxy.url())) {
        rig.up(FILES[0], FILES[1]);
        int before = proxy.total().flights();
        assertThat(rig.up(FILES).isSuccess()).isTrue();
        flights = proxy.total().flights() - before;
      }
      clean = test.fingerprint("whimbrel");
      assertThat(test.value("SELECT string_agg(what, '' ORDER BY what) FROM done")).isEqualTo("123");
    }
    // on a busy machine a second session may look what takes so long
    assertThat(flights).isBetween(29, 90);
    for (Cut cut : Cut.values()) {
      for (int flight = 1; flight <= flights; flight++) {
        cutAndRunAgain(major, cut, flight, clean);
      }
    }
  }

  private static void cutAndRunAgain(int major, Cut cut, int flight, CatalogFingerprint clean) {
    try (TestDatabase test = Databases.create(major); CountingProxy proxy = CountingProxy.before(test.address())) {
      try (Rig rig = Rig.on(test)) {
        rig.up(FILES[0], FILES[1]);
      }
      try (Rig rig = Rig.on(proxy.url())) {
        proxy.cutAt(proxy.total().flights() + flight, cut);
        RunReport report = rig.up(FILES);
        assertThat(report.problems().stream().map(Problem::code)).as("%s %s", cut, flight)
            .isSubsetOf(ProblemCode.DATABASE_ERROR, ProblemCode.PARTLY_APPLIED);
      } catch (WhimbrelException e) {
        assertThat(e.problems().getFirst().code()).as("%s %s", cut, flight)
            .isIn(ProblemCode.UNREACHABLE, ProblemCode.JOURNAL);
      }
      try (Rig rig = Rig.on(test)) {
        RunReport report = rig.up(FILES);
        assertThat(report.problems()).as("%s %s", cut, flight).isEmpty();
        assertThat(rig.applied()).containsExactly("1", "2");
        assertThat(rig.up(FILES).results()).isEmpty();
      }
      assertThat(clean.difference(test.fingerprint("whimbrel"))).as("%s %s", cut, flight).isEmpty();
      assertThat(test.value("SELECT string_agg(what, '' ORDER BY what) FROM done")).isEqualTo("123");
    }
  }
}
