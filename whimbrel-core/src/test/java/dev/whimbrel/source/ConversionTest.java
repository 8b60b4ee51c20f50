package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Converted.Archives;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenDigest;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(FreshDatabases.class)
class ConversionTest {
  private static final ParseOptions STANDARD = ParseOptions.standard();

  /** Directories of teams and of the example, which run on an empty database. */
  static List<Path> directories() {
    Path seeds = Path.of("../whimbrel-cli/src/test/resources/seeds");
    return List.of(Path.of("../examples/shop/migrations"), seeds.resolve("0-atlas-jobs/backend/internal/db/migrations"),
        seeds.resolve("1-up-down/migrations"), seeds.resolve("2-shared/backend/ai-svc/migrations"),
        seeds.resolve("2-shared/backend/discovery-svc/migrations"),
        seeds.resolve("4-golang-migrate/internal/infrastructure/database/postgres/migrations"));
  }

  @ParameterizedTest
  @MethodSource("directories")
  void thereAndBackMakesTheSameCatalog(Path directory, TestDatabase test) {
    FileSet files = FileSet.read(directory).orThrow();
    Format format = Format.detect(files).orThrow();
    CatalogFingerprint expected = replayed(format.parse(files, STANDARD).orThrow(), test);
    for (Format target : others(format)) {
      Converted there = format.convert(files, target, Archives.WRITTEN, STANDARD).orThrow();
      assertThat(replayed(there.after(), test).difference(expected)).as(target.label()).isEmpty();
      Converted back = target.convert(set(there), format, Archives.WRITTEN, STANDARD).orThrow();
      assertThat(said(back.after())).as(target.label()).isEqualTo(said(there.before()));
      assertThat(without(lines(set(back)), lines(files))).as("new by " + target)
          .allMatch(line -> line.matches("-- \\+migrate .*|-- whimbrel: no-transaction"));
      assertThat(without(lines(files), lines(set(back)))).as("lost by " + target)
          .allMatch(line -> line.matches("-- \\+migrate .*|BEGIN;|COMMIT;"));
    }
  }

