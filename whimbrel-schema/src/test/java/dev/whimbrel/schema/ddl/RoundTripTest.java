package dev.whimbrel.schema.ddl;

import dev.whimbrel.testkit.Databases;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each file of {@code roundtrip/} on the major versions that are here, and schemas of chance: see the README there. */
@Execution(ExecutionMode.CONCURRENT)
class RoundTripTest {
  private static final Pattern SINCE = Pattern.compile("\\A-- since: (\\d+)\n");

  /** What is of the whole database, or names a schema. */
  private static final Pattern ALONE = Pattern
      .compile("(?i)create (schema|extension|server|publication|event trigger|foreign)"
          + "|public\\.|on schema|default privileges|owner to|\"S p\"");

  /** Where the cases that need a database of their own are left out, for the sake of time. */
  private static final List<Integer> TOGETHER_ONLY = List.of(14, 16, 17);

  private static final String ONLY = System.getProperty("roundtrip.only", "");

  /** One case. */
  private record Case(String name, String sql, int since) {
    static Case of(Path file) {
      try {
        String sql = Files.readString(file);
        Matcher since = SINCE.matcher(sql);
        return new Case(file.getFileName().toString().replace(".sql", ""), sql,
            since.find() ? Integer.parseInt(since.group(1)) : 14);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    boolean isAlone() {
      return ALONE.matcher(sql).find();
    }

    /** In a schema of its own, which has the case's name. */
    String inSchema() {
      return "CREATE SCHEMA \"" + name + "\";\nSET search_path = \"" + name + "\";\n" + sql;
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyCase() {
    List<Case> cases = cases();
    return IntStream.rangeClosed(14, 18).filter(Databases::has)
        .mapToObj(major -> DynamicContainer.dynamicContainer("PostgreSQL " + major, on(major, cases)));
  }

  private static Stream<DynamicNode> on(int major, List<Case> cases) {
    List<Case> known = cases.stream().filter(one -> one.since() <= major).toList();
    if (!ONLY.isEmpty()) {
      return known.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> RoundTrip.of(major, one.sql())));
    }
    String together = known.stream().filter(one -> !one.isAlone()).map(Case::inSchema)
        .collect(Collectors.joining("\n"));
    Stream<DynamicNode> alone = known.stream().filter(one -> one.isAlone() && !TOGETHER_ONLY.contains(major))
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> RoundTrip.of(major, one.sql())));
    return Stream.concat(
        Stream.of(DynamicTest.dynamicTest("those that go together", () -> RoundTrip.of(major, together))),
        alone);
  }

  /** {@code -Droundtrip.seeds=1000-2000} tries others, {@code -Droundtrip.seeds=17-18} one again. */
  @TestFactory
  Stream<DynamicTest> schemasOfChance() {
    String[] seeds = System.getProperty("roundtrip.seeds", "1-26").split("-");
    return LongStream.range(Long.parseLong(seeds[0]), Long.parseLong(seeds[1]))
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> RoundTrip.of(18, RandomSchema.of(seed))));
  }

  private static List<Case> cases() {
    try (Stream<Path> files = Files.list(
        Path.of(Objects.requireNonNull(RoundTripTest.class.getResource("roundtrip")).toURI()))) {
      return files.filter(file -> file.toString().endsWith(".sql"))
          .filter(file -> Pattern.compile(ONLY).matcher(file.getFileName().toString()).find()).sorted().map(Case::of)
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
