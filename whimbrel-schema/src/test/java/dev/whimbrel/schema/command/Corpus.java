package dev.whimbrel.schema.command;

import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.testkit.Txtar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** All SQL that lies in the repository for tests and examples. */
final class Corpus {
  private static final List<String> ROOTS = List.of("src/test/resources", "../examples",
      "../whimbrel-core/src/test/resources", "../whimbrel-cli/src/test/resources/seeds");

  private static final List<String> OF_SEVERAL = List.of("/drift/", "/lint/", "/lint-corpus/", "/rewrite/",
      "/rollback/",
      "/forecast/");

  private Corpus() {}

  /** The statements of each text that can be divided. */
  static List<List<Statement>> texts() {
    return ROOTS.stream().flatMap(root -> files(Path.of(root))).flatMap(Corpus::texts).map(Corpus::divided)
        .filter(statements -> !statements.isEmpty()).toList();
  }

  static List<Statement> statements() {
    return texts().stream().flatMap(List::stream).toList();
  }

  private static Stream<Path> files(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Corpus::holdsSql).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cases of drift, lint and rewriting hold what is said of them, too, and several migrations of one database. */
  private static boolean holdsSql(Path file) {
    String name = file.toString();
    return OF_SEVERAL.stream().noneMatch(name::contains) && (name.endsWith(".sql") || name.endsWith(".case"));
  }

  /** A case is several texts. */
  private static Stream<String> texts(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      if (file.toString().endsWith(".sql")) {
        return Stream.of(text);
      }
      return text.startsWith("-- ")
          ? Txtar.parse(text).files().stream().map(Txtar.Entry::content)
          : Arrays.stream(text.split("(?m)^=== .*$"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Statement> divided(String text) {
    Result<List<Statement>> statements = SqlScanner.scan(Source.ofText("test.sql", text), Lexicon.standard());
    return statements.problems().isEmpty() ? statements.orThrow() : List.of();
  }
}
