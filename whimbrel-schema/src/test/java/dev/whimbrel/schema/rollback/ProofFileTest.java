package dev.whimbrel.schema.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.schema.rollback.ProofFile.Standing;
import dev.whimbrel.schema.rollback.Trial.Origin;
import dev.whimbrel.schema.rollback.Trial.Verdict;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofFileTest {
  private static final Instant THEN = Instant.parse("2026-03-01T08:30:00.5Z");
  private static final Instant NOW = Instant.parse("2026-04-01T08:30:00Z");

  @TempDir
  Path directory;

  private static MigrationSet set(String up, String down) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("1_a.up.sql", up.getBytes(StandardCharsets.UTF_8));
    files.put("2_b.up.sql", "create table b (id int);".getBytes(StandardCharsets.UTF_8));
    if (!down.isEmpty()) {
      files.put("1_a.down.sql", down.getBytes(StandardCharsets.UTF_8));
    }
    return Format.GOLANG_MIGRATE.parse(FileSet.of("migrations", files), ParseOptions.standard()).orThrow();
  }

  private static Proof proof(Migration migration, Verdict verdict, Instant at) {
    boolean written = migration.down() instanceof Reversal.By;
    return Proof.of(new Trial(migration, written ? Origin.WRITTEN : Origin.COMPUTED,
        migration.down() instanceof Reversal.By by ? by.script() : null, verdict, List.of(), List.of(), List.of()),
        "PostgreSQL 18.6", at, "1.0");
  }

  private static ProofFile proven(MigrationSet set, Verdict verdict) {
    return new ProofFile(List.of()).with(set, List.of(proof(set.migrations().getFirst(), verdict, THEN)));
  }

  @Test
  void isReadAsItWasWritten() {
    ProofFile file = proven(set("create table a (id int);", "drop table a;"), Verdict.RESTORES);
    Path path = file.write(directory.resolve("migrations.proofs")).orThrow();
    assertThat(ProofFile.read(path).orThrow()).isEqualTo(file);
    assertThat(directory).isDirectoryContaining(path::equals).isDirectoryNotContaining("glob:**.proofs.*");
  }

  @Test
  void knowsWhatItIsOf() {
    ProofFile file = proven(set("create table a (id int);", "drop table a;"), Verdict.RESTORES);
    assertThat(standing(file, "create table a (id int);", "drop table a;")).isEqualTo(Standing.PROVEN);
    assertThat(standing(file, "-- a remark\ncreate  table a (id int);", "drop table a; -- too"))
        .isEqualTo(Standing.PROVEN);
    assertThat(standing(file, "create table a (id bigint);", "drop table a;")).isEqualTo(Standing.OF_OTHER_CONTENT);
    assertThat(standing(file, "create table a (id int);", "drop table b;")).isEqualTo(Standing.OF_OTHER_CONTENT);
    assertThat(standing(file, "create table a (id int);", "")).isEqualTo(Standing.OF_OTHER_CONTENT);
    assertThat(file.of(set("create table a (id int);", "").migrations().getLast())).isEqualTo(Standing.NONE);
  }

  @Test
  void ofWhatIsComputedOnlyTheUpPartCounts() {
    ProofFile file = proven(set("create table a (id int);", ""), Verdict.SCHEMA_ONLY);
    assertThat(standing(file, "create table a (id int);", "")).isEqualTo(Standing.SCHEMA_ONLY);
    assertThat(standing(file, "create table a (id int);", "drop table a;")).isEqualTo(Standing.OF_OTHER_CONTENT);
    assertThat(standing(proven(set("create table a (id int);", ""), Verdict.FAILS), "create table a (id int);", ""))
        .isEqualTo(Standing.REFUTED);
  }

  private static Standing standing(ProofFile file, String up, String down) {
    return file.of(set(up, down).migrations().getFirst());
  }

  @Test
  void changesOnlyWhereSomethingNewIsKnown() {
    MigrationSet set = set("create table a (id int);", "drop table a;");
    ProofFile file = proven(set, Verdict.RESTORES);
    Migration first = set.migrations().getFirst();
    assertThat(file.with(set, List.of(proof(first, Verdict.RESTORES, NOW)))).isEqualTo(file);
    assertThat(file.with(set, List.of(proof(first, Verdict.FAILS, NOW))).proofs())
        .containsExactly(proof(first, Verdict.FAILS, NOW));
    assertThat(file.with(new MigrationSet(List.of(set.migrations().getLast())), List.of()).proofs()).isEmpty();
  }

  @Test
  void linesOfTwoBranchesMayBothStand() throws IOException {
    MigrationSet mine = set("create table a (id int);", "drop table a;");
    MigrationSet theirs = set("create table a (id bigint);", "drop table a;");
    Path path = directory.resolve("migrations.proofs");
    Files.writeString(path, proven(theirs, Verdict.RESTORES).text() + proven(mine, Verdict.RESTORES).text());
    ProofFile both = ProofFile.read(path).orThrow();
    assertThat(both.of(mine.migrations().getFirst())).isEqualTo(Standing.PROVEN);
    assertThat(both.of(theirs.migrations().getFirst())).isEqualTo(Standing.PROVEN);
    assertThat(both.of(set("create table a (id text);", "").migrations().getFirst()))
        .isEqualTo(Standing.OF_OTHER_CONTENT);
  }

  @Test
  void whatIsNoProofIsRefusedWithItsLine() throws IOException {
    Path path = directory.resolve("migrations.proofs");
    Files.writeString(path, "# a remark\n\n1\trestores\tmore\n");
    assertThat(ProofFile.read(path).problems()).singleElement().satisfies(
        problem -> assertThat(problem.toString()).contains("is no line of a proof").contains("migrations.proofs:3:1"));
    assertThat(ProofFile.read(directory.resolve("none.proofs")).orThrow().proofs()).isEmpty();
  }

  @Test
  void liesBesideTheDirectory() {
    assertThat(ProofFile.beside(Path.of("/srv/shop/db/migrations")))
        .isEqualTo(Path.of("/srv/shop/db/migrations.proofs"));
    assertThat(ProofFile.beside(Path.of("/"))).isEqualTo(Path.of("/migrations.proofs"));
  }
}
