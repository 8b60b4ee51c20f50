package dev.whimbrel.cli.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.lint.LintText.Detail;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Screen.Colours;
import dev.whimbrel.cli.screen.Screen.Form;
import dev.whimbrel.cli.screen.Screen.Volume;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** All reports of the same findings, as they lie in {@code src/test/resources/lint}. */
class ReportsTest {
  private static final Path GOLDEN = Path.of(System.getProperty("basedir", ""), "src/test/resources/lint");

  private record Report(String file, String text) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Report> reports() {
    Linted linted = Invented.linted();
    return Stream.of(
        new Report("findings.txt", LintText.of(linted, Detail.USUAL, screen(Terminal.NONE))),
        new Report("verbose.txt", LintText.of(linted, Detail.ALL, screen(Terminal.NONE))),
        new Report("coloured.txt", LintText.of(linted, Detail.ALL, screen(Terminal.INTERACTIVE))),
        new Report("nothing.txt", LintText.of(Invented.nothing(), Detail.ALL, screen(Terminal.NONE))),
        new Report("findings.json", LintJson.of(linted).render() + "\n"),
        new Report("findings.sarif", Sarif.of(linted, "1.2.3")),
        new Report("github.txt", GithubAnnotations.of(linted)),
        new Report("gitlab.json", GitlabCodeQuality.of(linted)),
        new Report("junit.xml", JunitXml.of(linted)));
  }

  /** {@code -Dcases.accept=true} writes what is seen into the files; look at the difference before you commit it. */
  @ParameterizedTest
  @MethodSource("reports")
  void sayWhatIsFound(Report report) throws IOException {
    Path file = GOLDEN.resolve(report.file());
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(file, report.text());
    }
    assertThat(report.text()).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void tellNoSecret(Report report) {
    assertThat(report.text()).doesNotContain("geheim");
  }

