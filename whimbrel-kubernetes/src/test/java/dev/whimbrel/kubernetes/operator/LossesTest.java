package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.history.History;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossesTest {
  @ParameterizedTest
  @MethodSource("table")
  void whatAPlanWouldLose(String statements, String losses) {
    assertThat(losses(List.of(statements.split(" // ", -1)))).isEqualTo(losses);
  }

  private static String losses(List<String> migrations) {
    Map<String, String> files = new LinkedHashMap<>();
    migrations.forEach(text -> files.put((files.size() + 1) + "_some.up.sql", text + ";\n"));
    FileSet set = Specs.files(files);
    MigrationSet read = Format.detect(set).orThrow().parse(set, ParseOptions.standard()).orThrow();
    List<String> losses = Losses
        .of(Planner.plan(read, History.empty(), new Goal.Latest(), Policy.strict()).orThrow());
    return losses.isEmpty()
        ? "-"
        : losses.stream().map(loss -> loss.substring(loss.indexOf(' ') + 1)).collect(Collectors.joining("; "));
  }

  static List<String[]> table() throws IOException {
    try (InputStream table = Objects.requireNonNull(LossesTest.class.getResourceAsStream("losses.table"))) {
      Stream<String> lines = new String(table.readAllBytes(), StandardCharsets.UTF_8).lines();
      return lines.filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" => ", -1))
          .toList();
    }
  }
}
