package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories that must not run: exit code 3 with the place, and nothing of them in the database. */
@ExtendWith(FreshDatabases.class)
class RefusalsTest {
  @TempDir
  private Path project;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TestDatabase test;

  @BeforeEach
  void begin(TestDatabase fresh) throws IOException {
    test = fresh;
    file("1_a.up.sql", "CREATE TABLE a (n int);\n");
    file("2_b.up.sql", "CREATE TABLE b (n int);\nINSERT INTO b VALUES (1);\n");
  }

  private Path path(String name) {
    return project.resolve("migrations").resolve(name);
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(path(name), text);
  }

  private int whimbrel(String... args) {
    out.reset();
    err.reset();
    Surroundings surroundings = new Surroundings(Map.of("WHIMBREL_URL", test.url()), project, new StringReader(""),
        stream(out), stream(err), Surroundings.Terminal.NONE, Clock.systemUTC());
    return new Cli(surroundings).run(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private void refused(String... words) {
    CatalogFingerprint before = test.fingerprint();
    assertThat(whimbrel("up")).as(said()).isEqualTo(3);
    assertThat(said()).contains(words);
    assertThat(before.difference(test.fingerprint())).isEmpty();
  }

  /** M28, M32, M48: everything is read before anything runs. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      BEGIN;⏎CREATE TABLE c ();⏎COMMIT;⏎SELECT 1/0;            | 3_c.up.sql:1:1 | 3_c.up.sql:3:1 | "COMMIT" ends the transaction
      CREATE TABLE c ();⏎ROLLBACK;                             | 3_c.up.sql:2:1 | "ROLLBACK" ends the transaction | split the file
      CREATE TABLE c (i int);⏎CREATE INDEX CONCURRENTLY i ON c (i); | 3_c.up.sql:2:1 | move it to a migration of its own | -- whimbrel: transaction per-segment
      CREATE TABLE c ();⏎VACUUM c;                             | 3_c.up.sql:2:1 | cannot run in a transaction | (line 1)
      SELECT 1;⏎SELECT 'it;⏎SELECT 2;                          | 3_c.up.sql:2:8 | this literal is never closed | SELECT 'it;
      SELECT 1;⏎SELECT $x$ $y$;⏎                               | 3_c.up.sql:2:8 | never closed | same tag
      SELECT 1;⏎⏎  /* a /* b */⏎SELECT 2;                      | 3_c.up.sql:3:3 | comment is never closed | nest
      SELECT 1;⏎\\i other.sql                                   | 3_c.up.sql:2:1 | \\i | other.sql
      """)
  void whatMustNotRunIsRefusedWithItsPlace(String text, String one, String other, String third) throws IOException {
    file("3_c.up.sql", text.replace('⏎', '\n'));
    refused(one, other, third);
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  /** M53 */
  @Test
  void anEditedMigration() throws IOException {
    assertThat(whimbrel("up")).isZero();
    file("2_b.up.sql", "CREATE TABLE b (n bigint);\nINSERT INTO b VALUES (1);\n");
    file("3_c.up.sql", "CREATE TABLE c ();\n");
    refused("2_b.up.sql", "changed since it was applied on ", "its checksum was ", " and is ",
        "whimbrel resolve 2 --as applied");
    assertThat(whimbrel("resolve", "2", "--as", "applied", "--yes")).as(said()).isZero();
    assertThat(whimbrel("up")).as(said()).isZero();
  }

  /** M53: what the server would not see is no edit. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      CREATE TABLE b (n int);␍⏎INSERT INTO b VALUES (1);␍⏎
      CREATE   TABLE b(n int) ;⏎⏎⏎    INSERT INTO b VALUES ( 1 )
      -- why⏎CREATE TABLE b (n int); /* a /* nested */ word */ INSERT INTO b VALUES (1); -- and so on⏎
      """)
  void onlyItsLook(String text) throws IOException {
    assertThat(whimbrel("up")).isZero();
    file("2_b.up.sql", text.replace('⏎', '\n').replace('␍', '\r'));
    file("3_c.up.sql", "CREATE TABLE c ();\n");
    assertThat(whimbrel("up")).as(said()).isZero();
    assertThat(whimbrel("verify")).as(said()).isZero();
  }

  /** M54 */
  @Test
  void aLateMigration() throws IOException {
    Files.delete(path("1_a.up.sql"));
    assertThat(whimbrel("up")).isZero();
    file("1_a.up.sql", "CREATE TABLE a (n int);\n");
    refused("1_a.up.sql", "pending, but comes before version 2, which is applied", "whimbrel up --out-of-order");
    assertThat(whimbrel("up", "--out-of-order")).as(said()).isZero();
    assertThat(test.value("SELECT to_regclass('a')")).isEqualTo("a");
  }

  /** M54 */
  @Test
  void aDeletedMigration() throws IOException {
    assertThat(whimbrel("up")).isZero();
    Files.delete(path("1_a.up.sql"));
    file("3_c.up.sql", "CREATE TABLE c ();\n");
    refused("version 1 was applied on ", "from \"1_a.up.sql\", and the directory does not have it");
  }

  /** M54: the version is what counts, and its words may change; another version is another migration. */
  @Test
  void aRenamedMigration() throws IOException {
    assertThat(whimbrel("up")).isZero();
    Files.move(path("2_b.up.sql"), path("2_better_name.up.sql"));
    assertThat(whimbrel("up")).as(said()).isZero();
    Files.move(path("2_better_name.up.sql"), path("4_b.up.sql"));
    refused("version 2 was applied on ");
  }

  @Test
  void twoOfOneVersion() throws IOException {
    file("002_c.up.sql", "CREATE TABLE c ();\n");
    refused("002_c.up.sql", "2_b.up.sql");
  }

  @Test
  void allMistakesAtOnce() throws IOException {
    file("3_c.up.sql", "COMMIT;\n");
    file("4_d.up.sql", "SELECT 'x\n");
    file("002_e.up.sql", "SELECT 1;\n");
    refused("3_c.up.sql:1:1", "4_d.up.sql:1:8", "002_e.up.sql");
  }
}
