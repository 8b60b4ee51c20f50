package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Result;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewFilesTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:05Z");

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
      sql-migrate    | -                                    | AS_BEFORE  | 20260131120005_add_x.sql
      sql-migrate    | -                                    | SEQUENTIAL | 000001_add_x.sql
      goose          | -                                    | SEQUENTIAL | 00001_add_x.sql
      goose          | -                                    | AS_BEFORE  | 20260131120005_add_x.sql
      golang-migrate | -                                    | SEQUENTIAL | 000001_add_x.down.sql 000001_add_x.up.sql
      flyway         | -                                    | SEQUENTIAL | V1__add_x.sql
      dbmate         | -                                    | AS_BEFORE  | 20260131120005_add_x.sql
      atlas          | -                                    | AS_BEFORE  | 20260131120005_add_x.sql atlas.sum
      golang-migrate | 000001_a.up.sql 000002_b.up.sql      | AS_BEFORE  | 000003_add_x.down.sql 000003_add_x.up.sql
      golang-migrate | 000001_a.up.sql 000002_b.up.sql      | TIME       | 20260131120005_add_x.down.sql 20260131120005_add_x.up.sql
      golang-migrate | 20270101000000_future.up.sql         | TIME       | 20270101000001_add_x.down.sql 20270101000001_add_x.up.sql
      golang-migrate | 001_a_up.sql 009_b_up.sql            | AS_BEFORE  | 010_add_x_down.sql 010_add_x_up.sql
      golang-migrate | 999_a.up.sql                         | AS_BEFORE  | 1000_add_x.down.sql 1000_add_x.up.sql
      golang-migrate | 20240101000000_a.up.sql              | AS_BEFORE  | 20260131120005_add_x.down.sql 20260131120005_add_x.up.sql
      sql-migrate    | 20240101000000-a.sql                 | AS_BEFORE  | 20260131120005-add_x.sql
      sql-migrate    | 1-a.sql 2_b.sql                      | AS_BEFORE  | 3_add_x.sql
      goose          | 00001_a.sql 00009_b.sql              | SEQUENTIAL | 00010_add_x.sql
      goose          | 20270101000000_future.sql            | AS_BEFORE  | 20270101000001_add_x.sql
      goose          | 20261231235959_future.sql            | AS_BEFORE  | 20270101000000_add_x.sql
      goose          | 99999999999998_no_time.sql           | AS_BEFORE  | 99999999999999_add_x.sql
      dbmate         | 20260131_a.sql                       | AS_BEFORE  | 20260201000000_add_x.sql
      goose          | 20260131_a.sql                       | AS_BEFORE  | 20260131120005_add_x.sql
      dbmate         | 001_a.sql 002_b.sql                  | AS_BEFORE  | 003_add_x.sql
      flyway         | V1__a.sql V1.1__b.sql                | AS_BEFORE  | V1.2__add_x.sql
      flyway         | V2__a.sql U2__a.sql db/V3__b.sql     | AS_BEFORE  | db/U4__add_x.sql db/V4__add_x.sql
      flyway         | R__a.sql                             | SEQUENTIAL | V1__add_x.sql
      liquibase      | -                                    | SEQUENTIAL | 000001_add_x.sql
      liquibase      | 001-a.sql 002-b.sql                  | AS_BEFORE  | 003_add_x.sql
      liquibase      | db/20240101000000.sql 1_root.sql     | AS_BEFORE  | db/20260131120005_add_x.sql
      liquibase      | a.sql v1/001_a.sql                   | AS_BEFORE  | v1/002_add_x.sql
      """)
  void goesOnAsTheDirectoryDoes(String format, String existing, Numbering.Kind kind, String expected) {
    NewFiles created = create(format, existing == null ? "" : existing, "Add x!", new Numbering(kind, 0)).orThrow();

    assertThat(String.join(" ", created.files().keySet())).isEqualTo(expected);
  }

  @Test
  void theFirstNumberHasAsManyDigitsAsItIsToldTo() {
    assertThat(create("golang-migrate", "", "x", Numbering.sequential(3)).orThrow().files().keySet())
        .containsExactly("001_x.down.sql", "001_x.up.sql");
    assertThat(create("golang-migrate", "0007_a.up.sql", "x", Numbering.sequential(3)).orThrow().files().keySet())
        .containsExactly("0008_x.down.sql", "0008_x.up.sql");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      dbmate | 999_a.sql            | AS_BEFORE  | the number behind 999 has one digit more, and dbmate sorts files by name: the new one would not be the last
      dbmate | 9_a.sql              | AS_BEFORE  | the number behind 9 has one digit more, and dbmate sorts files by name: the new one would not be the last
      goose  | 20240101000000_a.sql | SEQUENTIAL | the directory's versions are points in time, the last one is 20240101000000; a sequence number would come before them
      """)
  void refusesAVersionThatWouldNotBeTheLast(String format, String existing, Numbering.Kind kind, String message) {
    assertThat(create(format, existing, "x", new Numbering(kind, 0)).problems()).singleElement()
        .extracting(p -> p.message())
        .isEqualTo(message);
  }

  /** Those sort behind any digit. */
  @ParameterizedTest
  @ValueSource(strings = {"liquibase", "sql-migrate", "atlas"})
  void refusesAFileThatOthersWouldComeBehind(String format) {
    FileSet files = directory("people.sql 1_a.sql");
    FileSet sealed = format.equals("atlas")
        ? AtlasListing.with(files, Format.ATLAS.integrityFile(files).files())
        : files;
    assertThat(Format.byLabel(format).orThrow().newFiles(sealed, "x", Numbering.AS_BEFORE, NOW).problems())
        .singleElement().extracting(p -> p.message())
        .isEqualTo("\"2_x.sql\" would run before \"people.sql\": " + format + " goes by the names of files");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aMigrationIsWrittenInTheWordsOfItsFormatOrNotAtAll(Format format) {
    MigrationText text = new MigrationText(
        "CREATE TYPE e AS ENUM ('a');\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS "
            + "$$ select 1; $$;\n",
        "DROP FUNCTION f();\nDROP TYPE e;\n");
    NewFiles created = format.newFiles(FileSet.of("m", Map.of()), "x", Numbering.AS_BEFORE, NOW, text,
        ParseOptions.standard()).orThrow();
    FileSet directory = AtlasListing.with(FileSet.of("m", Map.of()), created.files());
    assertThat(format.parse(directory, ParseOptions.standard()).orThrow().migrations()).singleElement()
        .satisfies(migration -> assertThat(migration.up().statements()).hasSize(2));

    MigrationText marked = new MigrationText("SELECT '\n-- +migrate Down\n-- +goose Down\n-- migrate:down\n"
        + "--rollback x\n--changeset a:b\n-- atlas:checkpoint\n';\n", "SELECT 1;\n");
    Result<NewFiles> refused = format.newFiles(FileSet.of("m", Map.of()), "x", Numbering.AS_BEFORE, NOW, marked,
        ParseOptions.standard());
    assertThat(refused.problems()).isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.state()).isEqualTo("nothing was written"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      Create Users              | create_users
      ../../etc/passwd          | etc_passwd
      add  "email" to users     | add_email_to_users
      Größe ändern              | größe_ändern
      a__b                      | a_b
      v2.1: drop /tmp           | v2_1_drop_tmp
      """)
  void makesSafeNames(String words, String name) {
    assertThat(create("goose", "", words, Numbering.AS_BEFORE).orThrow().files().keySet())
        .containsExactly("20260131120005_" + name + ".sql");
  }

  @Test
  void refusesNamesOfNothingAndNamesWithoutEnd() {
    assertThat(FileSetTest.shown(create("goose", "", "/../", Numbering.AS_BEFORE))).containsExactly(
        "USAGE the name of a migration needs a letter or a digit > say in a few words what it does: whimbrel new"
            + " \"create users\"");
    assertThat(create("goose", "", "x".repeat(151), Numbering.AS_BEFORE).problems()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void writesFilesThatItsOwnReaderAndTheDetectionAccept(Format format) {
    FileSet directory = FileSet.of("m", Map.of());
    for (int i = 1; i <= 3; i++) {
      NewFiles created = format.newFiles(directory, "step " + i, Numbering.SEQUENTIAL, NOW).orThrow();
      directory = AtlasListing.with(directory, created.files());
    }

    assertThat(format.parse(directory, ParseOptions.standard()).orThrow().migrations()).hasSize(3)
        .allSatisfy(migration -> assertThat(migration.up().statements()).isEmpty())
        .extracting(migration -> migration.description().replace('_', ' '))
        .containsExactly("step 1", "step 2", "step 3");
    assertThat(Format.detect(directory).orThrow()).isEqualTo(format);
  }

  @Test
  void anEmptyDirectoryGetsOneFileWithBothWays() {
    Format format = Format.detectForNew(FileSet.of("m", Map.of())).orThrow();

    assertThat(format).isEqualTo(Format.SQL_MIGRATE);
    assertThat(format.newFiles(FileSet.of("m", Map.of()), "create users", Numbering.AS_BEFORE, NOW).orThrow().files())
        .containsEntry("20260131120005_create_users.sql", """
            -- +migrate Up
            -- The statements that make the change.


            -- +migrate Down
            -- The statements that take the change back.

            """);
  }

  @Test
  void aNewChangesetIsByTheAuthorOfTheLastOne() {
    FileSet files = FileSet.of("m", Map.of("01.sql",
        "--liquibase formatted sql\n--changeset bob:1\nselect 1;\n--changeset \"Mei Lin\":2\nselect 2;\n"
            .getBytes(UTF_8)));

    assertThat(Format.LIQUIBASE.newFiles(files, "Add x", Numbering.AS_BEFORE, NOW).orThrow().files())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("02_add_x.sql", """
            --liquibase formatted sql

            --changeset "Mei Lin":02
            --comment: add x
            -- The statements that make the change.


            --rollback -- The statements that take the change back.
            """)));
  }

  @Test
  void vouchesForNothingThatWasEdited() {
    FileSet sealed = sealed("1_a.sql");
    Map<String, byte[]> edited = new TreeMap<>(sealed.files());
    edited.put("1_a.sql", "SELECT 'edited';".getBytes(UTF_8));

    assertThat(Format.ATLAS.newFiles(FileSet.of("m", edited), "x", Numbering.AS_BEFORE, NOW).problems()).singleElement()
        .extracting(p -> p.message()).isEqualTo("checksum mismatch: L2: 1_a.sql was edited");
    assertThat(Format.ATLAS.newFiles(sealed, "x", Numbering.AS_BEFORE, NOW).orThrow().files()).containsOnlyKeys(
        "2_x.sql",
        "atlas.sum");
  }

  private static FileSet sealed(String... names) {
    FileSet files = directory(String.join(" ", names));
    return AtlasListing.with(files, Format.ATLAS.integrityFile(files).files());
  }

  private static Result<NewFiles> create(String format, String existing, String name, Numbering numbering) {
    return Format.byLabel(format).orThrow().newFiles(directory(existing), name, numbering, NOW);
  }

  private static FileSet directory(String names) {
    return FileSet.of("m", Arrays.stream(names.split(" ")).filter(name -> !name.isEmpty())
        .collect(Collectors.toMap(name -> name, name -> new byte[0])));
  }
}
