package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Lexicon;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of files, and what is remembered of them. */
class ContentTest {
  @ParameterizedTest
  @EnumSource(Format.class)
  void refusesWhatIsNotTextInEveryFileAtOnce(Format format) {
    String text = text(format);
    Map<String, byte[]> files = new TreeMap<>();
    files.put(name(format, 1), (text + "select '\u0000';\n").getBytes(UTF_8));
    files.put(name(format, 2), text.getBytes(UTF_16LE));
    files.put(name(format, 3), bytes(text, 0xC3, 0x28));
    files.put(name(format, 4), text.getBytes(UTF_8));

    List<Problem> problems = format.parse(sealed(format, files), ParseOptions.standard()).problems();

    assertThat(problems).extracting(Problem::code).containsOnly(ProblemCode.BAD_BYTES);
    assertThat(problems).extracting(p -> p.at() == null ? "" : p.at().file()).containsExactly(name(format, 1),
        name(format, 2),
        name(format, 3));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void readsByteOrderMarksAndTheLineEndsOfWindows(Format format) {
    String text = text(format);
    Map<String, byte[]> files = new TreeMap<>();
    files.put(name(format, 1), ("\uFEFF" + text).getBytes(UTF_8));
    files.put(name(format, 2), text.replace("\n", "\r\n").getBytes(UTF_8));
    files.put(name(format, 3), text.getBytes(UTF_8));

    List<Migration> migrations = format.parse(sealed(format, files), ParseOptions.standard()).orThrow().migrations();

    assertThat(migrations).extracting(m -> m.up().statements().getFirst().text()).containsOnly("select 1");
    assertThat(migrations).extracting(m -> m.checksum().tokens())
        .containsOnly(migrations.getFirst().checksum().tokens());
    // of Liquibase's files only the lines of the changeset count, and the byte order mark is in none of them
    assertThat(migrations.stream().map(m -> m.checksum().raw()).distinct()).hasSize(format == Format.LIQUIBASE ? 2 : 3);
  }

  @Test
  void remembersTheBytesOfTheFileAndTheTokensOfItsUpPart() {
    String file = "-- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 2;\n";
    Checksum first = checksum(Format.SQL_MIGRATE, "1_a.sql", file, Map.of());
    Checksum commented = checksum(Format.SQL_MIGRATE, "1_a.sql", file.replace("SELECT 1", "SELECT /* one */ 1"),
        Map.of());
    Checksum otherDown = checksum(Format.SQL_MIGRATE, "1_a.sql", file.replace("2", "3"), Map.of());
    Checksum otherUp = checksum(Format.SQL_MIGRATE, "1_a.sql", file.replace("1", "4"), Map.of());

    assertThat(first.raw()).isEqualTo("9508f298d7b3943d1a94a00b698895d6758ff971ecee589f4f8ae1203bdbc4c3");
    assertThat(commented.tokens()).isEqualTo(first.tokens());
    assertThat(commented.raw()).isNotEqualTo(first.raw());
    assertThat(otherDown.tokens()).isEqualTo(first.tokens());
    assertThat(otherUp.tokens()).isNotEqualTo(first.tokens());
  }

  @Test
  void anotherEnvironmentIsNoEdit() {
    String goose = "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${WHO}';\n";
    String flyway = "SELECT '${WHO}';\n";
    String liquibase = "--liquibase formatted sql\n--changeset mei:1\nSELECT '${WHO}';\n";
    String onChange = liquibase.replace("mei:1", "mei:1 runOnChange:true");
    Map<String, String> one = Map.of("WHO", "one");
    Map<String, String> two = Map.of("WHO", "two");

    assertThat(checksum(Format.GOOSE, "1_a.sql", goose, one)).isEqualTo(checksum(Format.GOOSE, "1_a.sql", goose, two));
    assertThat(checksum(Format.FLYWAY, "V1__a.sql", flyway, one))
        .isEqualTo(checksum(Format.FLYWAY, "V1__a.sql", flyway, two));
    assertThat(checksum(Format.FLYWAY, "R__a.sql", flyway, one).tokens())
        .isNotEqualTo(checksum(Format.FLYWAY, "R__a.sql", flyway, two).tokens());
    assertThat(checksum(Format.LIQUIBASE, "a.sql", liquibase, one))
        .isEqualTo(checksum(Format.LIQUIBASE, "a.sql", liquibase, two))
        .isNotEqualTo(checksum(Format.LIQUIBASE, "a.sql", liquibase.replace("WHO", "WHOM"), one));
    assertThat(checksum(Format.LIQUIBASE, "a.sql", onChange, one).tokens())
        .isNotEqualTo(checksum(Format.LIQUIBASE, "a.sql", onChange, two).tokens());
  }

  @Test
  void refusesValuesThatWouldMoveLines() {
    FileSet files = FileSet.of("m", Map.of("V1__a.sql", "SELECT 1;\nSELECT '${a}';".getBytes(UTF_8)));

    assertThat(FileSetTest.shown(Format.FLYWAY.parse(files, new ParseOptions(Lexicon.standard(), Map.of("a", "x\ny")))))
        .containsExactly("NO_VALUE V1__a.sql:2:1 the value of \"a\" holds a line break > give it a value of one line");
  }

  @Test
  void detectionSaysWhichFilesAreNoText() {
    FileSet files = FileSet.of("m", Map.of("1_a.sql", "-- +migrate Up\n".getBytes(UTF_16LE)));

    assertThat(Format.detect(files).problems()).singleElement().returns(ProblemCode.BAD_BYTES, Problem::code);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void knowsEveryFormatByItsLabel(Format format) {
    assertThat(Format.byLabel(format.label()).orThrow()).isEqualTo(format);
    assertThat(Format.byLabel(" " + format.label().toUpperCase(Locale.ROOT)).orThrow()).isEqualTo(format);
  }

  @Test
  void knowsOtherNamesAndGuessesMisspeltOnes() {
    assertThat(Format.byLabel("link").orThrow()).isEqualTo(Format.GOLANG_MIGRATE);
    assertThat(Format.byLabel("migrate").orThrow()).isEqualTo(Format.GOLANG_MIGRATE);
    assertThat(FileSetTest.shown(Format.byLabel("fly way")))
        .containsExactly("USAGE \"fly way\" is no format > did you mean"
            + " \"flyway\"? The formats are atlas, golang-migrate, sql-migrate, goose, dbmate, flyway, liquibase");
    assertThat(FileSetTest.shown(Format.byLabel("xml"))).containsExactly(
        "USAGE \"xml\" is no format > the formats are atlas, golang-migrate, sql-migrate, goose, dbmate, flyway, liquibase");
  }

  private static Checksum checksum(Format format, String name, String text, Map<String, String> variables) {
    FileSet files = FileSet.of("m", Map.of(name, text.getBytes(UTF_8)));
    return format.parse(files, new ParseOptions(Lexicon.standard(), variables)).orThrow().migrations().getFirst()
        .checksum();
  }

  private static FileSet sealed(Format format, Map<String, byte[]> files) {
    FileSet open = FileSet.of("m", files);
    return format == Format.ATLAS ? AtlasListing.with(open, format.integrityFile(open).files()) : open;
  }

  private static String name(Format format, int number) {
    return switch (format) {
      case GOLANG_MIGRATE -> number + "_a.up.sql";
      case FLYWAY -> "V" + number + "__a.sql";
      case ATLAS, SQL_MIGRATE, GOOSE, DBMATE, LIQUIBASE -> number + "_a.sql";
    };
  }

  private static String text(Format format) {
    return switch (format) {
      case SQL_MIGRATE -> "-- +migrate Up\nselect 1;\n";
      case GOOSE -> "-- +goose Up\nselect 1;\n";
      case DBMATE -> "-- migrate:up\nselect 1;\n-- migrate:down\n";
      case LIQUIBASE -> "--liquibase formatted sql\n--changeset mei:1\nselect 1;\n";
      case ATLAS, GOLANG_MIGRATE, FLYWAY -> "select 1;\n";
    };
  }

  private static byte[] bytes(String text, int... more) {
    byte[] start = text.getBytes(UTF_8);
    byte[] all = Arrays.copyOf(start, start.length + more.length);
    for (int i = 0; i < more.length; i++) {
      all[start.length + i] = (byte) more[i];
    }
    return all;
  }
}
