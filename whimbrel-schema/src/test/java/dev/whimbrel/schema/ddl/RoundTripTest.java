package dev.whimbrel.schema.ddl;

import dev.whimbrel.testkit.Databases;
import java.util.List;
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
  /** Where the cases that need a database of their own are left out, for the sake of time. */
  private static final List<Integer> TOGETHER_ONLY = List.of(14, 16, 17);

  private static final String ONLY = System.getProperty("roundtrip.only", "");

  @TestFactory
  Stream<DynamicContainer> everyCase() {
    List<RoundTripCase> cases = cases();
    return IntStream.rangeClosed(14, 18).filter(Databases::has)
        .mapToObj(major -> DynamicContainer.dynamicContainer("PostgreSQL " + major, on(major, cases)));
  }

  private static Stream<DynamicNode> on(int major, List<RoundTripCase> cases) {
    List<RoundTripCase> known = cases.stream().filter(one -> one.since() <= major).toList();
    if (!ONLY.isEmpty()) {
      return known.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> RoundTrip.of(major, one.sql())));
    }
    String together = known.stream().filter(one -> !one.isAlone()).map(RoundTripCase::inSchema)
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

  private static List<RoundTripCase> cases() {
    return RoundTripCase.all().stream().filter(one -> Pattern.compile(ONLY).matcher(one.name() + ".sql").find())
        .toList();
  }
}
