package dev.whimbrel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.source.Converted;
import dev.whimbrel.source.Converted.Archives;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is rewritten for a tool is run by the tool, and makes what Whimbrel made of the directory before. */
class ConvertedPeerTest {
  private static final Logger FLYWAYS = Logger.getLogger("org.flywaydb");

  @TempDir
  Path converted;

  /** The shop has data behind a COPY, which dbmate takes for SQL. */
  static Stream<Path> all() {
    return Stream.concat(Stream.of(Path.of("../examples/shop/migrations")), seeds().stream());
  }

  static List<Path> seeds() {
    Path seeds = Path.of("../whimbrel-cli/src/test/resources/seeds");
    return List.of(seeds.resolve("0-atlas-jobs/backend/internal/db/migrations"),
        seeds.resolve("1-up-down/migrations"),
        seeds.resolve("4-golang-migrate/internal/infrastructure/database/postgres/migrations"));
  }

  @BeforeAll
  static void quieten() {
    FLYWAYS.setLevel(Level.OFF);
    RealLiquibase.quieten();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void dbmate_makes_the_same(Path directory) {
    try (TestDatabase ours = Databases.create(); TestDatabase theirs = Databases.create()) {
      Converted made = convert(directory, Format.DBMATE, ours);
      Dbmate.Ran ran = new Dbmate(converted, theirs).run("migrate");
      assertThat(ran.output()).doesNotContain("Error");
      assertThat(ran.code()).as(String.join("\n", ran.output())).isZero();
      assertThat(theirs.value("select count(*) from schema_migrations"))
          .isEqualTo(String.valueOf(made.after().migrations().size()));
      theirs.execute("drop table schema_migrations");
      assertThat(catalog(theirs)).isEqualTo(catalog(ours));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void flyway_makes_the_same(Path directory) {
    try (TestDatabase ours = Databases.create(); TestDatabase theirs = Databases.create()) {
      Converted made = convert(directory, Format.FLYWAY, ours);
      // with the lock it takes otherwise, Flyway waits for itself at CREATE INDEX CONCURRENTLY
      Flyway flyway = Flyway.configure().configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
          .dataSource("jdbc:postgresql://" + theirs.host() + ":" + theirs.port() + "/" + theirs.name(), theirs.user(),
              theirs.password())
          .locations("filesystem:" + converted).load();
      assertThat(flyway.migrate().migrationsExecuted).isEqualTo(made.after().migrations().size());
      theirs.execute("drop table flyway_schema_history");
      assertThat(catalog(theirs)).isEqualTo(catalog(ours));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void liquibase_makes_the_same(Path directory) {
    try (TestDatabase ours = Databases.create(); TestDatabase theirs = Databases.create()) {
      Converted made = convert(directory, Format.LIQUIBASE, ours);
      assertLiquibaseMakesTheSame(made, ours, theirs);
    }
  }

  @Test
  void liquibase_is_sent_what_it_divides_wrongly(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("1_t.up.sql"), "create table t (a int, b text);\n");
    Files.writeString(directory.resolve("2_f.up.sql"), """
        -- it's; two
        create function f() returns int begin atomic select 1; select 2; end;
        create rule r as on insert to t do also (select 1; select 2);
        create function g() returns int language plpgsql as $b$
        begin
          return 1; -- it's
        end $b$;
        /* a /* nested; */ comment */
        insert into t values (3, 'a
        /
        b');
        """);
    Files.writeString(directory.resolve("2_f.down.sql"), """
        -- Rollback of f;
        drop function g; /* and;
        more */
        drop rule r on t;
        drop function f;
        delete from t;
        """);
    Files.writeString(directory.resolve("4_l.up.sql"), "insert into t values (1, e'it\\'s;'), (2, 'x\\');\n");
    Files.writeString(directory.resolve("4_l.down.sql"), "delete from t where b in (e'it\\'s;', 'x\\');\n");
    Files.writeString(directory.resolve("3_i.up.sql"), "create index concurrently i on t (a);\n");
    Files.writeString(directory.resolve("3_i.down.sql"), "drop index concurrently i;\n");
    try (TestDatabase ours = Databases.create(); TestDatabase theirs = Databases.create()) {
      Converted made = convert(directory, Format.LIQUIBASE, ours);
      assertLiquibaseMakesTheSame(made, ours, theirs);
      assertThat(theirs.value("select string_agg(b, ',' order by a) from t"))
          .isEqualTo(ours.value("select string_agg(b, ',' order by a) from t"));
      assertThat(liquibase(theirs).run("rollbackCount", "count", 3)).isEmpty();
      assertThat(theirs.value("select count(*) from t")).isEqualTo("0");
      assertThat(theirs.value("select count(*) from pg_proc where proname in ('f', 'g')")).isEqualTo("0");
    }
  }

  private RealLiquibase liquibase(TestDatabase theirs) {
    return new RealLiquibase(converted, "root.yaml", theirs);
  }

  private void assertLiquibaseMakesTheSame(Converted made, TestDatabase ours, TestDatabase theirs) {
    try {
      Files.writeString(converted.resolve("root.yaml"),
          "databaseChangeLog:\n  - includeAll:\n      path: .\n      relativeToChangelogFile: true\n      endsWithFilter: .sql\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(liquibase(theirs).run("update")).isEmpty();
    assertThat(theirs.value("select count(*) from databasechangelog"))
        .isEqualTo(String.valueOf(made.after().migrations().size()));
    List<String> catalog = catalog(theirs).stream().filter(line -> !line.contains("databasechangelog")).toList();
    assertThat(catalog).isEqualTo(catalog(ours));
  }

  /** Runs a directory as it is, and writes it in another format. */
  private Converted convert(Path directory, Format target, TestDatabase ours) {
    FileSet files = FileSet.read(directory).orThrow();
    Format format = Format.detect(files).orThrow();
    try (Team team = new Team(directory, format, ours)) {
      assertThat(team.up()).allMatch(line -> line.startsWith("up "));
    }
    Converted made = format.convert(files, target, Archives.REFUSED, ParseOptions.standard()).orThrow();
    assertThat(FileSet.write(converted, made.files()).orThrow()).hasSize(made.files().files().size());
    return made;
  }

  /** Without the rows, which hold the time of their insertion. */
  private static List<String> catalog(TestDatabase database) {
    return database.fingerprint("whimbrel").toString().lines().filter(line -> !line.startsWith("content of ")).toList();
  }
}
