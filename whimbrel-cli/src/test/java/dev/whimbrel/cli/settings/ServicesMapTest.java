package dev.whimbrel.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesMapTest {
  private static final String MAP = """
      dir: common
      lock-wait: 1s
      environments:
        prod: {dir: of-prod, lock-wait: 2s, format: goose}
      services:
        web: {dir: web/migrations, requires: [ai, chat], lock-wait: 3s}
        ai: {dir: ai/migrations}
        chat: {dir: "${CHAT}", journal-schema: chat}
      """;

  @TempDir
  Path directory;

  @Test
  void areInTheOrderOfTheFile() {
    assertThat(settings(MAP, Map.of(), Map.of()).services()).containsExactly(
        new ServiceEntry("web", List.of("ai", "chat"), new Position("whimbrel.yaml", 6, 3)),
        new ServiceEntry("ai", List.of(), new Position("whimbrel.yaml", 7, 3)),
        new ServiceEntry("chat", List.of(), new Position("whimbrel.yaml", 8, 3)));
    assertThat(settings("dir: a", Map.of(), Map.of()).services()).isEmpty();
  }

  @Test
  void aServicesKeysComeBeforeTheEnvironmentAndAfterVariables() {
    Settings web = settings(MAP, Map.of("env", "prod", "service", "web"), Map.of());
    assertThat(web.text(Options.DIR)).contains("web/migrations");
    assertThat(web.text(Options.LOCK_WAIT)).contains("3s");
    assertThat(web.text(Options.FORMAT)).contains("goose");
    assertThat(web.text(Options.SERVICE)).contains("web");
    assertThat(web.service()).map(ServiceEntry::name).contains("web");
    assertThat(settings(MAP, Map.of("service", "web"), Map.of("WHIMBREL_DIR", "of-variable")).text(Options.DIR))
        .contains("of-variable");
    assertThat(settings(MAP, Map.of("service", "web", "dir", "of-flag"), Map.of()).text(Options.DIR))
        .contains("of-flag");
  }

  @Test
  void anotherServiceTakesThePlaceOfTheFirst() {
    Settings ai = settings(MAP, Map.of("service", "web"), Map.of()).ofService("ai");
    assertThat(ai.text(Options.DIR)).contains("ai/migrations");
    assertThat(ai.text(Options.LOCK_WAIT)).contains("1s");
    assertThat(ai.text(Options.SERVICE)).contains("ai");
    assertThat(ai.directory()).isEqualTo(directory.resolve("ai/migrations"));
  }

  @Test
  void withoutANameTheMapDecidesNothing() {
    for (Settings settings : List.of(settings(MAP, Map.of(), Map.of()),
        settings(MAP, Map.of("service", ""), Map.of()))) {
      assertThat(settings.text(Options.DIR)).contains("common");
      assertThat(settings.service()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      webb    | whimbrel.yaml has no service "webb"; did you mean "web"?
      billing | whimbrel.yaml has no service "billing"; there are web, ai, chat
      """)
  void refusesAServiceThatTheMapHasNot(String name, String problem) {
    assertThatThrownBy(() -> settings(MAP, Map.of("service", name), Map.of()))
        .satisfies(e -> assertProblems(e, problem));
    Settings none = settings(MAP, Map.of(), Map.of());
    assertThatThrownBy(() -> none.ofService(name)).satisfies(e -> assertProblems(e, problem));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      {a: {dir: a, requires: [a]}}                | whimbrel.yaml:1:35 no service of this circle can be first: a requires a; take one of them out of "requires"
      {a: {dir: a, requires: [b]}, b: {dir: b, requires: [c]}, c: {dir: c, requires: [b]}} | whimbrel.yaml:1:91 no service of this circle can be first: b requires c requires b; take one of them out of "requires"
      {web: {dir: a}, b: {dir: b, requires: [webb]}} | whimbrel.yaml:1:50 "b" requires "webb", and there is no such service; did you mean "web"?
      {a: {dir: a, requires: b}}                  | whimbrel.yaml:1:34 "requires" must be a list of names; write it in brackets: "requires: [name]"
      {a: {dir: a, requires: [[b]]}}              | whimbrel.yaml:1:35 "a name in requires" must be a single value; write it in one line: "a name in requires: value"
      {"": {dir: a}}                              | whimbrel.yaml:1:12 the name of a service is empty; name it as --service names it: one line of letters, digits and signs
      {" ": {dir: a}}                             | whimbrel.yaml:1:12 the name of a service is empty; name it as --service names it: one line of letters, digits and signs
      {"a\\u0007b": {dir: a}}                     | whimbrel.yaml:1:12 "a<bell>b" holds a control character; a name of a service is one line of letters, digits and signs
      {a: {dirr: b}}                              | whimbrel.yaml:1:16 the key "dirr" is not known; did you mean "dir"?
      {a: {dir: a}, a: {dir: b}}                  | whimbrel.yaml:1:25 the key "a" stands here twice; remove one of the two
      {a: {dir: x/../db}, b: {dir: ./db/}}        | whimbrel.yaml:1:40 "b" and "a" have the same directory; give each service its own with "dir", or, for tenants, a schema of its own with "url"
      {a: {format: goose}, b: {dir: migrations}}  | whimbrel.yaml:1:41 "b" and "a" have the same directory; give each service its own with "dir", or, for tenants, a schema of its own with "url"
      {a: {dir: file://db}, b: {}, c: {dir: db}}  | whimbrel.yaml:1:49 "c" and "a" have the same directory; give each service its own with "dir", or, for tenants, a schema of its own with "url"
      """)
  void refuses(String services, String problem) {
    assertThatThrownBy(() -> settings("services: " + services, Map.of(), Map.of()))
        .satisfies(e -> assertProblems(e, problem.replace("<bell>", "\u0007")));
  }

  @Test
  void itsNameIsNoKeyOfIts() {
    assertThatThrownBy(() -> settings("services: {a: {service: b}}", Map.of(), Map.of()))
        .hasMessageStartingWith("whimbrel.yaml:1:16 the key \"service\" is not known");
  }

  @Test
  void refusesADirectoryThatIsAnothersBySymbolicLink() throws IOException {
    Files.createDirectories(directory.resolve("web/migrations"));
    Files.createSymbolicLink(directory.resolve("linked"), directory.resolve("web"));
    assertThatThrownBy(() -> settings("services: {a: {dir: web/migrations}, b: {dir: linked/migrations}}", Map.of(),
        Map.of())).satisfies(e -> assertProblems(e,
            "whimbrel.yaml:1:47 \"b\" and \"a\" have the same directory; give each service its own with \"dir\", or, "
                + "for tenants, a schema of its own with \"url\""));
  }

  /** The same files for each tenant, and no two of them in the same place. */
  @Test
  void tenantsShareADirectory() {
    String tenants = "{dir: m, url: 'postgres://h/d?search_path=a'}, b: {dir: ./m, url: 'postgres://h/d?search_path=b'}";
    assertThat(settings("services: {a: " + tenants + "}", Map.of(), Map.of()).services())
        .extracting(ServiceEntry::name).containsExactly("a", "b");
    assertThatThrownBy(() -> settings("services: {a: " + tenants.replace("=b", "=a") + "}", Map.of(), Map.of()))
        .hasMessageContaining("\"b\" and \"a\" have the same directory");
  }

  /** It would be stronger than the URL of each, and both would be migrated in one place. */
  @Test
  void tenantsAreRefusedWhereAVariableNamesTheDatabase() {
    String tenants = "{a: {dir: m, url: '${DATABASE_URL}?search_path=a'}, b: {dir: m, url: '${DATABASE_URL}?search_path=b'}}";
    assertThatThrownBy(() -> settings("services: " + tenants, Map.of(), Map.of("DATABASE_URL", "postgres://h/d")))
        .satisfies(e -> assertProblems(e, "whimbrel.yaml:1:72 \"b\" and \"a\" have the same directory; "
            + "leave out DATABASE_URL, which is stronger than the \"url\" of each"));
  }

  @Test
  void aLongChainIsNoCircleAndTakesNoTime() {
    String chain = IntStream.range(0, 3000)
        .mapToObj(i -> "  s" + i + ": {dir: d" + i + (i == 2999 ? "}" : ", requires: [s" + (i + 1) + "]}"))
        .collect(Collectors.joining("\n", "services:\n", "\n"));
    assertThat(settings(chain, Map.of(), Map.of()).services()).hasSize(3000);
  }

  private static void assertProblems(Throwable thrown, String... lines) {
    assertThat(thrown).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).extracting(ServicesMapTest::line).containsExactly(lines));
  }

  private static String line(Problem problem) {
    return (problem.at() == null ? "" : problem.at() + " ") + problem.message() + "; " + problem.remedy();
  }

  private Settings settings(String yaml, Map<String, String> values, Map<String, String> variables) {
    try {
      Files.writeString(directory.resolve("whimbrel.yaml"), yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Surroundings surroundings = new Surroundings(variables, directory, new StringReader(""),
        new PrintStream(PrintStream.nullOutputStream()), new PrintStream(PrintStream.nullOutputStream()), Terminal.NONE,
        Clock.systemUTC());
    Screen screen = Screen.of(surroundings, Screen.Form.TEXT, Screen.Volume.NORMAL, Screen.Colours.AUTO);
    return Settings.of(new Invocation("up", List.of(), values, surroundings, screen));
  }
}