  @Test
  void fingerprintsStayWhenLinesMove() {
    Stream<String> moved = Invented.linted("\n\n-- more\n").located().stream().map(Located::fingerprint);
    List<String> fingerprints = Invented.linted().located().stream().map(Located::fingerprint).toList();
    assertThat(moved).containsExactlyElementsOf(fingerprints);
    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  @Test
  void annotationsAreOneLineEach() {
    assertThat(GithubAnnotations.of(Invented.linted()).lines()).hasSize(4)
        .allMatch(line -> line.matches("::(error|warning|notice) file=[^:,]+,line=\\d+,endLine=\\d+,title=[^:,]+::.*"));
    assertThat(GithubAnnotations.of(Invented.nothing())).isEmpty();
  }

  @Test
  void buildServersReadTheReportOfTests() throws Exception {
    Element suites = xml(JunitXml.of(Invented.linted()));
    assertThat(suites.getTagName()).isEqualTo("testsuites");
    assertThat(attributes(suites.getElementsByTagName("testsuite"), "name")).containsExactly(
        "db/migrations/001_plain.up.sql", "db/migrations/002_größe & 50%,x.up.sql", "db/migrations/003_secret.up.sql");
    assertThat(attributes(suites.getElementsByTagName("testsuite"), "tests")).containsExactly("1", "4", "1");
    assertThat(attributes(suites.getElementsByTagName("failure"), "message")).containsExactly(
        "all rows of \"größe\" are read,\nwhile 100% of <readers & writers> wait", "all rows of \"t\" are written");
    assertThat(attributes(suites.getElementsByTagName("skipped"), "message"))
        .containsExactly("it has ten rows, \"at most\" <10 & 50%>");
    assertThat(suites.getAttribute("tests")).isEqualTo("6");
    assertThat(suites.getElementsByTagName("testcase").getLength()).isEqualTo(6);
    assertThat(xml(JunitXml.of(Invented.nothing())).getAttribute("failures")).isEqualTo("0");
  }

  /** The standard's required properties (§3.13 to §3.52), and what GitHub demands beyond them. */
  @Test
  void sarifHasWhatTheStandardDemands() {
    Map<?, ?> log = map(json(Sarif.of(Invented.linted(), "1.2.3")));
    assertThat(log.get("version")).isEqualTo("2.1.0");
    assertThat(String.valueOf(log.get("$schema"))).endsWith("sarif-schema-2.1.0.json");
    Map<?, ?> run = map(list(log.get("runs")).getFirst());
    Map<?, ?> driver = map(map(run.get("tool")).get("driver"));
    assertThat(driver.get("name")).isEqualTo("Whimbrel");
    List<?> rules = list(driver.get("rules"));
    assertThat(rules).allSatisfy(rule -> assertThat(map(rule).get("id")).asString().matches("WB\\d{3}"));
    assertThat(rules).allSatisfy(rule -> assertThat(map(map(rule).get("help")).get("text")).asString().isNotBlank());
    assertThat(rules).allSatisfy(rule -> assertThat(map(map(rule).get("defaultConfiguration")).get("level"))
        .isIn("none", "note", "warning", "error"));
    assertThat(run.get("columnKind")).isIn("utf16CodeUnits", "unicodeCodePoints");
    assertThat(list(run.get("invocations"))).allSatisfy(
        invocation -> assertThat(map(invocation).get("executionSuccessful")).isEqualTo(true));
    assertThat(list(run.get("results"))).hasSize(5).allSatisfy(result -> result(map(result), rules));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      a.sql          | a.sql
      ../a b/#1?.sql | ../a%20b/%231%3F.sql
      a:b.sql        | ./a:b.sql
      db/a:b%.sql    | db/a:b%25.sql
      ä[1].sql       | %C3%A4%5B1%5D.sql
      /srv/a b.sql   | file:///srv/a%20b.sql
      """)
  void pathsAreReferences(String path, String uri) {
    assertThat(Sarif.uri(path)).isEqualTo(uri);
  }

  private static void result(Map<?, ?> result, List<?> rules) {
    assertThat(map(result.get("message")).get("text")).asString().isNotBlank();
    assertThat(result.get("level")).isIn("none", "note", "warning", "error");
    if (result.get("ruleIndex") instanceof Integer index) {
      assertThat(map(rules.get(index)).get("id")).isEqualTo(result.get("ruleId"));
    }
    Map<?, ?> physical = map(map(list(result.get("locations")).getFirst()).get("physicalLocation"));
    assertThat(map(physical.get("artifactLocation")).get("uri")).asString()
        .matches("db/migrations/[A-Za-z0-9._~!$&'()*+,;=:@/%-]+").doesNotContain("\\");
    Map<?, ?> region = map(physical.get("region"));
    assertThat(number(region.get("endLine"))).isGreaterThanOrEqualTo(number(region.get("startLine")));
    assertThat(List.of("startLine", "startColumn", "endColumn"))
        .allSatisfy(name -> assertThat(number(region.get(name))).isPositive());
    assertThat(map(result.get("partialFingerprints"))).isNotEmpty()
        .allSatisfy((name, value) -> assertThat(value).isInstanceOf(String.class));
    if (result.get("suppressions") != null) {
      assertThat(list(result.get("suppressions"))).isNotEmpty()
          .allSatisfy(one -> assertThat(map(one).get("kind")).isIn("inSource", "external"))
          .allSatisfy(one -> assertThat(map(one).get("status")).isIn("accepted", "underReview", "rejected"));
    }
  }

  @Test
  void gitlabHasWhatItDemands() {
    List<?> issues = list(json(GitlabCodeQuality.of(Invented.linted())));
    assertThat(issues).hasSize(4).allSatisfy(issue -> {
      assertThat(map(issue).keySet().stream().map(String::valueOf)).contains("description", "check_name", "fingerprint",
          "severity", "location");
      assertThat(map(issue).get("severity")).isIn("info", "minor", "major", "critical", "blocker");
      assertThat(map(map(map(issue).get("location")).get("lines")).get("begin")).isInstanceOf(Integer.class);
    });
  }

  private static Screen screen(Terminal terminal) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    return Screen.of(new Surroundings(Map.of(), Path.of("."), new StringReader(""), nowhere, nowhere, terminal,
        Clock.systemUTC()), Form.TEXT, Volume.NORMAL, Colours.AUTO);
  }

  private static Element xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(UTF_8))).getDocumentElement();
  }

  private static List<String> attributes(NodeList elements, String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      values.add(((Element) elements.item(i)).getAttribute(name));
    }
    return values;
  }

  /** JSON is YAML. */
  private static Object json(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static Map<?, ?> map(@Nullable Object json) {
    assertThat(json).isInstanceOf(Map.class);
    return (Map<?, ?>) Objects.requireNonNull(json);
  }

  private static int number(@Nullable Object json) {
    assertThat(json).isInstanceOf(Integer.class);
    return (Integer) Objects.requireNonNull(json);
  }

  private static List<?> list(@Nullable Object json) {
    assertThat(json).isInstanceOf(List.class);
    return (List<?>) Objects.requireNonNull(json);
  }
}
