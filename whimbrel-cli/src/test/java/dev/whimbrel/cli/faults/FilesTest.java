package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories, bytes and surroundings that a process meets. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class FilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path project;
  private Path migrations;
  private TestDatabase test;

  @BeforeEach
  void begin(TestDatabase fresh) throws IOException {
    test = fresh;
    migrations = Files.createDirectories(project.resolve("migrations"));
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(migrations.resolve(name), text);
  }

  private Ran refused(String... args) throws Exception {
    CatalogFingerprint before = test.fingerprint();
    Ran ran = Tool.run(project, test, args);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(3);
    assertThat(before.difference(test.fingerprint())).isEmpty();
    return ran;
  }

  /** Many rows of the size that dumps have. */
  private void inserts(String name, int count) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(migrations.resolve(name))) {
      out.write("CREATE TABLE big (n int, t text);\n");
      for (int i = 1; i <= count; i++) {
        out.write("INSERT INTO big (n, t) VALUES (" + i + ", '" + "x".repeat(150) + "');\n");
      }
    }
  }

  /** M13: the bound of docs/reference/limits.md, on a tenth of its file; {@code -Dm13.rows=400000} takes the whole. */
  @Test
  void m13_aSmallHeap() throws Exception {
    int rows = Integer.getInteger("m13.rows", 40_000);
    inserts("1_big.up.sql", rows);
    long megabytes = Files.size(migrations.resolve("1_big.up.sql")) >> 20;
    Ran ran = Tool.run(Way.usual().withJava("-Xmx" + (24 + megabytes * 3 / 2) + "m"), project, test, "up", "-q");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(test.value("SELECT count(*) FROM big")).isEqualTo(String.valueOf(rows));
  }

  /** M13: the same with a heap that leaves the old generation what a large file needs. */
  @Test
  void m13_aSmallHeapWithASmallNursery() throws Exception {
    int rows = Integer.getInteger("m13.rows", 40_000);
    inserts("1_big.up.sql", rows);
    long megabytes = Files.size(migrations.resolve("1_big.up.sql")) >> 20;
    Way small = Way.usual().withJava("-XX:+UseSerialGC", "-Xmn6m", "-Xmx" + (16 + megabytes * 6 / 5) + "m");
    Ran ran = Tool.run(small, project, test, "up", "-q");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(test.value("SELECT count(*) FROM big")).isEqualTo(String.valueOf(rows));
  }

  @Test
  void m13_aHeapThatIsTooSmall() throws Exception {
    inserts("1_big.up.sql", 40_000);
    Ran ran = Tool.run(Way.usual().withJava("-Xmx12m"), project, test, "up");
    assertThat(ran.err()).isEqualTo("""
        error: Whimbrel could not go on: java.lang.OutOfMemoryError: Java heap space
          state:    what was reported as applied is committed; what ran is rolled back by the server
          next:     give it more memory: JAVA_TOOL_OPTIONS=-Xmx2g, or split the file; then run again and compare with: whimbrel status
        """);
    assertThat(ran.exitCode()).isEqualTo(70);
    assertThat(test.value("SELECT to_regclass('big')")).isNull();
    assertThat(Tool.run(project, test, "up").exitCode()).isZero();
    assertThat(test.value("SELECT count(*) FROM big")).isEqualTo("40000");
  }

  /** M47 */
  @Test
  void m47_bytesThatAreTextInSomeWay() throws Exception {
    Files.write(migrations.resolve("1_bom.up.sql"),
        "\uFEFFCREATE TABLE bom ();\r\nSELECT 1;\r\n".getBytes(StandardCharsets.UTF_8));
    file("2_cr.up.sql", "CREATE TABLE cr (t text);\rINSERT INTO cr VALUES ('a');\r-- end\r");
    Ran ran = Tool.run(project, test, "up");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(test.value("SELECT count(*) FROM cr")).isEqualTo("1");
    file("1_bom.up.sql", "CREATE TABLE bom ();\nSELECT 1;\n");
    assertThat(Tool.run(project, test, "verify").exitCode()).isZero();
  }

  /** M47: nothing runs, not even what stands before. */
  @Test
  void m47_bytesThatAreNoText() throws Exception {
    file("1_a.up.sql", "CREATE TABLE a ();\n");
    file("2_nul.up.sql", "SELECT 'a\0b';\n");
    Files.write(migrations.resolve("3_utf16.up.sql"), "SELECT 1;\n".getBytes(StandardCharsets.UTF_16));
    Files.write(migrations.resolve("4_latin.up.sql"), "SELECT 'café';\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refused("up").err()).isEqualTo("""
        error: 2_nul.up.sql:1:10 2_nul.up.sql holds a NUL byte at byte offset 9
          next:     remove it; no text in PostgreSQL can hold it
        error: 3_utf16.up.sql:1:1 3_utf16.up.sql is UTF-16 text; its byte offset 0 begins no UTF-8
          next:     convert the file to UTF-8, for example: iconv -f UTF-16 -t UTF-8
        error: 4_latin.up.sql:1:12 4_latin.up.sql is not UTF-8: byte 0xE9 at byte offset 11
          next:     convert the file to UTF-8 from the encoding it was written in
        """);
  }

  /** M50: the layout of a ConfigMap in a pod, and the switch to another revision of it while a run is under way. */
  @Test
  void m50_aConfigMapThatChangesWhileItRuns() throws Exception {
    test.execute("CREATE TABLE nap (seconds int); INSERT INTO nap VALUES (60)");
    revision("..1", "2");
    revision("..2", "20");
    Files.createSymbolicLink(migrations.resolve("..data"), Path.of("..1"));
    for (String name : List.of("1_a.up.sql", "2_b.up.sql", "10_c.up.sql")) {
      Files.createSymbolicLink(migrations.resolve(name), Path.of("..data", name));
    }
    Tool tool = Tool.start(project, test, "up");
    await("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'", "1");
    Files.createSymbolicLink(migrations.resolve("..new"), Path.of("..2"));
    Files.move(migrations.resolve("..new"), migrations.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    test.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
        + "AND datname = current_database()");
    assertThat(tool.end().exitCode()).isEqualTo(2);
    assertThat(test.query("SELECT version FROM ledger ORDER BY 1")).isEqualTo(List.of(List.of("1")));

    test.execute("UPDATE nap SET seconds = 2");
    Tool again = Tool.start(project, test, "up");
    await("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'", "1");
    Files.createSymbolicLink(migrations.resolve("..new"), Path.of("..1"));
    Files.move(migrations.resolve("..new"), migrations.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    Ran ran = again.end();
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(test.query("SELECT version FROM ledger ORDER BY 1"))
        .as("what was read is what ran").isEqualTo(List.of(List.of("1"), List.of("10"), List.of("20")));
    Ran edited = Tool.run(project, test, "verify");
    assertThat(edited.exitCode()).as("what was read is what is recorded").isEqualTo(3);
    assertThat(edited.err()).contains("2_b.up.sql:1:1 ").contains("changed since it was applied");
  }

  private void revision(String name, String number) throws IOException {
    Path directory = Files.createDirectories(migrations.resolve(name));
    Files.writeString(directory.resolve("1_a.up.sql"),
        "CREATE TABLE ledger (version int);\nINSERT INTO ledger VALUES (1);\n");
    Files.writeString(directory.resolve("2_b.up.sql"),
        "SELECT pg_sleep(seconds) FROM nap;\nINSERT INTO ledger VALUES (" + number + ");\n");
    Files.writeString(directory.resolve("10_c.up.sql"), "INSERT INTO ledger VALUES (10);\n");
  }

  private void await(String question, String answer) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answer.equals(test.value(question))) {
      assertThat(System.nanoTime()).as("waiting for " + answer + " from " + question).isLessThan(end);
      Tool.pause();
    }
  }

  /** M52: none is opened that could hang, and none that lies elsewhere. */
  @Test
  void m52_whatIsNoFile() throws Exception {
    Path root = migrations.toRealPath();
    Files.writeString(project.resolve("outside.sql"), "CREATE TABLE outside ();\n");
    file("1_a.up.sql", "CREATE TABLE a ();\n");
    Files.createSymbolicLink(migrations.resolve("2_b.up.sql"), Path.of("../outside.sql"));
    assertThat(new ProcessBuilder("mkfifo", migrations.resolve("3_c.up.sql").toString()).start().waitFor()).isZero();
    Files.createSymbolicLink(migrations.resolve("4_d.up.sql"), Path.of("/dev/zero"));
    Files.createSymbolicLink(migrations.resolve("5_e.up.sql"), Path.of("5_e.up.sql"));
    Files.createDirectory(migrations.resolve("6_f.up.sql"));
    assertThat(refused("up").err().replace(root.toString(), "ROOT").replace(project.toRealPath().toString(), "PROJECT"))
        .isEqualTo("""
            error: 2_b.up.sql:1:1 "2_b.up.sql" is a symbolic link to "PROJECT/outside.sql", which lies outside "ROOT"
              next:     replace the link by the file itself, or remove it
            error: 3_c.up.sql:1:1 "3_c.up.sql" is a pipe, socket or device, not a file
              next:     remove it
            error: 4_d.up.sql:1:1 "4_d.up.sql" is a symbolic link to "/dev/zero", which lies outside "ROOT"
              next:     replace the link by the file itself, or remove it
            error: 5_e.up.sql:1:1 "5_e.up.sql" is a symbolic link to "5_e.up.sql", the links run in a circle
              next:     replace the link by the file itself, or remove it
            error: 6_f.up.sql:1:1 "6_f.up.sql" is a directory with the name of a migration
              next:     rename the directory
            """);
  }

  /** M55 */
  @ParameterizedTest
  @CsvSource({"'-- nothing yet', 0 statements", "';;', 0 statements", "'', 0 statements"})
  void m55_aFileWithoutAStatementAppliesOnce(String text, String counted) throws Exception {
    file("1_a.up.sql", text);
    Ran ran = Tool.run(project, test, "up");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("applied    1  a     " + counted);
    assertThat(Tool.run(project, test, "up").out()).startsWith("Nothing to do.");
  }

  /** M56 */
  @Test
  void m56_oneGiantStatement() throws Exception {
    file("1_a.up.sql", "CREATE TABLE a (t text);\nINSERT INTO a VALUES ('" + "x".repeat(5_000_000) + "');\n");
    file("2_b.up.sql", "INSERT INTO nowhere VALUES ('" + "y".repeat(1_000_000) + "');\n");
    Ran ran = Tool.run(project, test, "up");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).isEqualTo("error: 2_b.up.sql:1:13 relation \"nowhere\" does not exist\n"
        + "  1 | INSERT INTO nowhere VALUES ('" + "y".repeat(91) + " …\n"
        + "    |             ^\n"
        + "  sqlstate: 42P01\n"
        + "  state:    rolled back: nothing of 2_b.up.sql is in the database; 1 migration before it in this run is in effect\n"
        + "  next:     mend 2_b.up.sql and run again: whimbrel up\n");
    assertThat(test.value("SELECT length(t) FROM a")).isEqualTo("5000000");
  }

  /** M57: order, keywords, classes of errors and times are the same wherever and whenever it runs. */
  @Test
  void m57_anotherPlaceAndLanguage() throws Exception {
    test.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Pacific/Kiritimati''', current_database()); END $$");
    Way turkish = Way.usual().with("TZ", "Pacific/Kiritimati").with("LC_ALL", "tr_TR.UTF-8")
        .withJava("-Xmx128m", "-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Pacific/Kiritimati");
    file("1_a.up.sql", "create table ISSUE (id int);\ninsert into issue values (1);\n");
    file("2_i.up.sql", "create unique index concurrently issue_id on issue (id);\n");
    file("3_bad.up.sql", "insert into issue values (1);\n");
    Ran ran = Tool.run(turkish, project, test, "up");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).isEqualTo("""
        error: 3_bad.up.sql:1:1 duplicate key value violates unique constraint "issue_id"
          1 | insert into issue values (1);
            | ^
          sqlstate: 23505
          detail:   Key (id)=(1) already exists.
          state:    rolled back: nothing of 3_bad.up.sql is in the database; 2 migrations before it in this run are in effect
          next:     mend 3_bad.up.sql and run again: whimbrel up
        """);
    String utc = test.value("SELECT to_char(max(finished_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') "
        + "FROM whimbrel.journal WHERE event = 'applied'");
    assertThat(Tool.run(turkish, project, test, "status").out()).contains(String.valueOf(utc));
    assertThat(Tool.run(project, test, "verify").exitCode()).isZero();
  }
}
