package dev.whimbrel.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Rekeying.Move;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Converted;
import dev.whimbrel.source.Converted.Archives;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class RekeyingTest {
  private static final String[] FILES = {"1_a.up.sql", "create table a ();", "1_a.down.sql", "drop table a;",
      "2_b.up.sql", "create table b ();", "2_b.down.sql", "drop table b;", "10_c.up.sql", "create table c ();",
      "10_c.down.sql", "drop table c;"};

  @Test
  void theNewDirectoryAgreesWithTheJournalAndTheOldOneAgain(TestDatabase test) {
    MigrationSet old = Rig.set(FILES);
    MigrationSet now = dbmate(FILES).after();
    try (Rig rig = Rig.on(test)) {
      rig.run(new Goal.Next(1), old);
      rig.run(new Goal.Latest(), old);
      List<String> before = survey(old, rig.history());
      record(rig, now);
      assertThat(survey(now, rig.history())).containsExactly("01 APPLIED", "02 APPLIED", "10 APPLIED");
      assertThat(Rekeying.of(now, rig.history()).orThrow()).isEmpty();
      assertThat(rig.history().applied()).extracting(entry -> entry.key() + " " + entry.event().word())
          .containsExactly("01 adopted", "02 adopted", "10 adopted");
      record(rig, old);
      assertThat(survey(old, rig.history())).isEqualTo(before);
      assertThat(rig.history().entries()).extracting(entry -> entry.key() + " " + entry.event().word() + " "
          + entry.batch()).containsExactly("1 applied 1", "2 applied 2", "10 applied 2", "10 withdrawn 3",
              "2 withdrawn 3", "1 withdrawn 3", "01 adopted 4", "02 adopted 5", "10 adopted 5", "10 withdrawn 6",
              "02 withdrawn 6", "01 withdrawn 6", "1 adopted 7", "2 adopted 8", "10 adopted 8");
      rig.run(new Goal.Undo(1), old);
      assertThat(rig.applied()).as("what was applied last is reverted first").containsExactly("1", "2");
    }
  }

  @Test
  void changesetsAreKnownByTheNumbersOfTheirIds(TestDatabase test) {
    MigrationSet old = Rig.set(FILES);
    MigrationSet now = converted(Format.LIQUIBASE, FILES).after();
    try (Rig rig = Rig.on(test)) {
      rig.run(new Goal.Latest(), old);
      List<String> before = survey(old, rig.history());
      record(rig, now);
      assertThat(survey(now, rig.history())).containsExactly("01_a.sql::01::whimbrel APPLIED",
          "02_b.sql::02::whimbrel APPLIED", "10_c.sql::10::whimbrel APPLIED");
      record(rig, old);
      assertThat(survey(old, rig.history())).isEqualTo(before);
    }
  }

  @Test
  void whatHasNoPlaceInTheDirectoryIsRefused(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
      String[] edited = FILES.clone();
      edited[1] = "create table a (x int);";
      assertThat(Rekeying.of(dbmate(edited).after(), rig.history()).problems()).extracting(Problem::message)
          .containsExactly("\"01_a.sql\" holds other statements than version 1, which is applied");
      MigrationSet others = Rig.result(Format.DBMATE, ParseOptions.standard(), "02_b.sql",
          "-- migrate:up\ncreate table b ();\n-- migrate:down\n", "10_c.sql", "-- migrate:up\n-- migrate:down\n")
          .orThrow();
      assertThat(Rekeying.of(others, rig.history()).problems()).extracting(Problem::message)
          .containsExactly("version 1 is applied, and the directory has no migration of that number");
    }
  }

  private static void record(Rig rig, MigrationSet set) {
    List<Move> moves = Rekeying.of(set, rig.history()).orThrow();
    rig.journal().append(Rekeying.entries(moves, rig.history(), new Author("tester", "here", "test")));
  }

  private static List<String> survey(MigrationSet set, History history) {
    return Survey.of(set, history).lines().stream().map(line -> line.version() + " " + line.state()).toList();
  }

  private static Converted dbmate(String... namesAndContents) {
    return converted(Format.DBMATE, namesAndContents);
  }

  private static Converted converted(Format target, String... namesAndContents) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1].getBytes(UTF_8));
    }
    Result<Converted> result = Format.GOLANG_MIGRATE.convert(FileSet.of("migrations", files), target,
        Archives.REFUSED, ParseOptions.standard());
    return result.orThrow();
  }
}
