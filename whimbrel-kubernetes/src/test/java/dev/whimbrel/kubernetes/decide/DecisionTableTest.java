package dev.whimbrel.kubernetes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.MigrationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The rows of {@code decisions.table}: what is seen stands before the arrow, what follows after it. {@code -Ddecisions.update=true} writes
 * what follows anew, to be read before it is committed.
 */
class DecisionTableTest {
  private static final Path TABLE = Path.of("src/test/resources/dev/whimbrel/kubernetes/decide/decisions.table");
  private static final Map<String, String> MARKS = Map.of("True", "+", "False", "-", "Unknown", "?");

  @Test
  void decidesAsTheTableSays() throws IOException {
    List<String> lines = Files.readAllLines(TABLE);
    List<String> decided = lines.stream().map(DecisionTableTest::decided).toList();
    if (Boolean.getBoolean("decisions.update")) {
      Files.writeString(TABLE, String.join("\n", aligned(decided)) + "\n");
      return;
    }
    assertThat(aligned(decided).stream().filter(line -> !lines.contains(line))).isEmpty();
    assertThat(decided).hasSameSizeAs(lines);
  }

  /** Every word stands in some row, so that a new one cannot be left out. */
  @Test
  void everyWordIsInTheTable() throws IOException {
    List<List<String>> rows = Files.readAllLines(TABLE).stream().filter(DecisionTableTest::isRow)
        .map(line -> cells(line).subList(0, 6)).toList();
    List<List<String>> words = List.of(Words.SPECS, Words.METAS, Words.BEFORES, Words.SOURCES, Words.TARGETS,
        Words.JOBS);
    for (int column = 0; column < words.size(); column++) {
      int at = column;
      assertThat(rows.stream().map(row -> row.get(at))).containsAll(words.get(column));
    }
  }

  private static boolean isRow(String line) {
    return !line.isBlank() && !line.startsWith("#");
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
  }

  private static String decided(String line) {
    if (!isRow(line)) {
      return line;
    }
    List<String> said = cells(line).subList(0, 6);
    Decision decision = Decision.of(
        Words.situation(said.get(0), said.get(1), said.get(2), said.get(3), said.get(4), said.get(5)));
    List<String> cells = new ArrayList<>(said);
    cells.add("=> " + marks(decision));
    cells.add(Words.condition(decision, "Reconciling").getReason());
    cells.add(act(decision.act()));
    cells.add(decision.again().toSeconds() + "s");
    cells.add(memory(decision.status()));
    cells.add(Words.condition(decision, "Stalled").getMessage());
    return String.join(" | ", cells);
  }

  private static String marks(Decision decision) {
    return Objects.requireNonNull(decision.status().conditions()).stream()
        .map(each -> letter(each) + MARKS.get(each.getStatus())).collect(Collectors.joining(" "));
  }

  private static String letter(Condition condition) {
    return condition.getType().equals("Reconciling") ? "W" : condition.getType().substring(0, 1);
  }

  private static String act(Act act) {
    return switch (act) {
      case Act.None none -> "-";
      case Act.Delete delete -> "delete " + delete.jobName();
      case Act.Start start -> "start " + start.jobName() + (start.to() == null ? "" : " to " + start.to());
    };
  }

  private static String memory(MigrationStatus status) {
    return status.failures() + (status.nextTry() == null ? "" : " until " + status.nextTry().substring(11))
        + (status.jobRef() == null || status.jobRef().result() == null ? "" : " " + status.jobRef().result());
  }

  private static List<String> aligned(List<String> lines) {
    int[] widths = new int[12];
    List<List<String>> rows = lines.stream().filter(DecisionTableTest::isRow).map(DecisionTableTest::cells).toList();
    rows.forEach(row -> {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    return lines.stream().map(line -> isRow(line) ? aligned(cells(line), widths) : line).toList();
  }

  private static String aligned(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      boolean isLast = i == row.size() - 1;
      line.append(row.get(i)).append(isLast ? "" : " ".repeat(widths[i] - row.get(i).length()) + " | ");
    }
    return line.toString().stripTrailing();
  }
}