  private static CatalogFingerprint replayed(MigrationSet set, TestDatabase test) {
    test.execute("""
        DO $$DECLARE schema_name name; BEGIN
          FOR schema_name IN SELECT nspname FROM pg_namespace
              WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
            EXECUTE format('DROP SCHEMA %I CASCADE', schema_name);
          END LOOP;
          CREATE SCHEMA public;
        END$$""");
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.run(new Goal.Latest(), set).problems()).isEmpty();
    }
    // of the rows their number: they hold the time of the insertion
    return new CatalogFingerprint(test.fingerprint("whimbrel").entries().stream()
        .map(entry -> entry.replaceFirst("^(content of .* rows) .*", "$1")).toList());
  }

  /** Every directory of the corpus of formats, in every other format that can express it. */
  @ParameterizedTest
  @EnumSource
  void whatCanBeConvertedComesBackTheSame(Format target) {
    int converted = 0;
    for (FormatCase one : FormatCase.all().toList()) {
      Result<Format> format = Format.byLabel(one.file().getName(one.file().getNameCount() - 2).toString());
      if (format instanceof Result.Ok<Format> from && from.value() != target) {
        converted += thereAndBack(one, from.value(), target) ? 1 : 0;
      }
    }
    assertThat(converted).isGreaterThan(5);
  }

  private static boolean thereAndBack(FormatCase one, Format from, Format target) {
    ParseOptions options = new ParseOptions(Lexicon.standard(), one.variables());
    if (!(from.convert(one.files(), target, Archives.WRITTEN, options) instanceof Result.Ok<Converted> there)) {
      return false;
    }
    Result<Converted> back = target.convert(set(there.value()), from, Archives.WRITTEN, options);
    if (back instanceof Result.Ok<Converted> ok) {
      boolean counted = ok.value().notes().stream().anyMatch(note -> note.startsWith("the ids of the changesets"));
      assertThat(said(ok.value().after(), counted ? "^\\S+ " : "^$")).as(one.file() + " by " + target)
          .isEqualTo(said(there.value().before(), counted ? "^\\S+ " : "^$"));
    }
    return true;
  }

  /** Scripts of every kind of SQL, through the formats whose tools divide them. */
  @ParameterizedTest
  @EnumSource
  void everyKindOfSqlGoesEveryWay(Format target) {
    if (target == Format.GOLANG_MIGRATE) {
      return;
    }
    Map<String, byte[]> files = corpus();
    int converted = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      FileSet one = FileSet.of("corpus", Map.of(file.getKey(), file.getValue()));
      Result<Converted> there = Format.GOLANG_MIGRATE.convert(one, target, Archives.WRITTEN, STANDARD);
      if (there instanceof Result.Ok<Converted> ok) {
        converted++;
        Converted back = target.convert(set(ok.value()), Format.GOLANG_MIGRATE, Archives.WRITTEN, STANDARD).orThrow();
        assertThat(said(back.after())).as(file.getKey()).isEqualTo(said(ok.value().before()));
        dividedByTheToolItself(target, ok.value());
      }
    }
    assertThat(converted).isGreaterThan(25);
  }

  /** Each piece that the tool sends holds whole statements, and together they are those of the migration. */
  private static void dividedByTheToolItself(Format target, Converted converted) {
    if (target != Format.GOOSE && target != Format.SQL_MIGRATE) {
      return;
    }
    Migration migration = converted.after().migrations().getFirst();
    List<Statement> statements = new ArrayList<>();
    for (String piece : pieces(target, migration.up().source().text(0, migration.up().source().end()))) {
      statements.addAll(SqlScanner.scan(Source.ofText(piece, piece), Lexicon.standard()).orThrow());
    }
    List<Statement> expected = migration.up().statements();
    assertThat(statements).as(migration.file()).hasSameSizeAs(expected);
    if (target == Format.GOOSE) {
      assertThat(TokenDigest.of(statements)).as(migration.file()).isEqualTo(TokenDigest.of(expected));
    }
  }

  /** The rule of goose and sql-migrate, of which the second one drops comments everywhere. */
  private static List<String> pieces(Format target, String text) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean block = false;
    for (String line : text.split("(?<=\\n)", -1)) {
      boolean goose = target == Format.GOOSE;
      if (line.startsWith(goose ? "-- +goose " : "-- +migrate ")) {
        block = line.contains("StatementBegin");
        if (line.contains("StatementEnd")) {
          pieces.add(piece.toString());
          piece.setLength(0);
        }
      } else if (!(goose
          ? piece.isEmpty() && (line.isBlank() || line.strip().startsWith("--"))
          : line.startsWith("-- "))) {
        piece.append(line);
        if (!block && line.strip().replaceFirst("(?:^|\\s)--.*", "").strip().endsWith(";")) {
          pieces.add(piece.toString());
          piece.setLength(0);
        }
      }
    }
    assertThat(piece.toString()).isBlank();
    return pieces;
  }

  private static Map<String, byte[]> corpus() {
    try (Stream<Path> found = Files.list(Path.of("src/test/resources/corpus"))) {
      return found.collect(Collectors.toMap(
          path -> path.getFileName().toString().replace(".sql", ".up.sql"), ConversionTest::bytes, (a, b) -> a,
          TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As goose and sql-migrate divide them: by lines that end in a semicolon, outside of blocks. */
  @ParameterizedTest
  @EnumSource(names = {"GOOSE", "SQL_MIGRATE"})
  void blocksStandWhereTheToolsWouldDivideWrongly(Format target) {
    String text = """
        -- first
        create function f() returns int language plpgsql as $$
        begin
          return 1;
        end $$;
        create table a (t text);
        insert into a values ('x;
        y'); -- one
        /* old:
        drop table b; */
        select 1; select 2;
        -- last
        select 3
        """;
    String marker = target == Format.GOOSE ? "-- +goose " : "-- +migrate ";
    assertThat(converted(Format.GOLANG_MIGRATE, target, "1_a.up.sql", text)).isEqualTo("""
        === 1_a.sql
        %1$sUp
        -- first
        %1$sStatementBegin
        create function f() returns int language plpgsql as $$
        begin
          return 1;
        end $$;
        %1$sStatementEnd
        create table a (t text);
        %1$sStatementBegin
        insert into a values ('x;
        y'); -- one
        %1$sStatementEnd
        /* old:
        drop table b; */
        select 1; select 2;
        -- last
        %1$sStatementBegin
        select 3
        %1$sStatementEnd
        """.formatted(marker));
  }

  @Test
  void optionsAreSaidInTheOtherFormatsWords() {
    String goose = """
        -- about it
        -- +goose NO TRANSACTION
        -- +goose Up
        CREATE INDEX CONCURRENTLY i ON t (a);
        -- +goose Down
        DROP INDEX CONCURRENTLY i;
        """;
    assertThat(converted(Format.GOOSE, Format.SQL_MIGRATE, "1_i.sql", goose)).isEqualTo("""
        === 1_i.sql
        -- about it
        -- +migrate Up notransaction
        CREATE INDEX CONCURRENTLY i ON t (a);
        -- +migrate Down notransaction
        DROP INDEX CONCURRENTLY i;
        """);
    assertThat(converted(Format.GOOSE, Format.DBMATE, "1_i.sql", goose)).isEqualTo("""
        === 1_i.sql
        -- about it
        -- migrate:up transaction:false
        CREATE INDEX CONCURRENTLY i ON t (a);
        -- migrate:down transaction:false
        DROP INDEX CONCURRENTLY i;
        """);
    assertThat(converted(Format.GOOSE, Format.FLYWAY, "1_i.sql", goose)).isEqualTo("""
        === U1__i.sql
        DROP INDEX CONCURRENTLY i;
        === U1__i.sql.conf
        executeInTransaction=false
        === V1__i.sql
        -- about it
        CREATE INDEX CONCURRENTLY i ON t (a);
        === V1__i.sql.conf
        executeInTransaction=false
        """);
    assertThat(converted(Format.GOOSE, Format.GOLANG_MIGRATE, "1_i.sql", goose)).isEqualTo("""
        === 1_i.down.sql
        DROP INDEX CONCURRENTLY i;
        === 1_i.up.sql
        -- about it
        CREATE INDEX CONCURRENTLY i ON t (a);
        """);
    assertThat(converted(Format.GOOSE, Format.ATLAS, "1_i.sql", goose)).startsWith("""
        === 1_i.sql
        -- atlas:txmode none
        -- atlas:txtar

        -- about it
        -- migration.sql --
        CREATE INDEX CONCURRENTLY i ON t (a);
        -- down.sql --
        DROP INDEX CONCURRENTLY i;
        === atlas.sum
        h1:""");
  }

  @Test
  void theDirectiveSaysWhatTheFormatCannot() {
    assertThat(converted(Format.DBMATE, Format.GOLANG_MIGRATE, "1_a.sql", """
        -- migrate:up transaction:false
        update t set a = 1;
        update t set a = 2;
        -- migrate:down
        """)).isEqualTo("""
        === 1_a.down.sql
        === 1_a.up.sql
        -- whimbrel: no-transaction
        update t set a = 1;
        update t set a = 2;
        """);
  }

  @Test
  void whatIsAllowedIsKeptAndSaysNothingOfTransactions() {
    assertThat(converted(Format.DBMATE, Format.GOLANG_MIGRATE, "1_a.sql", """
        -- whimbrel: allow WB403 because "it is small"
        -- migrate:up transaction:false
        -- whimbrel: allow WB402 because "it is small"
        update t set a = 1;
        -- migrate:down transaction:false
        update t set a = 2;
        """)).isEqualTo("""
        === 1_a.down.sql
        -- whimbrel: no-transaction
        update t set a = 2;
        === 1_a.up.sql
        -- whimbrel: no-transaction
        -- whimbrel: allow WB403 because "it is small"
        -- whimbrel: allow WB402 because "it is small"
        update t set a = 1;
        """);
  }

  @Test
  void versionsGetZerosWhereFilesAreSortedByName() {
    assertThat(converted(Format.GOOSE, Format.DBMATE, "2_b.sql", "-- +goose Up\nselect 2;\n", "10_c.sql",
        "-- +goose Up\nselect 10;\n-- +goose Down\n")).isEqualTo("""
            === 02_b.sql
            -- migrate:up
            select 2;
            -- migrate:down
            DO $$BEGIN RAISE EXCEPTION 'this migration has no way back'; END$$;
            === 10_c.sql
            -- migrate:up
            select 10;
            -- migrate:down
            """);
    assertThat(converted(Format.DBMATE, Format.GOOSE, "02_b.sql", """
        -- migrate:up
        select 2;
        -- migrate:down
        DO $$BEGIN RAISE EXCEPTION 'this migration has no way back'; END$$;
        """)).isEqualTo("=== 02_b.sql\n-- +goose Up\nselect 2;\n");
  }

  @Test
  void dataIsKeptAndToldOf() {
    Converted converted = Format.GOLANG_MIGRATE.convert(directory(Format.GOLANG_MIGRATE, "1_a.up.sql",
        "copy t from stdin;\n1;\n\\.\nselect 1;\n"), Format.GOOSE, Archives.WRITTEN, STANDARD).orThrow();
    assertThat(text(converted)).isEqualTo("""
        === 1_a.sql
        -- +goose Up
        -- +goose StatementBegin
        copy t from stdin;
        1;
        \\.
        -- +goose StatementEnd
        select 1;
        """);
    assertThat(converted.notes())
        .containsExactly("Whimbrel sends the data behind COPY … FROM stdin, and goose takes it for SQL: 1_a.sql");
  }

  @Test
  void theTransactionOfAFileIsTheToolsOwn() {
    assertThat(converted(Format.GOLANG_MIGRATE, Format.GOOSE, "1_a.up.sql", "-- x\nBEGIN;\nselect 1;\nCOMMIT; -- y\n"))
        .isEqualTo("=== 1_a.sql\n-- +goose Up\n-- x\nselect 1;\n -- y\n");
  }

  @Test
  void aCheckpointIsABaselineScript() {
    String checkpoint = "-- atlas:checkpoint\n\nselect 1;\n";
    assertThat(converted(Format.ATLAS, Format.FLYWAY, "3_all.sql", checkpoint))
        .isEqualTo("=== B3__all.sql\nselect 1;\n");
    assertThat(converted(Format.FLYWAY, Format.ATLAS, "B3__all.sql", "select 1;\n"))
        .startsWith("=== 3_all.sql\n" + checkpoint);
  }

  @Test
  void whatTheTargetCannotSayIsRefusedByName() {
    assertThat(refused(Format.FLYWAY, Format.GOOSE, "V1.2__a.sql", "select '${x}';\n", "R__v.sql", "select 1;\n",
        "B1.2__a.sql", "select 1;\n")).isEqualTo("""
            B1.2__a.sql:1 "B1.2__a.sql" stands for all migrations before it, which goose cannot say
            R__v.sql:1 "R__v.sql" is run again whenever it changes, and such migrations are not rewritten
            V1.2__a.sql:1 a placeholder of Flyway's, which no other format has
            """);
    assertThat(refused(Format.FLYWAY, Format.GOOSE, "V1.2__a.sql", "select 1;\n")).isEqualTo(
        "V1.2__a.sql:1 \"V1.2__a.sql\" has the version 1.2, and those of goose are whole numbers\n");
    assertThat(refused(Format.GOOSE, Format.DBMATE, "1_a.sql", """
        -- +goose NO TRANSACTION
        -- +goose Up
        create index concurrently a on t (a);
        create index concurrently b on t (b);
        """)).isEqualTo(
        "1_a.sql:3 dbmate sends a part as one text, in which the server refuses this statement beside others\n");
    assertThat(refused(Format.DBMATE, Format.GOOSE, "1_a.sql", """
        -- migrate:up transaction:false
        create index concurrently a on t (a);
        -- migrate:down
        -- see -- +goose Down
        drop index a;
        drop table t;
        """)).isEqualTo("""
        1_a.sql:4 goose would take this line for a marker of its own
        """);
    assertThat(refused(Format.DBMATE, Format.GOOSE, "1_a.sql", """
        -- migrate:up transaction:false
        create index concurrently a on t (a);
        -- migrate:down
        drop index a;
        drop table t;
        """)).isEqualTo("""
        1_a.sql:1 of "1_a.sql" only the up part runs without a transaction, and goose says that for both
        """);
    assertThat(refused(Format.GOOSE, Format.DBMATE, "1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\nselect 1;\n"))
        .isEqualTo("1_a.sql:2 variables are replaced from here on, which no other format can say\n");
    assertThat(refused(Format.GOLANG_MIGRATE, Format.SQL_MIGRATE, "1_a.up.sql", "select 'a\n-- b\n';\n"))
        .isEqualTo("1_a.up.sql:2 sql-migrate would leave this line out, and it is part of a text\n");
    assertThat(refused(Format.GOLANG_MIGRATE, Format.GOOSE, "1_a.up.sql",
        "begin isolation level serializable;\nselect 1;\ncommit;\n"))
        .isEqualTo("1_a.up.sql:1 goose opens the transaction itself, and cannot open one like this\n");
    assertThat(refused(Format.DBMATE, Format.GOOSE, "1_a.sql", "-- migrate:up\n-- migrate:down\n", "001_b.sql",
        "-- migrate:up\n-- migrate:down\n")).isEqualTo(
            "1_a.sql:1 written for goose, it could not be read: \"1_a.sql\" and \"001_b.sql\" are both version 1\n");
    assertThat(refused(Format.ATLAS, Format.GOOSE, "10_b.sql", "select 1;\n", "2_a.sql", "select 2;\n")).isEqualTo("""
        10_b.sql:1 "10_b.sql" would not be the same for goose: in its place would stand version 2
        2_a.sql:1 "2_a.sql" would not be the same for goose: in its place would stand version 10
        """);
    assertThat(refused(Format.GOOSE, Format.GOOSE, "1_a.sql", "-- +goose Up\n"))
        .isEqualTo("\"migrations\" is in the format goose already\n");
  }

  @Test
  void aWayBackIsWrittenForAtlasOnlyOnDemand() {
    Result<Converted> result = Format.GOLANG_MIGRATE.convert(directory(Format.GOLANG_MIGRATE, "1_a.up.sql", "select 1;",
        "1_a.down.sql", "select 2;"), Format.ATLAS, Archives.REFUSED, STANDARD);
    assertThat(result.problems()).extracting(Problem::message)
        .containsExactly("Atlas has ways back in archives alone, and"
            + " its community edition would run them right behind the migrations: 1_a.down.sql");
  }

  @Test
  void aMigrationIsAChangeset() {
    assertThat(converted(Format.GOOSE, Format.LIQUIBASE, "2_add_users.sql", """
        -- about it
        -- +goose NO TRANSACTION
        -- +goose Up
        CREATE INDEX CONCURRENTLY i ON t (a);
        -- +goose Down
        -- Rollback for it
        DROP INDEX CONCURRENTLY i;
        """, "10_f.sql", """
        -- +goose Up
        -- +goose StatementBegin
        create function f() returns int begin atomic select 1; select 2; end;
        -- +goose StatementEnd
        -- +goose Down
        """)).isEqualTo("""
            === 02_add_users.sql
            --liquibase formatted sql
            --changeset whimbrel:02 runInTransaction:false
            --comment: add users
            -- about it
            CREATE INDEX CONCURRENTLY i ON t (a);
            --rollback -- Rollback for it
            --rollback DROP INDEX CONCURRENTLY i;
            === 10_f.sql
            --liquibase formatted sql
            --changeset whimbrel:10 splitStatements:false stripComments:false
            --comment: f
            create function f() returns int begin atomic select 1; select 2; end;
            --rollback empty
            """);
    assertThat(refused(Format.GOLANG_MIGRATE, Format.LIQUIBASE, "1_a.up.sql", """
        --rollback select 1;
        select '${x}';
        """, "2_b.up.sql", """
        select e'it\\'s';
        select 'a';
        """)).isEqualTo("""
            1_a.up.sql:1 liquibase would take this line for a marker of its own
            1_a.up.sql:2 Liquibase would put a value in the place of "${…}" if it knows one, be it from the environment
            2_b.up.sql:1 Liquibase would divide these statements wrongly, whatever stands between them
            """);
    assertThat(converted(Format.GOLANG_MIGRATE, Format.LIQUIBASE, "1_a.up.sql", """
        -- whimbrel: no-transaction
        create function f() returns int begin atomic select 1; select 2; end; -- it's; two
        create index concurrently a on t (a); create index concurrently b on t (b)
        """, "1_a.down.sql", """
        -- whimbrel: no-transaction
        drop index a;
        create or replace function g() returns int language plpgsql as $$ begin return 1; end $$;
        """)).isEqualTo("""
            === 1_a.sql
            --liquibase formatted sql
            --changeset whimbrel:1 runInTransaction:false endDelimiter:// stripComments:false rollbackEndDelimiter://
            --comment: a
            -- whimbrel: no-transaction
            create function f() returns int begin atomic select 1; select 2; end; -- it's; two
            //
            create index concurrently a on t (a);
            //
             create index concurrently b on t (b)
            --rollback -- whimbrel: no-transaction
            --rollback drop index a;
            --rollback //
            --rollback create or replace function g() returns int language plpgsql as $$ begin return 1; end $$;
            """);
  }

  @Test
  void eachChangesetIsAMigration() {
    String text = """
        --liquibase formatted sql

        --changeset ana:users labels:web context:"a or b"
        --comment: users (all of them)
        create table users (id int)
        /
        create table more (id int);
        /* liquibase rollback
        drop table more;
        drop table users;
        */

        --changeset ana:other dbms:oracle
        select 1 from dual;
        --changeset ben:7 runInTransaction:false
        create index concurrently i on users (id);
        --rollback drop index concurrently i;
        --changeset ben:8
        select 1;
        --rollback empty
        """;
    Converted converted = Format.LIQUIBASE.convert(directory(Format.LIQUIBASE, "a/01-init.sql", text), Format.GOOSE,
        Archives.WRITTEN, STANDARD).orThrow();
    assertThat(text(converted)).isEqualTo("""
        === 000001_users_all_of_them.sql
        -- +goose Up
        -- about: users (all of them)
        -- Liquibase: context:a or b labels:web
        create table users (id int);
        create table more (id int);
        -- +goose Down
        drop table more;
        drop table users;
        === 000002_init.sql
        -- +goose NO TRANSACTION
        -- +goose Up
        create index concurrently i on users (id);
        -- +goose Down
        drop index concurrently i;
        === 000003_init.sql
        -- +goose Up
        select 1;
        -- +goose Down
        """);
    assertThat(converted.notes()).containsExactly(
        "the ids of the changesets are not numbers that grow: the versions count the changesets, from 000001 on",
        "changesets that Liquibase does not run on PostgreSQL, not taken along: a/01-init.sql::other::ana");
    String begin = "--liquibase formatted sql\n--changeset ana:";
    assertThat(converted(Format.LIQUIBASE, Format.GOOSE, "a.sql", begin + "5\nselect 5;\n", "b.sql",
        begin + "10\nselect 10;\n"))
        .isEqualTo("=== 10_b.sql\n-- +goose Up\nselect 10;\n=== 5_a.sql\n-- +goose Up\nselect 5;\n");
    assertThat(refused(Format.LIQUIBASE, Format.FLYWAY, "a.sql", begin + """
        1
        select '${x}';
        --changeset ana:2 runOnChange:true
        select 2;
        --changeset ana:3
        select 3;
        --rollback changesetId:1 changesetAuthor:ana
        """)).isEqualTo("""
        a.sql:3 the value of a property is put in here, which no other format can say as Liquibase does
        a.sql:4 "runOnChange:true" runs the changeset again whenever it changes, and such migrations are not rewritten
        a.sql:6 the way back of the changeset is another changeset, which no other format can say
        """);
  }

  private static List<Format> others(Format format) {
    return Arrays.stream(Format.values()).filter(other -> other != format).toList();
  }

  private static FileSet directory(Format format, String... namesAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(UTF_8));
    }
    FileSet plain = FileSet.of("migrations", files);
    if (format == Format.ATLAS) {
      format.integrityFile(plain).files().forEach((name, text) -> files.put(name, text.getBytes(UTF_8)));
    }
    return FileSet.of("migrations", files);
  }

  private static String converted(Format from, Format to, String... namesAndTexts) {
    return text(from.convert(directory(from, namesAndTexts), to, Archives.WRITTEN, STANDARD).orThrow());
  }

  private static String refused(Format from, Format to, String... namesAndTexts) {
    ParseOptions options = new ParseOptions(Lexicon.standard(), Map.of("x", "1"));
    return from.convert(directory(from, namesAndTexts), to, Archives.WRITTEN, options).problems().stream()
        .map(problem -> (problem.at() == null ? "" : problem.at().file() + ":" + problem.at().line() + " ")
            + problem.message() + "\n")
        .collect(Collectors.joining());
  }

  private static FileSet set(Converted converted) {
    Map<String, byte[]> files = new TreeMap<>();
    converted.files().files().forEach((name, text) -> files.put(name, text.getBytes(UTF_8)));
    return FileSet.of("migrations", files);
  }

  private static String text(Converted converted) {
    StringBuilder all = new StringBuilder();
    converted.files().files().forEach((name, text) -> all.append("=== ").append(name).append('\n').append(text));
    return all.toString();
  }

  /** All lines of a directory but those with nothing on them, and without atlas.sum. */
  private static List<String> lines(FileSet files) {
    return files.files().entrySet().stream().filter(file -> !file.getKey().equals(AtlasSum.FILE))
        .flatMap(file -> new String(file.getValue(), UTF_8).lines())
        .filter(line -> !line.isBlank()).sorted().toList();
  }

  private static List<String> without(List<String> all, List<String> others) {
    List<String> rest = new ArrayList<>(all);
    others.forEach(rest::remove);
    return rest;
  }

  private static List<String> said(MigrationSet set, String without) {
    return said(set).stream().map(line -> line.replaceFirst(without, "")).toList();
  }

  private static List<String> said(MigrationSet set) {
    List<String> said = new ArrayList<>();
    for (Migration migration : set.migrations()) {
      String down = migration.down() instanceof Reversal.By by ? TokenDigest.of(by.script().statements()) : "none";
      // a changeset is known by its file, and may have no name
      boolean changeset = migration.id().key().contains("::");
      said.add((changeset
          ? ""
          : migration.id().key().replaceFirst("^0+(?=.)", "") + " " + migration.description().replace('_', ' ') + " ")
          + migration.role() + " " + TokenDigest.of(migration.up().statements()) + " " + down);
    }
    return said;
  }
}
