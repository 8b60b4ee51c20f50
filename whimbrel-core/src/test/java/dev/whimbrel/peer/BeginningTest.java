package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.Beginning.Keeping;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who looks and who runs find out the same, and whatever is otherwise is agreed to by another digest. */
@ExtendWith(FreshDatabases.class)
class BeginningTest {
  private static final String[] FILES = {"1_a.down.sql", "DROP TABLE a;\n", "1_a.up.sql", "CREATE TABLE a ();\n",
      "2_b.down.sql", "DROP TABLE b;\n", "2_b.up.sql", "CREATE TABLE b ();\n"};
  private static final String GOLANG_MIGRATE = """
      CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
      INSERT INTO schema_migrations VALUES (1, false);
      """;

  private static Wanted wanted(Wanted.Table table, @Nullable String baseline) {
    return new Wanted(table, baseline == null ? null : new Wanted.Baseline(baseline, null));
  }

  private static Wanted.Table of(Tool tool) {
    return new Wanted.Table.Of(tool, tool.usualName(), List::getFirst, Adoption.Missing.REFUSE);
  }

  private static Wanted.Table any() {
    return new Wanted.Table.Any(List::getFirst, Adoption.Missing.REFUSE);
  }

  private static final Wanted NOTHING = wanted(new Wanted.Table.Nothing(), null);

