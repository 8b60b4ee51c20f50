package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever the bytes are, there is an answer, and it accounts for every token. */
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {
  private static final int INPUTS = 200_000;
  private static final List<String> PIECES = List.of("'", "''", "\"", "$$", "$a$", "$1", "E'", "U&'", "u&\"", "B'",
      "\\", "\\'",
      "/*", "*/", "--", "\n", "\r\n", "\r", ";", "(", ")", "[", ":", "::", ":=", ".", "..", "1", "1.5e", "0x", "+", "-",
      "=", "@",
      "a", "é", "🐦", "\t", " ", "BEGIN", "ATOMIC", "END", "CASE", "CREATE FUNCTION ", " BEGIN ATOMIC ",
      "COPY t FROM stdin;\n",
      "\n\\.\n", "\\restrict x\n", "SET standard_conforming_strings = off;", "RESET ALL;",
      "set_config('standard_conforming_strings','",
      "COMMIT", "CREATE INDEX CONCURRENTLY ", "REINDEX (", "ALTER SUBSCRIPTION s ", "CREATE SUBSCRIPTION s ", "WITH (",
      "\uFEFF",
      "ALTER TABLE t DETACH PARTITION p ", "VACUUM", "PREPARE TRANSACTION '", "x".repeat(70));

  @Test
  void givesAnAnswerThatAccountsForEveryToken() {
    for (long seed = 0; seed < INPUTS; seed++) {
      byte[] bytes = input(new Random(seed));
      try {
        check(bytes);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8), e);
      }
    }
  }

  private static byte[] input(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> pieces(random);
      case 1 -> bytes(random);
      default -> mutated(random);
    };
  }

  private static byte[] pieces(Random random) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(25); left > 0; left--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(60)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder(ScriptGenerator.grammatical(random.nextInt(5_000)).text());
    for (int left = random.nextInt(5); left >= 0 && !text.isEmpty(); left--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.setLength(at);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void check(byte[] bytes) {
    switch (Source.of("fuzz.sql", bytes)) {
      case Result.Ok<Source> ok -> check(ok.value());
      case Result.Rejected<Source> rejected -> assertThat(rejected.problems()).hasSize(1);
    }
  }

  private static void check(Source source) {
    switch (SqlScanner.scan(source, Lexicon.standard())) {
      case Result.Ok<List<Statement>> ok -> check(source, ok.value());
      case Result.Rejected<List<Statement>> rejected -> assertThat(rejected.problems())
          .allSatisfy(problem -> assertThat(problem.at()).isNotNull());
    }
  }

  private static void check(Source source, List<Statement> statements) {
    int read = source.begin();
    StringBuilder rejoined = new StringBuilder("\n");
    for (Statement statement : statements) {
      assertThat(statement.start()).isGreaterThanOrEqualTo(read).isLessThan(statement.end());
      assertThat(statement.dataStart()).isBetween(statement.end(), statement.dataEnd());
      assertThat(statement.at()).isEqualTo(source.position(statement.start()));
      assertThat(onlySeparators(source, read, statement.start())).isTrue();
      read = after(source, statement);
      rejoined.append(statement.text()).append(";\n").append(data(statement));
    }
    assertThat(onlySeparators(source, read, source.end())).isTrue();
    assertThat(SqlScanner.longNames(statements)).isNotNull();
    assertThat(
        TokenDigest.of(SqlScanner.scan(Source.ofText("again.sql", rejoined.toString()), Lexicon.standard()).orThrow()))
        .isEqualTo(TokenDigest.of(statements));
  }

  private static int after(Source source, Statement statement) {
    if (statement.kind() != StatementKind.COPY_FROM_STDIN) {
      return statement.end();
    }
    assertThat(source.text(statement.dataEnd(), source.end())).startsWith("\\.");
    return statement.dataEnd() + 2;
  }

  private static String data(Statement statement) {
    if (statement.kind() != StatementKind.COPY_FROM_STDIN) {
      return "";
    }
    return statement.source().text(statement.dataStart(), statement.dataEnd()) + "\\.\n";
  }

  /** No token but semicolons and the lines that guard a dump. */
  private static boolean onlySeparators(Source source, int from, int to) {
    List<TokenKind> kinds = new ArrayList<>();
    Lexer lexer = new Lexer(source.bytes(), from, to, Lexicon.Strings.STANDARD);
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      if (kind == TokenKind.BACKSLASH) {
        MetaCommand command = MetaCommand.at(source.bytes(), lexer.start(), to);
        assertThat(command.guardsDump()).isTrue();
        lexer.moveTo(command.end());
      } else {
        kinds.add(kind);
      }
    }
    return kinds.stream().allMatch(kind -> kind == TokenKind.SEMICOLON);
  }
}
