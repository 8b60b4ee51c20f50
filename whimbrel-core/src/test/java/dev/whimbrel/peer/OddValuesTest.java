package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no tool ever writes may be of something that is applied: it is refused, and not guessed at. */
@ExtendWith(FreshDatabases.class)
class OddValuesTest {
  private static final String FLYWAY = """
      CREATE TABLE history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
        type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL,
        installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);
      INSERT INTO history VALUES (7, {version}, 'a', '{type}', 'V1__a.sql', NULL, 'me', now(), 1, true)""";

  private static String refusal(String tool, String what) {
    return "JOURNAL the table public.history of " + tool + " holds a value that " + tool + " never writes (" + what
        + ") / nothing was changed / look at it with: psql -c 'table \"public\".\"history\"', and mend the row; to go on "
        + "without that table: whimbrel adopt --detach; to make it anew after that: whimbrel hand-back --to " + tool;
  }

  private static String refused(SideBySide side) {
    WhimbrelException thrown = catchThrowableOfType(WhimbrelException.class, side::adopt);
    return SideBySide.told(thrown.problems().getFirst());
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '#', value = {
      "'1' # NONSENSE # has the type \"NONSENSE\"", "'1' # sql # has the type \"sql\"",
      "'one' # SQL # has the version \"one\"", "'' # SQL # has the version \"\"",
      "'1.' # UNDO_SQL # has the version \"1.\"",
      "NULL # BASELINE # is a baseline without a version"})
  void ofFlyway(String version, String type, String what, TestDatabase test) {
    test.execute(FLYWAY.replace("{version}", version).replace("{type}", type));
    try (SideBySide side = SideBySide.of(test, Format.FLYWAY, "V1__a.sql", "SELECT 1;\n")) {
      assertThat(refused(side)).isEqualTo(refusal("flyway", "the row with installed_rank 7 " + what));
    }
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '#', value = {"1, NULL # is_applied", "NULL, true # version_id"})
  void ofGoose(String values, String column, TestDatabase test) {
    test.execute("CREATE TABLE history (id int, version_id bigint, is_applied boolean, tstamp timestamp);"
        + "INSERT INTO history VALUES (0, 0, true, NULL), (1, " + values + ", NULL)");
    try (SideBySide side = SideBySide.of(test, Format.GOOSE, "1_a.sql", "-- +goose Up\nSELECT 1;\n")) {
      String row = "{\"id\":1,\"version_id\":%s,\"is_applied\":%s,\"tstamp\":null}"
          .formatted((Object[]) values.replace("NULL", "null").split(", ", -1));
      assertThat(refused(side)).isEqualTo(refusal("goose", "the row " + row + " has no " + column));
    }
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '#', value = {"1, NULL # value of dirty", "NULL, false # version"})
  void ofGolangMigrate(String values, String column, TestDatabase test) {
    test.execute("CREATE TABLE history (version bigint, dirty boolean); INSERT INTO history VALUES (" + values + ")");
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, "1_a.up.sql", "SELECT 1;\n")) {
      String row = "{\"version\":%s,\"dirty\":%s}"
          .formatted((Object[]) values.replace("NULL", "null").split(", ", -1));
      assertThat(refused(side)).isEqualTo(refusal("golang-migrate", "the row " + row + " has no " + column));
    }
  }
}
