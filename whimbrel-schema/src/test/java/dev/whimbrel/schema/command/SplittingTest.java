package dev.whimbrel.schema.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An {@code ALTER TABLE} with several actions comes to the same as one for each of them, as they were read: says the server. */
class SplittingTest {
  @Test
  void actionsOneByOneComeToTheSame() {
    List<List<Statement>> texts = Corpus.texts().stream()
        .filter(text -> text.stream().anyMatch(SplittingTest::hasSeveral)).toList();
    List<String> refused = new ArrayList<>();
    for (List<Statement> text : texts) {
      String together = made(text.stream().map(Statement::text));
      String oneByOne = made(text.stream().flatMap(SplittingTest::oneByOne));
      assertThat(oneByOne).as(text.get(0).text()).isEqualTo(together);
      if (together.startsWith("refused")) {
        refused.add(together);
      }
    }
    assertThat(refused).as("what needs a role or another file")
        .isSubsetOf("refused: 42704 ERROR: role \"rt_reader\" does not exist",
            "refused: 42P01 ERROR: relation \"users\" does not exist");
    assertThat(texts.size() - refused.size()).isGreaterThanOrEqualTo(8);
  }

  /** What is in a database after these statements, or what the server says against one of them. */
  private static String made(Stream<String> statements) {
    try (TestDatabase test = Databases.create(18)) {
      statements.forEach(test::execute);
      return test.fingerprint().toString();
    } catch (IllegalStateException e) {
      return "refused: " + e.getMessage();
    }
  }

  private static boolean hasSeveral(Statement statement) {
    return SqlCommand.of(statement) instanceof AlterTable alter && alter.actions().size() > 1;
  }

  private static Stream<String> oneByOne(Statement statement) {
    return SqlCommand.of(statement) instanceof AlterTable alter
        ? alter.actions().stream().map(action -> head(alter) + action.text())
        : Stream.of(statement.text());
  }

  private static String head(AlterTable alter) {
    String condition = alter.options().contains(Option.IF_EXISTS) ? " IF EXISTS " : " ";
    String only = alter.options().contains(Option.ONLY) ? "ONLY " : "";
    return "ALTER " + alter.kind() + condition + only + alter.table().quoted() + " ";
  }
}
