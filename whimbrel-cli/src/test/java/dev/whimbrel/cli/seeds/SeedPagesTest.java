package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.seeds.SeedPage.Directive;
import dev.whimbrel.cli.seeds.SeedPage.Row;
import dev.whimbrel.cli.seeds.SeedPage.Verdict;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goes through {@code docs/seeds} twice: once with the handbooks' own words behind {@code whimbrel as}, once with Whimbrel's. So no page
 * can say of a command that it runs if it does not.
 */
@ExtendWith(FreshDatabases.class)
class SeedPagesTest {
  private static final Map<String, Seed> SEEDS = Map.of("0-atlas-jobs", Seed.ATLAS_JOBS, "1-up-down", Seed.UP_DOWN,
      "2-shared", Seed.SHARED_AI, "3-atlas-operator", Seed.ATLAS_OPERATOR, "4-golang-migrate", Seed.GOLANG_MIGRATE);
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
  private static final Pattern PROGRAM = Pattern
      .compile(
          "(?:docker-compose exec \\S+ |docker exec -it \\S+ )?(?:go run (?:([^/\\s]+)/(?=cmd/))?(?:cmd/migrate/)?main\\.go|\\./migrate) (.*)");

  static List<String> pages() throws IOException {
    return SeedPage.names();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void theHandbooksWordsRunThroughAs(String page, TestDatabase database, @TempDir Path place) throws IOException {
    Walk walk = new Walk(database, place);
    int run = 0;
    for (SeedPage.Item item : SeedPage.read(page).items()) {
      switch (item) {
        case Directive directive -> walk.follow(directive.text(), "--adopt");
        case Row row when row.ofHandbook().isPresent() -> {
          walk.handbook(row.handbook(), row.ofHandbook().get());
          run++;
        }
        case Row row -> {
        }
      }
    }
    assertThat(run).as("commands run").isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void whimbrelsWordsRun(String page, TestDatabase database, @TempDir Path place) throws IOException {
    Walk walk = new Walk(database, place);
    int run = 0;
    for (SeedPage.Item item : SeedPage.read(page).items()) {
      switch (item) {
        case Directive directive -> walk.follow(directive.text(), "");
        case Row row when row.ofOwn().isPresent() -> {
          walk.own(row.own(), row.ofOwn().get());
          run++;
        }
        case Row row -> {
        }
      }
    }
    assertThat(run).as("commands run").isPositive();
  }

  /** Where a page is gone through. */
  private static final class Walk {
    private final TestDatabase database;
    private final Path place;
    private final Map<String, String> variables = new TreeMap<>();
    private Seed seed = Seed.UP_DOWN;
    private Path project;
    private String tool = "";
    private String within = "";
    private String searchPath = "";
    private int copies;

    Walk(TestDatabase database, Path place) {
      this.database = database;
      this.place = place;
      this.project = place;
    }

    void follow(String directive, String adopting) throws IOException {
      String[] words = directive.split(" ", 3);
      String rest = directive.substring(words[0].length()).strip();
      switch (words[0]) {
        case "seed" -> {
          seed = Optional.ofNullable(SEEDS.get(rest)).orElseThrow();
          copy();
        }
        case "tool" -> {
          tool = rest;
          variables.putAll(tool.equals("services") ? parts() : Map.of("DATABASE_URL", url()));
        }
        case "variable" -> variables.put(words[1], words.length > 2 ? words[2] : "");
        case "in" -> within = rest;
        case "search" -> {
          searchPath = words[2];
          variables.put("DATABASE_URL", url());
          execute("CREATE SCHEMA " + searchPath);
        }
        case "original" -> copy();
        case "empty" -> empty();
        case "append" -> Files.writeString(project.resolve(words[1]), words[2] + "\n", StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        case "write" -> Files.writeString(project.resolve(within).resolve(words[1]), words[2].replace("\\n", "\n"));
        case "replace" -> {
          String[] texts = words[2].split(" ");
          Path file = project.resolve(words[1]);
          Files.writeString(file, Files.readString(file).replace(texts[0], texts[1]));
        }
        case "move" -> {
          Files.move(project.resolve(words[2]), project.resolve("aside"));
          Files.move(project.resolve(words[1]), project.resolve(words[2]));
        }
        case "sql" -> execute(words[1].equals("file") ? Files.readString(project.resolve(words[2])) : rest);
        case "type" -> type(rest + (adopting.isEmpty() ? "" : " " + adopting + " golang-migrate")).fine();
        default -> throw new IllegalArgumentException(directive);
      }
    }

    private void copy() {
      project = seed.copiedTo(place.resolve("copy" + ++copies));
    }

    private void empty() {
      query("""
          SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'""")
          .forEach(row -> execute("DROP SCHEMA \"" + row.getFirst() + "\" CASCADE"));
      execute("CREATE SCHEMA public");
    }

    private String url() {
      return searchPath.isEmpty() ? database.url() : database.url() + "?search_path=" + searchPath + "&sslmode=disable";
    }

    private Map<String, String> parts() {
      return Map.of("DB_HOST", database.host(), "DB_PORT", String.valueOf(database.port()), "DB_USER", database.user(),
          "DB_PASSWORD", database.password(), "DB_NAME", database.name(), "DB_SSLMODE", "disable");
    }

    void handbook(String line, Verdict verdict) throws IOException {
      if (line.matches("(SELECT|INSERT|UPDATE|DELETE) .*")) {
        assertThat(sql(line)).as(line).contains(verdict.says());
        return;
      }
      check(type("as " + translated(line)), verdict);
    }

    /** As it would stand behind {@code whimbrel as}: nothing but the name of the program changes. */
    private String translated(String line) {
      if (line.startsWith("migrate ") || line.startsWith("atlas ")) {
        return line;
      }
      Matcher program = PROGRAM.matcher(line);
      assertThat(program.matches()).as("a program of the handbook: " + line).isTrue();
      String service = program.group(1) == null ? "" : "-service=" + program.group(1) + " ";
      return tool + " " + service + program.group(2);
    }

    void own(String line, Verdict verdict) throws IOException {
      assertThat(line).startsWith("whimbrel ");
      check(type(line.substring("whimbrel ".length())), verdict);
    }

    private Said type(String line) throws IOException {
      Path directory = Files.createDirectories(project.resolve(within));
      String[] words = WORD.matcher(line).results().map(word -> filled(word.group().replace("\"", "")))
          .toArray(String[]::new);
      return new Prompt(directory, variables).run(line, words);
    }

    private String filled(String word) {
      return word.matches("postgres://.*|\\$(PRODUCTION_)?DATABASE_URL") ? url() : word;
    }

    private static void check(Said said, Verdict verdict) {
      assertThat(said.exitCode()).as("exit code of: %s%n%s%s", said.line(), said.out(), said.err())
          .isEqualTo(verdict.exitCode());
      assertThat(said.out() + said.err()).as(said.line()).contains(verdict.says());
    }

    private String sql(String line) {
      if (!line.startsWith("SELECT")) {
        execute(line);
        return "";
      }
      List<String> rows = new ArrayList<>();
      query(line).forEach(row -> rows.add(row.stream().map(String::valueOf).collect(Collectors.joining(" "))));
      return String.join("\n", rows);
    }

    /** In a session of its own: a command of the page may end all others. */
    private void execute(String sql) {
      try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new AssertionError(sql, e);
      }
    }

    private List<List<String>> query(String sql) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.add(String.valueOf(result.getString(column)));
          }
          rows.add(row);
        }
        return rows;
      } catch (SQLException e) {
        throw new AssertionError(sql, e);
      }
    }
  }
}
