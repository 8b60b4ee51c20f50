package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * All pairs at once, each in a schema of its own: one plan there and one back, on the oldest and the newest major version that
 * is here. What a server does not know yet is left out there. What another program finds is asked too: see {@link SecondOpinion}.
 */
@Execution(ExecutionMode.CONCURRENT)
class AllPairsTest {
  /** What is of the whole database, or names a schema. */
  private static final Pattern ALONE = Pattern
      .compile("(?i)create (schema|extension|server|publication|event trigger|foreign)"
          + "|create cast|function small|public\\.|on schema|default privileges|owner to");

  private static final int NEWEST = 18;

  /** By the major version that knows them first. */
  private static final NavigableMap<Integer, List<String>> UNKNOWN = new TreeMap<>(Map.of(
      15, List.of("constraint_foreign_key_set_null_columns", "constraint_unique_nulls_not_distinct",
          "index_unique_nulls_not_distinct", "sequence_unlogged", "view_options"),
      18, List.of("column_not_null_not_valid", "column_virtual", "column_virtual_expression",
          "constraint_foreign_key_not_enforced", "constraint_not_enforced", "constraint_without_overlaps",
          "inherits_generated")));

  @TestFactory
  Stream<DynamicTest> thereAndBack() {
    List<Integer> here = IntStream.rangeClosed(14, NEWEST).filter(Databases::has).boxed().toList();
    return Stream.of(here.getFirst(), here.getLast()).distinct()
        .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> thereAndBack(major)));
  }

  @Test
  void theSecondOpinionSeesWhatDiffers() throws Exception {
    try (TestDatabase first = Databases.create(); TestDatabase second = Databases.create()) {
      first.execute("CREATE TABLE a (x int)");
      second.execute("CREATE TABLE a (x bigint); CREATE VIEW v AS SELECT x FROM a");
      assertThat(SecondOpinion.of(first).difference(SecondOpinion.of(second))).contains("ALTER COLUMN x TYPE bigint",
          "CREATE VIEW public.v");
    }
  }

  private static void thereAndBack(int major) throws Exception {
    try (TestDatabase first = Databases.create(major); TestDatabase second = Databases.create(major)) {
      try (Database from = PairsTest.open(first); Database to = PairsTest.open(second)) {
        List<String> refused = fill(from, to);
        assertThat(refused).as("what PostgreSQL %s does not know", major)
            .containsExactlyElementsOf(UNKNOWN.tailMap(major, false).values().stream().flatMap(List::stream).sorted()
                .toList());
        Pair.Reading source = Pair.rolledBack(from, () -> Pair.read(from));
        Pair.Reading target = Pair.rolledBack(to, () -> Pair.read(to));
        SecondOpinion before = SecondOpinion.of(first);
        SecondOpinion wanted = SecondOpinion.of(second);
        arrive(from, source, target, "to");
        assertThat(SecondOpinion.of(first).difference(wanted)).isEmpty();
        arrive(from, target, source, "back");
        assertThat(SecondOpinion.of(first).difference(before)).isEmpty();
      }
    }
  }

  private static void arrive(Database database, Pair.Reading before, Pair.Reading wanted, String direction) {
    Pair.run(database, "BEGIN");
    Pair.arrive(database, ChangePlan.between(before.schema(), wanted.schema(), ChangePlan.Options.oneTransaction()),
        wanted, direction);
    Pair.run(database, "COMMIT");
  }

  /** By the names of their files. */
  private static SortedMap<String, Pair> pairs() {
    SortedMap<String, Pair> pairs = new TreeMap<>();
    PairsTest.cases().forEach(file -> pairs.put(PairsTest.name(file).replaceAll("\\.case$", "")
        .replaceAll("\\W", "_"), PairsTest.read(file)));
    pairs.values().removeIf(pair -> ALONE.matcher(pair.from() + pair.to()).find());
    return pairs;
  }

  /** Gives those that the server refuses. */
  private static List<String> fill(Database from, Database to) {
    List<String> refused = new ArrayList<>();
    pairs().forEach((name, pair) -> {
      if (!isMade(to, name, pair.to()) || !isMade(from, name, pair.from() + ";\n" + pair.rows())) {
        to.send("DROP SCHEMA IF EXISTS " + name + " CASCADE");
        refused.add(name);
      }
    });
    return refused;
  }

  private static boolean isMade(Database database, String schema, String sql) {
    boolean made = database.send("BEGIN;\nCREATE SCHEMA " + schema + ";\nSET LOCAL search_path = " + schema + ";\n"
        + sql).failure() == null;
    assertThat(database.send(made ? "COMMIT" : "ROLLBACK").failure()).isNull();
    return made;
  }
}
