package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several runs, one log, which is put aside again and again. */
@ExtendWith(FreshDatabases.class)
class LogProcessesTest {
  private static final int SERVICES = 4;
  private static final int MIGRATIONS = 15;

  @TempDir
  private Path project;

  @Test
  void noLineIsTornOrLost(TestDatabase test) throws Exception {
    Files.createDirectories(project.resolve("migrations"));
    for (int i = 1; i <= MIGRATIONS; i++) {
      Files.writeString(project.resolve("migrations/" + i + "_m.up.sql"), "SELECT " + i + ";\n");
    }
    List<Tool> tools = new ArrayList<>();
    for (int i = 1; i <= SERVICES; i++) {
      Way way = Way.usual().with("WHIMBREL_SERVICE", "s" + i).with("WHIMBREL_LOG_FILE", "m.log")
          .with("WHIMBREL_LOG_FORMAT", "json").with("WHIMBREL_LOG_SIZE", "3kB").with("WHIMBREL_LOG_KEEP", "999");
      tools.add(Tool.start(way, project, test, "up", "-q"));
    }
    for (Tool tool : tools) {
      assertThat(tool.end()).isEqualTo(new Tool.Ran(0, "", ""));
    }
    List<String> lines = new ArrayList<>();
    int files = 0;
    try (Stream<Path> logs = Files.list(project)) {
      for (Path log : logs.filter(path -> path.getFileName().toString().startsWith("m.log")).toList()) {
        assertThat(Files.size(log)).as("a line more for each that looked at the same moment").isLessThan(5 << 10);
        lines.addAll(Files.readAllLines(log));
        files++;
      }
    }
    assertThat(lines).allMatch(line -> line.matches("\\{\"time\":\"[^\"]+Z\",\"level\":\"info\",.*\\}"));
    List<String> applied = lines.stream().filter(line -> line.contains("\"event\":\"applied\""))
        .map(line -> line.replaceAll(".*\"service\":\"(\\w+)\".*\"version\":\"(\\d+)\".*", "$1 $2")).toList();
    assertThat(applied).hasSize(SERVICES * MIGRATIONS);
    assertThat(new TreeSet<>(applied)).hasSize(SERVICES * MIGRATIONS);
    assertThat(lines.stream().filter(line -> line.contains("\"event\":\"exit\""))).hasSize(SERVICES);
    assertThat(files).isGreaterThan(4);
  }
}
