package dev.whimbrel.schema.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.schema.shadow.ShadowCache;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.Txtar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every case of {@code src/test/resources/rollback}: a migration with a way back that is right or wrong, and what is found. */
@Execution(ExecutionMode.CONCURRENT)
class TrialsTest {
  private static final Path CASES = Path.of("src/test/resources/rollback");
  private static final String IN_APP = "set search_path = app;\n";
  private static final boolean UPDATE = Boolean.getBoolean("cases.update");

  @TestFactory
  List<DynamicTest> findsWhatIsNotAsBefore() throws IOException {
    Map<String, Txtar> cases = cases();
    Map<String, Trial> trials = trials(directory(cases));
    List<DynamicTest> tests = new ArrayList<>();
    int number = 1;
    for (Map.Entry<String, Txtar> one : cases.entrySet()) {
      Trial trial = Objects.requireNonNull(trials.get(String.valueOf(10 * number + 1)));
      number++;
      tests.add(dynamicTest(one.getKey(), () -> check(one.getKey(), one.getValue(), described(trial))));
    }
    return tests;
  }

  private static void check(String name, Txtar file, String found) throws IOException {
    if (UPDATE) {
      String text = Files.readString(CASES.resolve(name));
      Files.writeString(CASES.resolve(name), text.replaceFirst("(?s)(-- expected.txt --\n).*", "$1")
          + found);
    }
    assertThat(found).isEqualTo(UPDATE ? found : file.content("expected.txt"));
  }

  private static String described(Trial trial) {
    Stream<String> details = Stream.of(trial.differences().stream(),
        trial.losses().stream().map(loss -> "loses: " + loss.sentence()),
        trial.notes().stream().map(note -> "note: " + note)).flatMap(lines -> lines);
    return trial.origin().word() + " way back " + trial.verdict().word() + "\n"
        + details.map(line -> line.replaceAll("\\b\\d+_tried", "tried") + "\n").collect(Collectors.joining());
  }

  private static Map<String, Txtar> cases() throws IOException {
    Map<String, Txtar> cases = new TreeMap<>();
    try (Stream<Path> files = Files.list(CASES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".txtar")).toList()) {
        cases.put(file.getFileName().toString(), Txtar.read(file));
      }
    }
    return cases;
  }

  /** One directory of all: what is there before, the migration, and what makes room for the next. */
  private static MigrationSet directory(Map<String, Txtar> cases) {
    Map<String, byte[]> files = new TreeMap<>();
    int number = 1;
    for (Txtar one : cases.values()) {
      put(files, 10 * number, "before", "create schema app;\n" + IN_APP + one.content("before.sql"));
      put(files, 10 * number + 1, "tried", IN_APP + one.content("up.sql"));
      if (one.files().stream().anyMatch(entry -> entry.name().equals("down.sql"))) {
        files.put(10 * number + 1 + "_tried.down.sql",
            (IN_APP + one.content("down.sql")).getBytes(StandardCharsets.UTF_8));
      }
      put(files, 10 * number + 2, "room", "drop schema app cascade;");
      number++;
    }
    return Format.GOLANG_MIGRATE.parse(FileSet.of("cases", files), ParseOptions.standard()).orThrow();
  }

  private static void put(Map<String, byte[]> files, int version, String name, String text) {
    files.put(version + "_" + name + ".up.sql", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Trial> trials(MigrationSet set) {
    Set<String> wanted = set.migrations().stream().filter(migration -> migration.description().equals("tried"))
        .map(migration -> migration.id().key()).collect(Collectors.toSet());
    try (Shadows shadows = Shadows.open(ShadowOptions.standard().withCache(ShadowCache.none())).orThrow();
        ShadowGround ground = ShadowGround.of(shadows, set, List.of())) {
      return Trials.of(ground, set, wanted, Trials.Ways.COMPUTED_TOO, migration -> {}).orThrow().stream()
          .collect(Collectors.toMap(trial -> trial.migration().id().key(), trial -> trial));
    }
  }

  @Test
  void isNotJudgedAgainstADatabaseThatStandsHalfWay() {
    Map<String, byte[]> files = new TreeMap<>();
    put(files, 1, "counter", "create sequence s;");
    put(files, 2, "once", "select 1 / (nextval('s') - 1); create table b (x int);"); // at the second try it would run
    put(files, 3, "tried", "create table c (x int);");
    MigrationSet set = Format.GOLANG_MIGRATE.parse(FileSet.of("cases", files), ParseOptions.standard()).orThrow();
    try (Shadows shadows = Shadows.open(ShadowOptions.standard().withCache(ShadowCache.none())).orThrow();
        ShadowGround ground = ShadowGround.of(shadows, set, List.of())) {
      assertThat(
          Trials.of(ground, set, Set.of("1", "3"), Trials.Ways.COMPUTED_TOO, migration -> {}).problems())
          .extracting(problem -> String.valueOf(problem.at())).containsExactly("2_once.up.sql:1:1");
    }
  }
}
