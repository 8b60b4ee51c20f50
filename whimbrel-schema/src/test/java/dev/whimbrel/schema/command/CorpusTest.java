package dev.whimbrel.schema.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of the SQL in the repository is not known: {@code src/test/resources/command/unknown.txt} is all of it. */
class CorpusTest {
  private static final Path UNKNOWN = Path.of("src/test/resources/command/unknown.txt");

  @Test
  void readsWhatPeopleWrite() throws IOException {
    List<Statement> statements = Corpus.statements();
    assertThat(statements).hasSizeGreaterThan(3000);
    String all = statements.stream().flatMap(CorpusTest::unknown).distinct().sorted()
        .collect(Collectors.joining("\n", "", "\n"));
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(UNKNOWN, all);
    }
    assertThat(all).isEqualTo(Files.readString(UNKNOWN));
  }

  /** A statement that makes, alters or drops something, or an action of one, if it is not known. */
  private static Stream<String> unknown(Statement statement) {
    return switch (SqlCommand.of(statement)) {
      case SqlCommand.Other other when List.of("CREATE", "ALTER", "DROP").contains(other.verb()) ->
        Stream.of(oneLine(statement.text()));
      case SqlCommand.AlterTable alter -> alter.actions().stream().filter(TableAction.Other.class::isInstance)
          .map(action -> "  " + alter.kind() + ": " + oneLine(action.text()));
      default -> Stream.empty();
    };
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
