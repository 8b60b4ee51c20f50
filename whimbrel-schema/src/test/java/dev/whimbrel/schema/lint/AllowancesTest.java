package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.lint.Deployment.Majors;
import dev.whimbrel.schema.lint.Deployment.RunnerTimeouts;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Timeouts;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowancesTest {
  private static final List<String> IDS = List.of("WB101", "WB110", "WB116", "WB136", "WB201", "WB202", "WB501",
      "WB502",
      "WB601", "WB901");
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 15);

  @Test
  void whatStandsBeforeTheFirstStatementConcernsTheFile() {
    assertThat(allowed("""
        -- whimbrel: allow WB110, WB5 because "nobody has it"
        -- about a
        SELECT 1;
        SELECT 2;
        """)).containsExactly("1 [WB110, WB5] for all: nobody has it");
  }

  @Test
  void whatStandsAboveAStatementConcernsThatOne() {
    assertThat(allowed("""
        SELECT 1; -- whimbrel: allow WB1 because "behind a statement it is a remark"
        -- whimbrel: allow WB110 until 2027-01 because "one"

        -- whimbrel: allow WB201 until 2026-12-24 because "two"
        SELECT
          2;
        SELECT 3;
        -- whimbrel: allow WB110 because "nothing follows"
        """)).containsExactly("2 [WB110] until 2027-01-31 for 5: one", "4 [WB201] until 2026-12-24 for 5: two");
  }

  @Test
  void waysBackHaveTheirOwn() {
    Map<String, String> files = Map.of("00001_a.sql", """
        -- whimbrel: allow WB2 because "head"
        -- +goose Up
        -- whimbrel: allow WB1 because "up"
        SELECT 1;
        -- whimbrel: allow WB5 because "second"
        SELECT 2;
        -- +goose Down
        -- whimbrel: allow WB201 because "down"
        SELECT 3;
        """);
    assertThat(shown(Format.GOOSE, files)).containsExactly("1 [WB2] for all: head",
        "3 [WB1] for all: up", "5 [WB5] for 6: second");
  }

  @Test
  void changesetsOfAFileHaveTheirOwn() {
    Map<String, String> files = Map.of("a.sql", """
        --liquibase formatted sql
        -- whimbrel: allow WB2 because "head"
        --property name:x value:7
        --changeset mei:1
        -- whimbrel: allow WB601 because "one"
        select ${x};
        -- whimbrel: allow WB101 because "two"
        select 2;
        --rollback select 3;
        --changeset mei:2
        -- whimbrel: allow WB5 because "three"
        select 4;
        """);
    List<Migration> migrations = migrations(Format.LIQUIBASE, files);
    assertThat(shown(migrations.get(0))).containsExactly("2 [WB2] for all: head", "5 [WB601] for all: one",
        "7 [WB101] for 8: two");
    assertThat(shown(migrations.get(1))).containsExactly("2 [WB2] for all: head", "11 [WB5] for all: three");
  }

  @Test
  void placesAreThoseOfTheFileAsWritten() {
    assertThat(shown(Format.FLYWAY, Map.of("V1__a.sql", """
        SELECT ${x}
        ;
        -- whimbrel: allow WB110 because "one"
        SELECT '${x}';
        """))).containsExactly("3 [WB110] for 4: one");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      -- atlas:nolint\\n\\nDROP TABLE a;                          | 1 [] for all
      -- atlas:nolint DS103\\n\\nDROP TABLE a;                    | 1 [WB202, WB203] for all
      -- about\\n-- atlas:nolint destructive\\n\\nDROP TABLE a;   | 2 [WB201, WB202, WB203] for all
      -- atlas:nolint PG301 condrop\\nDROP TABLE a;\\nSELECT 1;   | 1 [WB117, WB125, WB126, WB127] for 2
      -- atlas:nolint nestedtx nothing\\nDROP TABLE a;            | 1 [WB401] for 2
      SELECT 1;\\n-- atlas:nolint\\nDROP TABLE a;                 | 2 [] for 3
      SELECT 1;\\n--atlas:nolint\\n-- b\\nDROP TABLE a;           | 2 [] for 4
      SELECT 1;\\n/*atlas:nolint DS102*/\\nDROP TABLE a;          | 2 [WB201] for 3
      SELECT 1;\\n/* atlas:nolint DS102*/\\nDROP TABLE a;         | ~~
      SELECT 1;\\n-- atlas:nolint\\n\\nDROP TABLE a;              | ~~
      SELECT 1;\\n-- atlas:nolint\\n                              | ~~
      DO $$\\n-- atlas:nolint\\n$$;\\nDROP TABLE a;               | ~~
      SELECT 1; -- atlas:nolint\\nDROP TABLE a;                   | ~~
      -- atlas:nolint\\r\\n\\r\\nDROP TABLE a;                    | ~~
      \\n-- atlas:nolint\\n\\nDROP TABLE a;                       | ~~
      """)
  void obeysWhatAtlasObeys(String text, String expected) {
    String sql = text.replace("\\n", "\n").replace("\\r", "\r");
    assertThat(allowed(sql).stream().map(line -> line.replaceFirst(": .*", "")).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void codesAndAnalyzersOfAtlasAreKnown() {
    assertThat(Nolint.ANALYZERS.keySet()).allSatisfy(name -> assertThat(Nolint.rules(name)).isNotEmpty());
    assertThat(Nolint.CODES.values()).allSatisfy(ours -> assertThat(ours)
        .allSatisfy(id -> assertThat(id).matches("WB\\d{3}")));
    assertThat(Nolint.rules("concurrent_index")).contains("WB101", "WB102", "WB105");
    assertThat(Nolint.rules("squawk")).isEmpty();
  }

  @Test
  void findingsAreAllowedByTheirRules() {
    assertThat(judged("""
        -- whimbrel: allow WB5 because "types are old"
        SELECT 1;
        -- whimbrel: allow WB110 WB201 because "it is empty"
        SELECT 2;
        """, "1 WB110", "1 WB502", "2 WB110", "2 WB201", "2 WB202"))
        .containsExactly("1 WB110 ERROR", "1 WB502 (types are old)", "2 WB110 (it is empty)", "2 WB201 (it is empty)",
            "2 WB202 ERROR");
  }

  @Test
  void whatIsOverCountsAgainAndIsTold() {
    assertThat(judged("""
        -- whimbrel: allow WB110 until 2026-06-14 because "it is empty"
        -- whimbrel: allow WB201 until 2026-06 because "it is empty"
        SELECT 1;
        """, "1 WB110", "1 WB201")).containsExactly("1 WB110 ERROR", "1 WB201 (it is empty)",
        "1 WB901 WARNING line 1 allows WB110 until 2026-06-14, and that is over");
  }

  @Test
  void whatAllowsNothingIsTold() {
    assertThat(judged("""
        -- whimbrel: allow WB110, WB136, WB611, WB7 because "it is empty"
        SELECT 1;
        -- whimbrel: allow WB901 because "it is empty"
        SELECT 2;
        """)).containsExactly("1 WB901 NOTE line 1 allows WB110, and nothing of that is found",
        "1 WB901 WARNING line 1 allows WB611, and there is no such rule",
        "1 WB901 WARNING line 1 allows WB7, and there is no such rule",
        "2 WB901 NOTE line 3 allows WB901, and nothing of that is found");
  }

  @Test
  void whatWasNotLookedForIsNot() {
    List<Migration> migrations = migrations(Format.GOLANG_MIGRATE, Map.of("1_m.up.sql", """
        -- whimbrel: allow WB110 WB601 WB5 WB1 because "it is empty"
        SELECT 1;
        """));
    Deployment deployment = deployment(Subjects.of(migrations, List.of()));
    assertThat(Allowances.judged(List.of(), deployment, IDS)).map(AllowancesTest::shown)
        .containsExactly("WB901 NOTE line 1 allows WB601, and nothing of that is found",
            "WB901 NOTE line 1 allows WB5, and nothing of that is found");
  }

  @Test
  void linesForAtlasAreNotJudged() {
    assertThat(judged("""
        SELECT 1;
        -- atlas:nolint destructive PG305
        SELECT 2;
        """, "1 WB201", "2 WB201", "2 WB101")).containsExactly("1 WB201 ERROR",
        "2 WB201 (atlas:nolint in line 2)", "2 WB101 ERROR");
  }

  @Test
  void theRuleIsOneOfAll() {
    assertThat(Rules.ALL).contains(Allowances.RULE);
    assertThat(Rules.ALL).extracting(Rule::id).doesNotHaveDuplicates().isSorted();
  }

  private static List<String> allowed(String text) {
    return shown(Format.GOLANG_MIGRATE, Map.of("1_m.up.sql", text));
  }

  private static List<String> shown(Format format, Map<String, String> files) {
    return shown(migrations(format, files).getFirst());
  }

  private static List<String> shown(Migration migration) {
    return Allowances.of(migration).stream().map(one -> one.line() + " "
        + (one.rules().equals(List.of("")) ? "[]" : one.rules())
        + (one.until() == null ? "" : " until " + one.until())
        + " for " + (one.statement() == null ? "all" : one.statement().at().line()) + ": " + one.because()).toList();
  }

  private static List<Migration> migrations(Format format, Map<String, String> files) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    ParseOptions options = new ParseOptions(ParseOptions.standard().lexicon(), Map.of("x", "a longer one"));
    return format.parse(FileSet.of("written", bytes), options).orThrow().migrations();
  }

  /** Findings are given as the number of a statement and a rule. */
  private static List<String> judged(String text, String... found) {
    List<Migration> migrations = migrations(Format.GOLANG_MIGRATE, Map.of("1_m.up.sql", text));
    Catalog none = new Catalog(List.of(), 18, Map.of(), List.of(), List.of(), Map.of(), List.of());
    List<Rehearsed> rehearsed = migrations.getFirst().up().statements().stream().map(statement -> new Rehearsed(
        migrations.getFirst(), statement, 1, Rehearsed.Bound.TRANSACTION, none, none, Set.of(),
        new Timeouts("0", "0", "0"), new Rehearsed.Outcome.Ran(new Observation(List.of(), List.of(),
            List.of(), List.of(), List.of(), List.of(), Duration.ZERO))))
        .toList();
    Deployment deployment = deployment(Subjects.of(migrations, rehearsed));
    List<Finding> findings = List.of(found).stream().map(one -> finding(one, deployment)).toList();
    return Allowances.judged(findings, deployment, IDS).stream().map(one -> (1 + deployment.subjects()
        .indexOf(one.finding().subject())) + " " + shown(one)).toList();
  }

  private static Finding finding(String said, Deployment deployment) {
    Subject subject = deployment.subjects().get(Integer.parseInt(said.substring(0, 1)) - 1);
    return Finding.of(subject, Certainty.PROVEN, "", "").of(said.substring(2), Severity.ERROR);
  }

  private static String shown(Judged one) {
    Finding finding = one.finding();
    return finding.rule() + one.allowedBecause().map(reason -> " (" + reason + ")")
        .orElse((" " + finding.severity() + " " + finding.what()).stripTrailing());
  }

  private static Deployment deployment(List<Subject> subjects) {
    return new Deployment(subjects, Statistics.unknown(), Majors.of(18), RunnerTimeouts.SET, TODAY);
  }
}
