package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file for each rule, and beside it what the scanner makes of it. {@code -Dgolden=DIRECTORY} writes the second into that
 * directory instead of comparing it.
 */
class GoldenTest {
  static List<Path> files() throws IOException, URISyntaxException {
    Path directory = Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/scanner")).toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsTheFileAsItsGoldenFileSays(Path file) throws IOException {
    Source source = Source.of(file.getFileName().toString(), Files.readAllBytes(file)).orThrow();
    String found = switch (SqlScanner.scan(source, Lexicon.standard())) {
      case Result.Ok<List<Statement>> ok -> ok.value().stream().map(GoldenTest::line).collect(Collectors.joining());
      case Result.Rejected<List<Statement>> rejected ->
        rejected.problems().stream().map(GoldenTest::line).collect(Collectors.joining());
    };
    String golden = file.getFileName().toString().replace(".sql", ".golden");
    String target = System.getProperty("golden");
    if (target != null) {
      Files.writeString(Path.of(target, golden), found);
      return;
    }
    assertThat(found).isEqualTo(Files.readString(file.resolveSibling(golden)));
  }

  private static String line(Statement statement) {
    String data = statement.source().text(statement.dataStart(), statement.dataEnd());
    return "%d:%d %s |%s|%n".formatted(statement.line(), statement.column(), statement.kind(),
        visible(statement.text()))
        + (statement.kind() == StatementKind.COPY_FROM_STDIN ? "  data |" + visible(data) + "|\n" : "");
  }

  private static String line(Problem problem) {
    return "%s %s%n  |%s|%n  %s%n".formatted(problem.at(), problem.code() + " " + problem.message(), problem.excerpt(),
        problem.remedy());
  }

  private static String visible(String text) {
    return text.replace("\n", "⏎").replace("\t", "→");
  }
}