  @Test
  void whereNothingIsWantedItIsThePlanAlone(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      assertThat(side.beginning(NOTHING).isEmpty()).isTrue();
      assertThat(side.beginning(NOTHING).said()).isEmpty();
      assertThat(side.digest(wanted(any(), null))).as("nothing is there").isEqualTo(side.digest(NOTHING));
    }
  }

  @Test
  void whatIsOtherwiseHasAnotherDigest(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      Set<String> digests = new HashSet<>();
      CatalogFingerprint before = test.fingerprint();
      Wanted kept = wanted(of(Tool.GOLANG_MIGRATE), null);
      assertThat(digests.add(side.digest(NOTHING))).isTrue();
      assertThat(digests.add(side.digest(wanted(new Wanted.Table.Nothing(), "1")))).isTrue();
      assertThat(digests.add(side.digest(wanted(new Wanted.Table.Nothing(), "2")))).isTrue();
      assertThat(digests.add(side.digest(kept))).isTrue();
      assertThat(digests.add(side.digest(wanted(of(Tool.GOLANG_MIGRATE), "1")))).isTrue();
      assertThat(digests.add(side.digest(wanted(of(Tool.ATLAS), "1")))).isTrue();
      assertThat(digests).as("looked at again").contains(side.digest(kept));
      assertThat(test.fingerprint()).as("it only looks").isEqualTo(before);
      test.execute(GOLANG_MIGRATE);
      assertThat(digests.add(side.digest(kept))).isTrue();
      assertThat(digests).as("found, or named").contains(side.digest(wanted(any(), null)));
      test.execute("UPDATE schema_migrations SET version = 2");
      assertThat(digests.add(side.digest(kept))).isTrue();
      test.execute("ALTER TABLE schema_migrations RENAME TO versions");
      assertThat(digests.add(side.digest(wanted(any(), null)))).isTrue();
    }
  }

  @Test
  void saysInOrderWhatWillBeRecorded(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      Beginning made = side.beginning(wanted(of(Tool.GOLANG_MIGRATE), "2"));
      assertThat(made.said()).containsExactly("makes and keeps up the table public.schema_migrations of golang-migrate",
          "records 2 migrations up to the baseline 2 as already there");
      assertThat(made.baseline()).extracting(NewEntry::key).containsExactly("1", "2");
      assertThat(made.history().mirrored()).isPresent();
      test.execute(GOLANG_MIGRATE);
      Beginning taken = side.beginning(wanted(of(Tool.GOLANG_MIGRATE), "2"));
      assertThat(taken.said())
          .containsExactly("takes over 1 migration of golang-migrate from public.schema_migrations");
      assertThat(taken.baseline()).as("a history that is taken over begins nowhere else").isEmpty();
      assertThat(taken.history().applied()).hasSize(1);
      test.execute("UPDATE schema_migrations SET version = 7");
      assertThat(side.beginning(wanted(new Wanted.Table.Any(List::getFirst, Adoption.Missing.LEAVE_OUT), null)).said())
          .containsExactly("takes over 2 migrations of golang-migrate from public.schema_migrations without 7");
    }
  }

  @Test
  void aTableIsToSayWhatTheJournalSays(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      side.up();
      Wanted kept = wanted(of(Tool.GOLANG_MIGRATE), "1");
      String made = side.digest(kept);
      assertThat(side.beginning(kept).said())
          .containsExactly("makes and keeps up the table public.schema_migrations of golang-migrate");
      test.execute(GOLANG_MIGRATE + "TRUNCATE schema_migrations");
      assertThat(side.beginning(kept).said())
          .containsExactly("makes the table public.schema_migrations of golang-migrate say what the journal says");
      String there = side.digest(kept);
      assertThat(there).isNotEqualTo(made);
      test.execute("INSERT INTO schema_migrations VALUES (1, false)");
      assertThat(side.digest(kept)).isNotEqualTo(there).isNotEqualTo(made);
      side.handBack(Tool.GOLANG_MIGRATE);
      side.adopt();
      assertThat(side.beginning(kept).isEmpty()).as("it is kept up").isTrue();
      assertThat(side.digest(kept)).isEqualTo(side.digest(NOTHING));
    }
  }

  /** What is foreseen is what is there afterwards, so that a plan made for the one is the plan for the other. */
  @Test
  void whatIsForeseenIsWhatIsRecorded(TestDatabase test) {
    test.execute(GOLANG_MIGRATE);
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      Beginning foreseen = side.beginning(wanted(of(Tool.GOLANG_MIGRATE), null));
      assertThat(side.adopt()).containsExactly("1 adopted");
      assertThat(foreseen.history().mirrored()).isEqualTo(side.history().mirrored());
      assertThat(foreseen.history().fingerprint()).isEqualTo(side.history().fingerprint());
    }
  }

  @Test
  void aBaselineCountsOnlyWhereNothingIsRecorded(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      Wanted wanted = wanted(new Wanted.Table.Nothing(), "1");
      assertThat(side.beginning(wanted).isEmpty()).isFalse();
      side.up();
      assertThat(side.beginning(wanted).isEmpty()).isTrue();
    }
  }

  @Test
  void whatCannotBeRecordedIsRefused(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      Position at = new Position("whimbrel.yaml", 3, 1);
      assertThatThrownBy(
          () -> side.beginning(new Wanted(new Wanted.Table.Nothing(), new Wanted.Baseline("7", at))))
          .isInstanceOfSatisfying(WhimbrelException.class, e -> assertThat(e.problems().getFirst().at()).isEqualTo(at))
          .hasMessageContaining("no version \"7\"");
      test.execute(GOLANG_MIGRATE);
      assertThatThrownBy(() -> side.beginning(wanted(new Wanted.Table.Nothing(), "1")))
          .hasMessageContaining("golang-migrate has migrated this database");
      assertThatThrownBy(() -> side.beginning(wanted(of(Tool.ATLAS), null)))
          .hasMessageContaining("golang-migrate has migrated this database");
      side.adopt();
      assertThatThrownBy(() -> side.beginning(wanted(of(Tool.ATLAS), null)))
          .hasMessageContaining("only one can be, so not that of atlas");
    }
  }

  /** Not every tool has a lock that keeps it from its table between the look and the writing. */
  @Test
  void whatIsWrittenIsWhatWasForeseen(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      side.up();
      Keeping.Begun foreseen = (Keeping.Begun) side.beginning(wanted(of(Tool.GOLANG_MIGRATE), null)).keeping();
      test.execute(GOLANG_MIGRATE);
      assertThat(side.handBack(foreseen.table(), foreseen.handed()))
          .containsExactly(
              "OUTDATED somebody changed the table public.schema_migrations of golang-migrate while it "
                  + "was looked at / nothing was changed by this run / run it again");
      assertThat(test.value("SELECT version FROM schema_migrations")).isEqualTo("1");
      Keeping.Begun now = (Keeping.Begun) side.beginning(wanted(of(Tool.GOLANG_MIGRATE), null)).keeping();
      assertThat(side.handBack(now.table(), now.handed())).containsExactly("+2");
    }
  }
}
