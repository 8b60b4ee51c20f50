package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every option by every way in which it can be said. An option that is added to the tables needs a row here, and a line in
 * {@code docs/reference/configuration.md}.
 */
@ExtendWith(FreshDatabases.class)
class OptionByOptionTest {
  /** Where an option can stand. */
  private enum Reach {
    /** What it says is for one run alone. */
    COMMAND_LINE,
    /** It says where files are, how answers look, or that somebody agrees: that is known before a file is read, or by no file. */
    VARIABLE, EVERYWHERE
  }

  /**
   * What is expected of one option.
   *
   * @param standard its default as people read it
   * @param wrong a value that it cannot have; a star if it can have any, an empty text if it takes none
   * @param on the command that is run with it
   * @param error the first line of what is said of it, with NAME for what gave the value
   */
  private record Row(Option option, Reach reach, String standard, String wrong, String on, String error) {
    @Override
    public String toString() {
      return on + " --" + option.name();
    }
  }

  private static final String NO_TIME = "\"soon\" of NAME is not a time";
  private static final String NO_VALUE = "the option --NAME takes no value";

  private static Row here(Option option, String on, String wrong, String error) {
    return new Row(option, Reach.COMMAND_LINE, "", wrong, on, error);
  }

  private static Row flag(Option option, Reach reach, String on) {
    return new Row(option, reach, "", "", on, NO_VALUE);
  }

  private static Row time(Option option, String standard) {
    return new Row(option, Reach.EVERYWHERE, standard, "soon", "up", NO_TIME);
  }

