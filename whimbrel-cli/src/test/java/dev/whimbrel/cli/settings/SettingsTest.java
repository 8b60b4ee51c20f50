package dev.whimbrel.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.kubernetes.api.KubeDuration;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.lint.LintOptions;
import dev.whimbrel.schema.lint.LintOptions.Comments;
import dev.whimbrel.schema.lint.LintOptions.Guards;
import dev.whimbrel.schema.lint.LintOptions.Named;
import dev.whimbrel.schema.lint.LintOptions.Schemas;
import dev.whimbrel.schema.lint.Weights.Weight;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir
  Path directory;

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"0, PT0S", "5, PT5S", "500ms, PT0.5S", "5s, PT5S", "1.5s, PT1.5S", "10 m, PT10M", "2min, PT2M",
      "1h, PT1H", "3 sec, PT3S", "596h, PT596H", "0.1ms, PT0.001S"})
  void readsTimes(String text, Duration duration) {
    Settings settings = settings(Map.of("timeout", text), Map.of());
    assertThat(settings.time(Options.TIMEOUT, Duration.ofDays(1))).isEqualTo(duration);
    settings.orThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1h30m", "90000ms", "1s1ms", "0s", "596h"})
  void readsTheTimesThatAJobIsGiven(String text) {
    Settings settings = settings(Map.of("timeout", KubeDuration.inOneUnit(text)), Map.of());
    assertThat(settings.time(Options.TIMEOUT, Duration.ofDays(1))).isEqualTo(KubeDuration.parse(text).orElseThrow());
    settings.orThrow();
  }

  @Test
  void anEnvironmentSaysBetterWhatFindingsWeigh() {
    write("""
        lint: {WB901: error, WB90: note}
        environments:
          prod: {lint: {WB9: off}}
          dev: {dir: db}
        """);
    assertThat(settings(Map.of("env", "prod"), Map.of()).weights().of("WB901")).contains(Weight.OFF);
    assertThat(settings(Map.of("env", "dev"), Map.of()).weights().of("WB901")).contains(Weight.ERROR);
    assertThat(settings(Map.of(), Map.of()).weights().of("WB902")).contains(Weight.NOTE);
    assertThat(settings(Map.of("env", "prod"), Map.of()).lint().entrySet().stream().map(one -> one.getKey() + " "
        + one.getValue().said().value() + " " + one.getValue().said().at() + " " + one.getValue().section()))
        .containsExactly("WB9 off whimbrel.yaml:3:22 environment prod", "WB90 note whimbrel.yaml:1:28 ",
            "WB901 error whimbrel.yaml:1:15 ");
  }

  @Test
  void anEnvironmentDecidesBetter() {
    write("""
        lint:
          WB9: off
          names: {table: "[a-z]+s", view: "v_.*"}
          guards: required
          extensions: [citext, pg_trgm]
        environments:
          prod: {lint: {names: {table: ".*"}, guards: any, schemas: required, extensions: [hstore]}}
          dev: {lint: {comments: required}}
        """);
    LintOptions all = LintOptions.standard().withNames(Named.TABLE, "[a-z]+s").withNames(Named.VIEW, "v_.*")
        .withGuards(Guards.REQUIRED).withExtensions(List.of("citext", "pg_trgm"));
    assertThat(settings(Map.of(), Map.of()).lintOptions()).isEqualTo(all);
    assertThat(settings(Map.of("env", "dev"), Map.of()).lintOptions())
        .isEqualTo(all.withComments(Comments.REQUIRED));
    assertThat(settings(Map.of("env", "prod"), Map.of()).lintOptions()).isEqualTo(all.withNames(Named.TABLE, ".*")
        .withGuards(Guards.ANY).withSchemas(Schemas.REQUIRED).withExtensions(List.of("hstore")));
    assertThat(settings(Map.of("env", "prod"), Map.of()).lint().entrySet().stream().map(one -> one.getKey() + " "
        + one.getValue().said().value() + " " + one.getValue().said().at() + " " + one.getValue().section()))
        .containsExactly("WB9 off whimbrel.yaml:2:8 ", "extensions hstore whimbrel.yaml:7:84 environment prod",
            "guards any whimbrel.yaml:7:47 environment prod", "names.table .* whimbrel.yaml:7:32 environment prod",
            "names.view v_.* whimbrel.yaml:3:35 ", "schemas required whimbrel.yaml:7:61 environment prod");
  }

  @Test
  void tellsAllWrongTimesAtOnce() {
    write("lock-wait: soon\n");
    Settings settings = settings(Map.of("timeout", "-1", "lock-timeout", "5 y"), Map.of());
    Stream.of(Options.TIMEOUT, Options.LOCK_TIMEOUT, Options.LOCK_RETRY, Options.LOCK_WAIT)
        .forEach(option -> settings.time(option, Duration.ZERO));
    assertThatThrownBy(settings::orThrow).isInstanceOf(WhimbrelException.class).hasMessage("""
        "-1" of timeout is not a time
        "5 y" of lock-timeout is not a time
        whimbrel.yaml:1:12 "soon" of lock-wait is not a time""");
  }

  @Test
  void tellsTheBoundOfATime() {
    Settings settings = settings(Map.of("timeout", "1000h", "lock-wait", "-5s"), Map.of());
    settings.time(Options.TIMEOUT, Duration.ZERO);
    settings.time(Options.LOCK_WAIT, Duration.ZERO);
    assertThatThrownBy(settings::orThrow).isInstanceOfSatisfying(WhimbrelException.class, e -> assertThat(
        e.problems()).extracting(problem -> problem.message() + "; " + problem.remedy()).containsExactly(
            "\"1000h\" of timeout is longer than the server can count; give at most 596h; 0 means no limit",
            "\"-5s\" of lock-wait is not a time; write it like 500ms, 5s, 10m or 1h; 0 means not to wait"));
  }

  @Test
  void isTheUsualTimeWhereNothingIsSaid() {
    assertThat(settings(Map.of(), Map.of()).time(Options.LOCK_WAIT, Duration.ofSeconds(60)))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void findsDirectoriesFromTheProject() {
    assertThat(settings(Map.of(), Map.of()).directory()).isEqualTo(directory.resolve("migrations"));
    assertThat(settings(Map.of("dir", "file://db"), Map.of()).directory()).isEqualTo(directory.resolve("db"));
    assertThat(settings(Map.of("dir", "/srv/db"), Map.of()).directory()).isEqualTo(Path.of("/srv/db"));
  }

  @Test
  void environmentVariableNamesTheEnvironmentAndTheFlagIsStronger() {
    write("default-environment: a\nenvironments: {a: {dir: of-a}, b: {dir: of-b}, c: {dir: of-c}}\n");
    assertThat(settings(Map.of(), Map.of()).text(Options.DIR)).contains("of-a");
    assertThat(settings(Map.of(), Map.of("WHIMBREL_ENV", "b")).text(Options.DIR)).contains("of-b");
    assertThat(settings(Map.of("env", "c"), Map.of("WHIMBREL_ENV", "b")).text(Options.DIR)).contains("of-c");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      DB_HOST=db                                        | db:5432/
      DB_NAME=shop                                      | localhost:5432/shop
      DB_HOST=db,DB_PORT=6543,DB_NAME=shop,DB_USER=ada  | db:6543/shop
      DB_HOST=db,DB_NAME=a b&c=d/e?%                    | db:5432/a b&c=d/e?%
      DB_HOST=db,DB_PASSWORD=p@ss:w/rd%+&=#,DB_NAME=x   | db:5432/x
      DATABASE_URL=postgres://one/x,DB_HOST=two         | one:5432/x
      WHIMBREL_URL=postgres://a/x,DATABASE_URL=postgres://b/y | a:5432/x
      """)
  void namesTheDatabase(String variables, String label) {
    DatabaseAddress address = DatabaseAddress.of(settings(Map.of(), map(variables)));
    assertThat(address).isInstanceOfSatisfying(DatabaseAddress.Server.class, server -> {
      assertThat(server.url().label()).isEqualTo(label);
      assertThat(server.url().password()).isEqualTo(map(variables).get("DB_PASSWORD"));
      assertThat(server.toString()).doesNotContain("p@ss");
    });
  }

  @Test
  void passwordOfTheUrlThenOfTheFileThenOfTheVariable() throws IOException {
    Files.writeString(directory.resolve("secret"), "of the file\r\n");
    Map<String, String> variables = Map.of("PGPASSWORD", "of the variable");
    assertThat(password(Map.of("url", "postgres://u:p@h/d", "password-file", "secret"), variables)).isEqualTo("p");
    assertThat(password(Map.of("url", "postgres://u@h/d", "password-file", "secret"), variables))
        .isEqualTo("of the file");
    assertThat(password(Map.of("url", "postgres://u@h/d"), variables)).isEqualTo("of the variable");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"embedded:, .whimbrel/postgres", "embedded:data, data", "embedded:../data, ../data"})
  void namesTheEmbeddedServer(String url, String path) {
    assertThat(DatabaseAddress.of(settings(Map.of("url", url), Map.of())))
        .isEqualTo(new DatabaseAddress.Embedded(directory.resolve(path).normalize(), "--url"));
  }

  private @Nullable String password(Map<String, String> values, Map<String, String> variables) {
    return ((DatabaseAddress.Server) DatabaseAddress.of(settings(values, variables))).url().password();
  }

  private static Map<String, String> map(String assignments) {
    Map<String, String> map = new java.util.TreeMap<>();
    for (String assignment : assignments.split(",")) {
      map.put(assignment.substring(0, assignment.indexOf('=')), assignment.substring(assignment.indexOf('=') + 1));
    }
    return map;
  }

  private Settings settings(Map<String, String> values, Map<String, String> variables) {
    Surroundings surroundings = new Surroundings(variables, directory, new StringReader(""),
        new PrintStream(PrintStream.nullOutputStream()), new PrintStream(PrintStream.nullOutputStream()), Terminal.NONE,
        Clock.systemUTC());
    Screen screen = Screen.of(surroundings, Screen.Form.TEXT, Screen.Volume.NORMAL, Screen.Colours.AUTO);
    return Settings.of(new Invocation("up", List.of(), values, surroundings, screen));
  }

  private void write(String yaml) {
    try {
      Files.writeString(directory.resolve("whimbrel.yaml"), yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
