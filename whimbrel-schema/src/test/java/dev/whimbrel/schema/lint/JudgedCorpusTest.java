package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.lint.Deployment.Majors;
import dev.whimbrel.schema.lint.Deployment.RunnerTimeouts;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsal;
import dev.whimbrel.schema.shadow.ShadowCache;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Realistic migrations, rehearsed one deployment each: every finding was judged by a person once, and stands in a file.
 */
@Execution(ExecutionMode.CONCURRENT)
class JudgedCorpusTest {
  private static final Path GOLDEN = Path.of("src/test/resources/lint-corpus");
  private static final Path SEEDS = Path.of("../whimbrel-cli/src/test/resources/seeds");
  private static final Map<String, Path> DIRECTORIES = Map.of(
      "shop", Path.of("../examples/shop/migrations"),
      "atlas-jobs", SEEDS.resolve("0-atlas-jobs/backend/internal/db/migrations"),
      "up-down", SEEDS.resolve("1-up-down/migrations"),
      "practices", SEEDS.resolve("1-up-down/practices"),
      "discovery", SEEDS.resolve("2-shared/backend/discovery-svc/migrations"),
      "chat", SEEDS.resolve("2-shared/backend/chat-svc/migrations"),
      "ai", SEEDS.resolve("2-shared/backend/ai-svc/migrations"),
      "atlas-operator", SEEDS.resolve("3-atlas-operator/manifests/migrations/mydatabase"),
      "golang-migrate", SEEDS.resolve("4-golang-migrate/internal/infrastructure/database/postgres/migrations"),
      "usual", Path.of("src/test/resources/lint-corpus/usual"));

  private static final Shadows SHADOWS = Shadows.open(ShadowOptions.standard().withCache(ShadowCache.none())).orThrow();

  @AfterAll
  static void close() {
    SHADOWS.close();
  }

  @TestFactory
  @Execution(ExecutionMode.SAME_THREAD)
  Stream<DynamicTest> everyFindingWasJudged() {
    return DIRECTORIES.keySet().stream().sorted().map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
  }

  private static void check(String name) throws IOException {
    Deployment deployment = deployment(Path.of(String.valueOf(DIRECTORIES.get(name))));
    List<Finding> findings = Rules.findings(deployment);
    findings.forEach(finding -> agreesWithWhatWasSeen(finding, deployment));
    String found = findings.stream().map(JudgedCorpusTest::line).collect(Collectors.joining());
    Path golden = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(golden, found);
    }
    assertThat(found).isEqualTo(Files.readString(golden));
  }

  private static Deployment deployment(Path directory) {
    FileSet files = FileSet.read(directory).orThrow();
    MigrationSet set = Format.detect(files).orThrow().parse(files, ParseOptions.standard()).orThrow();
    List<Migration> steps = set.migrations().stream().filter(one -> one.role() == Migration.Role.STEP).toList();
    Rehearsal.Report report = Rehearsal.of(() -> SHADOWS.empty().then(shadow -> SHADOWS.prepared(shadow, set)), steps,
        Rehearsal.Options.standard()).orThrow();
    assertThat(report.statements()).hasSize(steps.stream().mapToInt(one -> one.up().statements().size()).sum());
    return new Deployment(Subjects.of(steps, report.statements()), Statistics.unknown(), Majors.of(SHADOWS.major()),
        RunnerTimeouts.SET, LocalDate.of(2026, 11, 22));
  }

  private static String line(Finding finding) {
    return finding.subject().statement().at() + " " + finding.rule() + " "
        + finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.certainty().name().toLowerCase(Locale.ROOT)
        + ": " + finding.what() + "\n";
  }

  /**
   * A lock that is told was taken, at least as strong, by the statement or by an earlier one of its transaction, which
   * keeps it; or it is one that the text alone suspects.
   */
  private static void agreesWithWhatWasSeen(Finding finding, Deployment deployment) {
    Observation.Lock lock = finding.lock();
    if (lock == null || finding.certainty() != Certainty.PROVEN) {
      return;
    }
    Stream<Subject> earlier = deployment.sameTransaction(finding.subject()).stream()
        .takeWhile(one -> !one.equals(finding.subject()));
    assertThat(Stream.concat(earlier, Stream.of(finding.subject())).flatMap(one -> one.observation().stream())
        .flatMap(seen -> seen.locks().stream())
        .filter(seen -> seen.relation().equals(lock.relation())).map(Observation.Lock::mode)
        .filter(mode -> mode.compareTo(lock.mode()) >= 0)).as(line(finding)).isNotEmpty();
  }
}