  private static Row ofCluster(Option option, String standard, String wrong, String error) {
    return new Row(option, Reach.EVERYWHERE, standard, wrong, "k8s status", error);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Options.DIRECTORY, Reach.VARIABLE, "", "none", "validate", "\"none\" of -C does not exist"),
        new Row(Options.DIR, Reach.EVERYWHERE, "migrations", "none", "validate",
            "directory \"DIRECTORY/none\" does not exist"),
        new Row(Options.URL, Reach.EVERYWHERE, "", "mysql://h/d", "up",
            "the database URL does not begin with postgres://, postgresql:// or jdbc:postgresql:// (it comes from SOURCE)"),
        new Row(Options.FORMAT, Reach.EVERYWHERE, "seen from the files", "hibernate", "validate",
            "\"hibernate\" is no format"),
        new Row(Options.CHANGELOG_PATH, Reach.EVERYWHERE, "", "*", "validate", ""),
        new Row(Options.ENV, Reach.VARIABLE, "its default-environment", "none", "validate",
            "whimbrel.yaml has no environment \"none\""),
        new Row(Options.CONFIG, Reach.VARIABLE, "whimbrel.yaml", "none.yaml", "validate",
            "the configuration \"none.yaml\" does not exist"),
        here(Options.VAR, "validate", "word", "what --var gives is not of the form NAME=VALUE"),
        new Row(Options.SERVICE, Reach.EVERYWHERE, "", "a\u0007b", "up",
            "\"a\\u0007b\" of service holds a control character"),
        new Row(Options.SCHEMA, Reach.EVERYWHERE, "whimbrel", "pg_x", "up",
            "the schema \"pg_x\" of journal-schema is PostgreSQL's own"),
        new Row(Options.PASSWORD_FILE, Reach.EVERYWHERE, "", "none", "up --url postgres://h/d",
            "the password file \"none\" cannot be read: there is no such file"),
        time(Options.TIMEOUT, "no limit"),
        time(Options.LOCK_TIMEOUT, "2s"),
        time(Options.LOCK_RETRY, "60s"),
        time(Options.LOCK_WAIT, "60s"),
        new Row(Options.TX, Reach.EVERYWHERE, "each", "some", "up", "\"some\" of NAME is neither each nor all"),
        new Row(Options.IN_FLIGHT, Reach.EVERYWHERE, "1", "0", "up", "\"0\" of NAME is not a number of migrations"),
        time(Options.CONNECT_TIMEOUT, "5s and 30s"),
        flag(Options.JSON, Reach.VARIABLE, "validate"),
        flag(Options.NO_COLOR, Reach.VARIABLE, "validate"),
        flag(Options.QUIET, Reach.VARIABLE, "validate"),
        flag(Options.VERBOSE, Reach.VARIABLE, "validate"),
        flag(Options.YES, Reach.VARIABLE, "validate"),
        new Row(Options.PLAN, Reach.VARIABLE, "", "none", "up",
            "this is not what was agreed to: its digest is DIGEST, and not \"none\"; the history, a file or the database has changed"),
        flag(Options.HELP, Reach.COMMAND_LINE, "validate"),
        here(Options.TO, "up", "9", "the directory has no version \"9\""),
        flag(Options.DRY_RUN, Reach.COMMAND_LINE, "up"),
        flag(Options.OUT_OF_ORDER, Reach.EVERYWHERE, "up"),
        flag(Options.FROM_SCRATCH, Reach.COMMAND_LINE, "up"),
        new Row(Options.FIRST, Reach.EVERYWHERE, "", "9", "up", "the directory has no version \"9\""),
        new Row(Options.ADOPT, Reach.EVERYWHERE, "", "always", "up", "\"always\" of --adopt is unknown"),
        flag(Options.NO_PROOF, Reach.EVERYWHERE, "up"),
        here(Options.DOWN_TO, "down", "9", "the directory has no version \"9\""),
        flag(Options.BATCH, Reach.COMMAND_LINE, "down"),
        flag(Options.EXIT_CODE, Reach.EVERYWHERE, "status"),
        flag(Options.SEQ, Reach.EVERYWHERE, "new x"),
        here(Options.AS, "resolve 1", "done", "\"resolve\" needs to be told what was done by hand"),
        here(Options.FROM, "adopt", "none", "\"none\" is no tool whose history can be taken over"),
        here(Options.TABLE, "adopt", "none", "no history of another tool is found in SERVER"),
        flag(Options.SKIP_MISSING, Reach.COMMAND_LINE, "adopt"),
        flag(Options.DETACH, Reach.COMMAND_LINE, "adopt"),
        here(Options.TO_TOOL, "hand-back", "none", "\"none\" is no tool whose history can be taken over"),
        here(Options.TO_FORMAT, "convert", "none", "\"none\" is no format"),
        new Row(Options.OUT, Reach.COMMAND_LINE, "the old one's name with -FORMAT behind it", "migrations",
            "convert --to goose --yes --no-proof", "\"migrations\" lies in the directory that is rewritten"),
        flag(Options.ARCHIVES, Reach.COMMAND_LINE, "convert"),
        flag(Options.ONLY_SHOW, Reach.COMMAND_LINE, "convert"),
        flag(Options.JOURNAL, Reach.COMMAND_LINE, "convert"),
        here(Options.SQL, "drift", "gone", "\"gone\" of --sql is no way on"),
        flag(Options.FIX, Reach.COMMAND_LINE, "doctor"),
        flag(Options.ALL, Reach.COMMAND_LINE, "up"),
        new Row(Options.JOBS, Reach.EVERYWHERE, "4", "many", "up --all",
            "\"many\" of jobs is not a number of services"),
        flag(Options.PREVIEW, Reach.COMMAND_LINE, "deploy"),
        new Row(Options.BACKUP, Reach.EVERYWHERE, "", "migrations/1_a.sql", "deploy",
            "\"DIRECTORY/migrations/1_a.sql\" of the backup is not a directory"),
        new Row(Options.PG_DUMP, Reach.EVERYWHERE, "the oldest that fits", "none", "backup dumps",
            "the pg_dump \"none\" does not exist"),
        new Row(Options.CHECKS_BEFORE, Reach.EVERYWHERE, "", "none", "deploy",
            "\"none\" of checks-before cannot be read: it does not exist"),
        new Row(Options.CHECKS_AFTER, Reach.EVERYWHERE, "", "none", "deploy",
            "\"none\" of checks-after cannot be read: it does not exist"),
        flag(Options.NO_DRY_RUN, Reach.COMMAND_LINE, "deploy"),
        flag(Options.NO_LINT, Reach.EVERYWHERE, "deploy"),
        flag(Options.REHEARSE, Reach.COMMAND_LINE, "plan"),
        here(Options.SINCE_VERSION, "lint --shadow none", "9", "the directory has no version \"9\""),
        here(Options.CHANGED, "lint --shadow none", "*", ""),
        here(Options.QUERIES, "lint --shadow none", "none", "the file of queries \"none\" cannot be read"),
        here(Options.REPORT, "lint --shadow none", "xml", "\"xml\" is no kind of report"),
        new Row(Options.FAIL_ON, Reach.EVERYWHERE, "error", "much", "lint --shadow none 1",
            "\"much\" of fail-on is no weight"),
        flag(Options.CALIBRATE, Reach.COMMAND_LINE, "lint"),
        new Row(Options.LINT_SHADOW, Reach.EVERYWHERE, "embedded", "elsewhere", "lint 1",
            "\"elsewhere\" of shadow is no place for shadow databases"),
        flag(Options.ONE_FILE, Reach.COMMAND_LINE, "rewrite 1"),
        flag(Options.MOVE_COLUMNS, Reach.COMMAND_LINE, "rewrite 1"),
        flag(Options.WRITE, Reach.COMMAND_LINE, "rewrite 1"),
        new Row(Options.MAINTENANCE_DB, Reach.EVERYWHERE, "postgres", "*", "db create", ""),
        flag(Options.END_SESSIONS, Reach.COMMAND_LINE, "db create"),
        flag(Options.ONCE, Reach.COMMAND_LINE, "watch"),
        new Row(Options.INTERVAL, Reach.COMMAND_LINE, "1s", "soon", "watch", NO_TIME),
        flag(Options.CONFIG_SCHEMA, Reach.COMMAND_LINE, "config"),
        new Row(Options.LOG_FILE, Reach.EVERYWHERE, "", "none/m.log", "up",
            "the log file \"none/m.log\" cannot be written: its directory is not there"),
        new Row(Options.LOG_FORMAT, Reach.EVERYWHERE, "text", "xml", "up",
            "\"xml\" of NAME is neither \"text\" nor \"json\""),
        new Row(Options.LOG_SIZE, Reach.EVERYWHERE, "10MB", "big", "up", "\"big\" of NAME is not a size"),
        new Row(Options.LOG_KEEP, Reach.EVERYWHERE, "5", "all", "up", "\"all\" of NAME is not a number of files"),
        flag(Options.REQUIRE_PROOF, Reach.EVERYWHERE, "up"),
        new Row(Options.PROOFS, Reach.EVERYWHERE, "DIR.proofs", "migrations/1_a.sql", "status",
            "1_a.sql:1:1 is no line of a proof"),
        flag(Options.NO_COMPUTED, Reach.EVERYWHERE, "down"),
        flag(Options.PLAN_DOWN, Reach.COMMAND_LINE, "plan"),
        here(Options.DOWN_OF, "new", "9", "the directory has no version \"9\""),
        flag(Options.ALLOW_DATA_LOSS, Reach.COMMAND_LINE, "down"),
        new Row(Options.SHADOW, Reach.EVERYWHERE, "embedded", "elsewhere", "prove",
            "\"elsewhere\" of shadow is no place for shadow databases"),
        new Row(Options.SHADOW_URL, Reach.EVERYWHERE, "", "mysql://h/d", "prove",
            "the database URL does not begin with postgres://, postgresql:// or jdbc:postgresql:// (it comes from SOURCE)"),
        here(Options.AGAINST, "validate", "*", ""),
        new Row(Options.FOR, Reach.COMMAND_LINE, "60s", "soon", "wait", NO_TIME),
        flag(Options.READ_ONLY, Reach.COMMAND_LINE, "wait"),
        flag(Options.EVERYTHING, Reach.COMMAND_LINE, "init"),
        new Row(Options.INSPECT_FORMAT, Reach.COMMAND_LINE, "sql", "pdf", "inspect directory",
            "\"pdf\" is no format of inspect"),
        here(Options.INCLUDE, "inspect directory", "*", ""),
        here(Options.EXCLUDE, "inspect directory", "*", ""),
        here(Options.TABLES, "inspect directory", "a", "--tables, --around, --depth and --with are for drawings"),
        here(Options.WITH, "inspect directory --format svg", "triggers",
            "\"triggers\" of --with is nothing that is drawn"),
        here(Options.AROUND, "inspect directory", "a", "--tables, --around, --depth and --with are for drawings"),
        new Row(Options.DEPTH, Reach.COMMAND_LINE, "1", "far", "inspect directory --format svg --around a",
            "\"far\" of --depth is no number of foreign keys"),
        here(Options.OUT_FILE, "inspect directory", "none/a.sql",
            "\"none/a.sql\" cannot be written: its directory is not there"),
        flag(Options.WAY_BACK, Reach.COMMAND_LINE, "diff directory directory"),
        here(Options.RENAMED, "diff directory directory", "*", "a rename cannot be understood: \"*\""),
        here(Options.DIFF, "new x", "none", "there is no file and no directory \"none\""),
        flag(Options.REPLACE, Reach.COMMAND_LINE, "init"),
        new Row(Options.PROGRESS_FILE, Reach.VARIABLE, "", "none/p", "up",
            "the progress file \"DIRECTORY/none/p\" cannot be written"),
        ofCluster(Options.NAMESPACE, "that of the context", "A_B",
            "\"A_B\" of namespace cannot be the name of a namespace"),
        ofCluster(Options.INSTANCE, "the service, or whimbrel", "A_B",
            "\"A_B\" of name cannot be the name of an installation"),
        ofCluster(Options.CONTEXT, "its current one", "*", ""),
        ofCluster(Options.IMAGE, "", "*", ""),
        new Row(Options.SECRET, Reach.EVERYWHERE, "", "url", "k8s run",
            "\"url\" of secret names no key in a Secret"),
        ofCluster(Options.CNPG, "", "*", ""),
        ofCluster(Options.SERVICE_ACCOUNT, "that of the namespace", "*", ""),
        new Row(Options.KUBECONFIG, Reach.VARIABLE, "~/.kube/config, or the pod's own", "none", "k8s status",
            "the kubeconfig \"none\" does not exist"),
        here(Options.OUT_FILES, "k8s configmap", "*", ""),
        flag(Options.APPLY, Reach.COMMAND_LINE, "k8s configmap"),
        new Row(Options.LAYOUT, Reach.COMMAND_LINE, "kustomize", "flat", "k8s manifests --secret a/b --out k",
            "\"flat\" of layout is no way to arrange manifests"),
        new Row(Options.MEANS, Reach.COMMAND_LINE, "job", "me", "k8s manifests --secret a/b --out k",
            "\"me\" of by is none who carries migrations out"),
        new Row(Options.OVERLAY, Reach.COMMAND_LINE, "dev", "none", "k8s setup existing",
            "\"none\" of overlay is none that is written"),
        new Row(Options.DEADLINE, Reach.COMMAND_LINE, "10m", "soon", "k8s run --secret a/b", NO_TIME),
        new Row(Options.NAMESPACES, Reach.COMMAND_LINE, "all", "a_b", "k8s manifests --layout operator --out k",
            "\"a_b\" of namespaces cannot be the name of a namespace"),
        here(Options.SELECTOR, "k8s operator", "*", ""),
        new Row(Options.LEASE, Reach.COMMAND_LINE, "whimbrel-operator", "*", "k8s operator", ""),
        new Row(Options.PORT, Reach.COMMAND_LINE, "8080", "x", "k8s operator", "\"x\" of --port is no port"),
        flag(Options.FOLLOW, Reach.COMMAND_LINE, "k8s logs"),
        flag(Options.EVERY_TRY, Reach.COMMAND_LINE, "k8s logs"),
        flag(Options.ASK_DATABASE, Reach.COMMAND_LINE, "k8s status"));
  }

  static Stream<Row> ofTheFile() {
    return rows().filter(row -> row.reach() == Reach.EVERYWHERE);
  }

  static Stream<Row> ofVariables() {
    return rows().filter(row -> row.reach() != Reach.COMMAND_LINE);
  }

  static Stream<Row> withWrongValue() {
    return rows().filter(row -> !row.wrong().equals("*"));
  }

  @TempDir
  Path directory;
  private TestDatabase database;

  @BeforeEach
  void layOut(TestDatabase fresh) throws IOException {
    database = fresh;
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(directory.resolve("migrations/1_a.sql"), "-- +migrate Up\ncreate table a (n int);\n");
  }

  @Test
  void everyOptionHasARow() {
    assertThat(rows().map(Row::option)).containsExactlyInAnyOrderElementsOf(Options.all());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void variableAndKeyFollowFromTheName(Row row) {
    String name = row.option().name();
    String group = row.reach() == Reach.EVERYWHERE && row.option().key().startsWith("k8s.") ? "k8s." : "";
    String own = "WHIMBREL_" + (group + name).toUpperCase(java.util.Locale.ROOT).replaceAll("[-.]", "_");
    assertThat(row.option().key()).isEqualTo(row.reach() == Reach.EVERYWHERE ? group + name : "");
    assertThat(List.of(row.option().variable().split(", ")).getFirst())
        .isEqualTo(row.reach() == Reach.COMMAND_LINE ? "" : own);
    assertThat(row.option().standard()).isEqualTo(row.standard());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void absentEverywhereIsItsDefault(Row row) {
    Option option = row.option();
    Settings settings = settings(Map.of(), Map.of());
    assertThat(settings.find(option)).isEmpty();
    assertThat(settings.isOn(option)).isFalse();
    assertThat(invocation(Map.of(), Map.of()).wants(option)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theFlagIsTheStrongest(Row row) throws IOException {
    Option option = row.option();
    Map<String, String> variables = new TreeMap<>();
    ways(row, "false", "true").forEach(variables::put);
    String given = option.takesArgument() ? "typed" : "";
    Map<String, String> values = Map.of(option.name(), given);
    assertThat(invocation(values, variables).value(option)).contains(given);
    assertThat(invocation(values, variables).given(option)).contains(given);
    if (row.reach() == Reach.EVERYWHERE) {
      write(line(option.key(), "\"false\"") + "\n");
      assertThat(settings(values, variables).text(option)).contains(given);
      assertThat(option.takesArgument() || settings(values, variables).isOn(option)).isTrue();
    }
    assertThat(option.takesArgument() || invocation(values, variables).wants(option)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ofVariables")
  void thenItsVariable(Row row) throws IOException {
    Option option = row.option();
    write(row.reach() == Reach.EVERYWHERE ? line(option.key(), "\"false\"") + "\n" : "");
    for (String variable : option.variable().split(", ")) {
      assertThat(invocation(Map.of(), Map.of(variable, "true")).given(option)).contains("true");
      assertThat(invocation(Map.of(), Map.of(variable, "")).given(option)).isEmpty();
      if (!option.takesArgument()) {
        assertThat(invocation(Map.of(), Map.of(variable, "true")).wants(option)).isTrue();
      }
      if (row.reach() == Reach.EVERYWHERE) {
        assertThat(settings(Map.of(), Map.of(variable, "true")).text(option)).contains("true");
        assertThat(settings(Map.of(), Map.of(variable, "")).text(option)).contains("false");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ofTheFile")
  void thenTheServiceThenTheEnvironmentThenTheGeneralPart(Row row) throws IOException {
    Option option = row.option();
    String key = option.key();
    boolean named = option.equals(Options.SERVICE);
    write(line(key, "\"general\"") + "\nenvironments:\n  prod:\n    " + line(key, "\"of-prod\"") + "\n");
    assertThat(settings(Map.of(), Map.of()).text(option)).contains("general");
    assertThat(settings(Map.of("env", "prod"), Map.of()).text(option)).contains("of-prod");
    write("environments:\n  prod:\n    " + line(key, "\"of-prod\"") + "\nservices:\n  one:\n    "
        + line(named ? "dir" : key, "\"of-service\"") + "\n");
    assertThat(settings(Map.of("service", "one", "env", "prod"), Map.of()).text(option))
        .contains(named ? "one" : "of-service");
    String variable = option.variable().split(", ")[0];
    if (!named) {
      assertThat(settings(Map.of("service", "one", "env", "prod"), Map.of(variable, "of-variable")).text(option))
          .contains("of-variable");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsForOneRunIsNoKey(Row row) throws IOException {
    if (row.reach() == Reach.EVERYWHERE) {
      write(line(row.option().key(), "\"x\"") + "\n");
      assertThat(settings(Map.of(), Map.of()).find(row.option())).isPresent();
      return;
    }
    if (Options.configurationKeys().contains(row.option().name())) {
      assertThat(row.option().key()).isEmpty(); // another option of the same name is a key
      return;
    }
    write(row.option().name() + ": x\n");
    assertThatThrownBy(() -> settings(Map.of(), Map.of()))
        .hasMessage("whimbrel.yaml:1:1 the key \"" + row.option().name() + "\" is not known");
  }

  @ParameterizedTest
  @MethodSource("withWrongValue")
  void tellsAWrongValueOfTheFlag(Row row) {
    String option = "--" + row.option().name() + (row.wrong().isEmpty() ? "=x" : "=" + row.wrong());
    assertThat(said(row.on() + " " + option, Map.of())).isEqualTo("error: " + error(row, row.option().name(),
        "--" + row.option().name()));
  }

  @ParameterizedTest
  @MethodSource("ofVariables")
  void tellsAWrongValueOfTheVariable(Row row) {
    for (String variable : row.option().variable().split(", ")) {
      if (row.wrong().isEmpty() && !variable.equals("NO_COLOR")) {
        Invocation invocation = invocation(Map.of(), Map.of(variable, "maybe"));
        assertThatThrownBy(() -> invocation.wants(row.option()))
            .hasMessage("\"maybe\" of " + variable + " is neither true nor false");
      } else if (!row.wrong().isEmpty() && !row.wrong().equals("*")) {
        assertThat(said(row.on(), Map.of(variable, row.wrong()))).isEqualTo("error: " + error(row, variable, variable));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ofTheFile")
  void tellsAWrongValueOfTheFile(Row row) throws IOException {
    if (row.wrong().isEmpty()) {
      write(row.option().key() + ": maybe\n");
      Settings settings = settings(Map.of(), Map.of());
      assertThatThrownBy(() -> settings.isOn(row.option())).hasMessage("whimbrel.yaml:1:" + (row.option().key().length()
          + 3) + " \"maybe\" of " + row.option().key() + " is neither true nor false");
    } else if (!row.wrong().equals("*")) {
      write(line(row.option().key(), "\"" + row.wrong().replace("\u0007", "\\a") + "\"") + "\n");
      assertThat(said(row.on(), Map.of()).replaceFirst("whimbrel.yaml:1:\\d+ ", ""))
          .isEqualTo("error: " + error(row, row.option().name(), "whimbrel.yaml"));
    }
  }

  private String error(Row row, String name, String source) {
    return row.error().replace("NAME=VALUE", "<pair>").replace("NAME", name).replace("<pair>", "NAME=VALUE")
        .replace("SOURCE", source).replace("SERVER", database.host() + ":" + database.port() + "/" + database.name())
        .replace("DIRECTORY", directory.toString());
  }

  /** A key with its value, in its group where it has one. */
  private static String line(String key, String value) {
    int dot = key.indexOf('.');
    return dot < 0 ? key + ": " + value : key.substring(0, dot) + ": {" + key.substring(dot + 1) + ": " + value + "}";
  }

  private static Map<String, String> ways(Row row, String... values) {
    Map<String, String> ways = new TreeMap<>();
    Stream.of(row.option().variable().split(", ")).filter(name -> !name.isEmpty())
        .forEach(name -> ways.put(name, values[0]));
    return ways;
  }

  /** The first line of what a command says on standard error. */
  private String said(String line, Map<String, String> variables) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> all = new TreeMap<>(variables);
    boolean named = variables.containsKey("DATABASE_URL") || line.contains("--url") || hasUrl();
    if (!named) {
      all.putIfAbsent("WHIMBREL_URL", database.url());
    }
    Surroundings surroundings = new Surroundings(all, directory, new StringReader(""),
        new PrintStream(PrintStream.nullOutputStream()), new PrintStream(err, true, StandardCharsets.UTF_8),
        Terminal.NONE, Clock.systemUTC());
    new Cli(surroundings).run(line.split(" "));
    return err.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("")
        .replaceFirst("its digest is [0-9a-f]{16}", "its digest is DIGEST");
  }

  private boolean hasUrl() {
    try {
      return Files.exists(directory.resolve("whimbrel.yaml"))
          && Files.readString(directory.resolve("whimbrel.yaml")).startsWith("url:");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Invocation invocation(Map<String, String> values, Map<String, String> variables) {
    Surroundings surroundings = new Surroundings(variables, directory, new StringReader(""),
        new PrintStream(PrintStream.nullOutputStream()), new PrintStream(PrintStream.nullOutputStream()), Terminal.NONE,
        Clock.systemUTC());
    return new Invocation("up", List.of(), values, surroundings,
        Screen.of(surroundings, Screen.Form.TEXT, Screen.Volume.NORMAL, Screen.Colours.AUTO));
  }

  private Settings settings(Map<String, String> values, Map<String, String> variables) {
    return Settings.of(invocation(values, variables));
  }

  private void write(String yaml) throws IOException {
    Files.writeString(directory.resolve("whimbrel.yaml"), yaml);
  }
}
