package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed into a log does not depend on where the machine stands. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class LocaleTest {
  @TempDir
  private Path project;

  /** Other digits, other groups, an i without its dot, letters that the encoding does not have. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(textBlock = """
      english,            en, US, C.UTF-8
      arabic digits,      ar, EG, C.UTF-8
      persian digits,     fa, IR, C.UTF-8
      a dotless i,        tr, TR, tr_TR.UTF-8
      commas in numbers,  de, DE, de_DE.UTF-8
      no locale,          en, US, C
      an old encoding,    de, DE, de_DE.ISO-8859-1
      """)
  void isTheSameEverywhere(String name, String language, String country, String locale, TestDatabase test)
      throws Exception {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations/1_INIT.up.sql"),
        "CREATE TABLE \"größe\" (id bigint);\nINSERT INTO \"größe\" SELECT generate_series(1, 1234567);\n");
    Files.writeString(project.resolve("migrations/2_fails.up.sql"), "SELECT 'İ', no_such_column FROM \"größe\";\n");
    Way way = Way.usual().withJava("-Xmx128m", "-Duser.language=" + language, "-Duser.country=" + country)
        .with("LC_ALL", locale);

    Ran ran = Tool.run(way, project, test, "up");
    assertThat(ran.out().replaceAll("\\d+(\\.\\d)?m?s", "TIME").replace(test.url().replaceAll(".*@", ""), "PLACE"))
        .isEqualTo("""
            applied    1  INIT      2 statements  TIME
            failed     2  fails     1 statement   TIME

            Applied 1 migration in TIME. PLACE is at version 1.
            """);
    assertThat(ran.err()).isEqualTo("""
        error: 2_fails.up.sql:1:13 column "no_such_column" does not exist
          1 | SELECT 'İ', no_such_column FROM "größe";
            |             ^
          sqlstate: 42703
          state:    rolled back: nothing of 2_fails.up.sql is in the database; 1 migration before it in this run is in effect
          next:     mend 2_fails.up.sql and run again: whimbrel up
        """);
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(test.value("SELECT statements_total FROM whimbrel.journal WHERE event = 'applied'")).isEqualTo("2");

    Ran json = Tool.run(way, project, test, "status", "--json");
    assertThat(json.out()).contains("\"current_version\": \"1\"", "\"pending\": 1", "\"statements_total\": 1");
    assertThat(json.exitCode()).isZero();
  }
}
