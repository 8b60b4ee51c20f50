package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.sql.Lexicon;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Liquibase keeps of the changesets that were read; the checksums are Liquibase's own. */
class LiquibaseChangesetTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      create table a(id int);\\ninsert into a values (1);   | 9:107d925a016944978693147af57f03c0
      create or replace function f() returns int as $$ begin return 1; end $$ language plpgsql\\n/ | 9:ca412f2b595180d78c8ebf862f792e5e
      create index concurrently ci on a(id);                | 9:15517e641039898d435c73aa5fc6e669
      create table z(id int);                               | 9:ea00ea388b50f252f7126f636bd5ab0d
      create table e1(id int);\\nselect   1;                | 9:318b4865d00dfaf1cb1b08e47c15e00d
      create table e1(id bigint);\\nselect   1;             | 9:0ff6c6351a55c5d83ee309105c1eaa07
      select 1;                                             | 9:a7ca957848b7a2d82c733ec390529b49
      select 2;                                             | 9:95f73f1cbca88624a9748e8f80d48571
      -- plain comment\\nselect 2;                          | 9:ae42ab984129bc72318e81cf3b3fc9f1
      """)
  void computesTheChecksumsThatLiquibaseWrote(String body, String checksum) {
    String sql = body.replace("\\n", "\n");
    String file = "--liquibase formatted sql\n--changeset eve:1 endDelimiter:/\n" + sql + "\n--rollback empty\n\n";

    assertThat(LiquibaseChecksum.of(sql)).isEqualTo(checksum);
    assertThat(changesets(Map.of("c.sql", file))).singleElement().isEqualTo(
        new LiquibaseChangeset("eve", "1", "c.sql", "", null, null, checksum, List.of()));
    assertThat(changesets(Map.of("c.sql", file.replace("\n", "\r\n")))).singleElement()
        .returns(checksum, LiquibaseChangeset::checksum);
  }

  @Test
  void knowsWhatElseLiquibaseKeeps() {
    Map<String, String> files = Map.of("a.sql", """
        --liquibase formatted sql
        --property name:who value:eve
        --changeset ${who}:1 context:"test and prod" labels:one,two
        --comment: the first one
        --validCheckSum: 9:1234
        --validCheckSum: ANY
        select ${n};
        --changeset "Eve Moss":two::parts runOnChange:true contextFilter:x context:y
        --ignoreLines:1
        select 'ignored';
        select 2;
        --changeset eve:3 logicalFilePath:one.sql
        select 1;
        --changeset eve:3 logicalFilePath:other.sql
        select 2;
        """, "R__b.sql", """
        --liquibase formatted sql
        --changeset eve:1
        select 2;
        """);

    assertThat(changesets(files)).containsExactly(
        new LiquibaseChangeset("eve", "1", "db/R__b.sql", "", null, null, "9:95f73f1cbca88624a9748e8f80d48571",
            List.of()),
        new LiquibaseChangeset("eve", "1", "db/a.sql", "the first one", "test and prod", "one,two",
            "9:a7ca957848b7a2d82c733ec390529b49", List.of("9:1234", "ANY")),
        new LiquibaseChangeset("Eve Moss", "two::parts", "db/a.sql", "", "x", null,
            "9:95f73f1cbca88624a9748e8f80d48571", List.of()),
        new LiquibaseChangeset("eve", "3", "one.sql", "", null, null, "9:a7ca957848b7a2d82c733ec390529b49", List.of()),
        new LiquibaseChangeset("eve", "3", "other.sql", "", null, null, "9:95f73f1cbca88624a9748e8f80d48571",
            List.of()));
  }

  @Test
  void isNothingThatOtherFormatsHave() {
    Migration migration = Format.GOOSE
        .parse(directory(Map.of("1_a.sql", "-- +goose Up\nselect 1;\n")), ParseOptions.standard()).orThrow()
        .migrations().getFirst();

    assertThat(LiquibaseChangeset.of(migration)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      a.sql::1::eve | a.sql::1::eve
      2             | a.sql::2::eve
      a.sql::2      | a.sql::2::eve
      2::eve        | a.sql::2::eve
      b/c.sql       | b/c.sql::1::bob
      1::bob        | b/c.sql::1::bob
      1             | -
      a.sql         | -
      eve           | -
      3             | -
      c.sql         | -
      01            | -
      """)
  void isFoundByEnoughOfItsName(String typed, String found) {
    MigrationSet set = read(Map.of("a.sql",
        "--liquibase formatted sql\n--changeset eve:1\nselect 1;\n--changeset eve:2\nselect 2;\n", "b/c.sql",
        "--liquibase formatted sql\n--changeset bob:1\nselect 3;\n"), "");

    assertThat(set.find(typed).map(migration -> migration.id().toString()).orElse("-")).isEqualTo(found);
  }

  private static List<LiquibaseChangeset> changesets(Map<String, String> files) {
    return read(files, files.size() > 1 ? "db/" : "").migrations().stream()
        .map(migration -> LiquibaseChangeset.of(migration).orElseThrow()).toList();
  }

  private static MigrationSet read(Map<String, String> files, String path) {
    return Format.LIQUIBASE.parse(directory(files), new ParseOptions(Lexicon.standard(), Map.of("n", "1"), path))
        .orThrow();
  }

  private static FileSet directory(Map<String, String> files) {
    return FileSet.of("m", new TreeMap<>(files.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().getBytes(UTF_8)))));
  }
}
