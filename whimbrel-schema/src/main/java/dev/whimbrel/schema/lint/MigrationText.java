package dev.whimbrel.schema.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The file of a migration as its author sees it: its lines, and where the statements stand in it. Lines count from 1.
 */
final class MigrationText {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
  private static final Pattern LIQUIBASE = Pattern.compile("(?i)\\s*--\\s*liquibase\\s*formatted.*");
  private static final Pattern CHANGESET = Pattern.compile("(?i)\\s*--\\s*changeset\\s.*");

  private final Source source;
  private final List<String> lines;
  private final List<Placed> applying;
  private final List<Placed> reverting;

  /** A statement, and the lines that it begins and ends in. */
  record Placed(Statement statement, int from, int to) {
    static Placed of(Statement statement) {
      int end = Math.max(statement.end(), statement.dataEnd());
      return new Placed(statement, statement.at().line(), statement.source().position(end).line());
    }
  }

  private MigrationText(Source source, List<Statement> applying, List<Statement> reverting) {
    this.source = source;
    this.lines = List.of(LINE_END.split(source.text(source.begin(), source.end()), -1));
    this.applying = applying.stream().map(Placed::of).toList();
    this.reverting = reverting.stream().map(Placed::of).toList();
  }

  /** The text, or nothing where no line in it allows anything. */
  static Optional<MigrationText> of(Migration migration) {
    Source source = written(migration.up().source());
    String text = source.text(source.begin(), source.end());
    if (!text.contains("whimbrel") && !text.contains("atlas:nolint")) {
      return Optional.empty();
    }
    List<Statement> reverting = switch (migration.down()) {
      case Reversal.By by when by.script().file().equals(migration.file()) -> by.script().statements();
      case Reversal.By by -> List.of();
      case Reversal.None none -> List.of();
    };
    return Optional.of(new MigrationText(source, migration.up().statements(), reverting));
  }

  private static Source written(Source source) {
    Source outer = source.asWritten();
    return outer == source ? source : written(outer);
  }

  Source source() {
    return source;
  }

  /** The lines that hold a word and concern this migration. */
  IntStream linesWith(String word) {
    return IntStream.rangeClosed(1, lines.size()).filter(line -> line(line).contains(word)).filter(this::holds);
  }

  String line(int number) {
    return lines.get(number - 1);
  }

  /**
   * The next statement behind a line that applies the migration, if no other stands in between and the line is no part
   * of one.
   */
  Optional<Placed> after(int line) {
    if (Stream.concat(applying.stream(), reverting.stream()).anyMatch(one -> one.from() < line && line <= one.to())) {
      return Optional.empty();
    }
    Optional<Placed> next = first(applying, line);
    int other = first(reverting, line).map(Placed::from).orElse(Integer.MAX_VALUE);
    return next.filter(one -> one.from() < other);
  }

  /**
   * Whether a line stands before all statements of the file, or of its part of the file where there are several
   * migrations in one.
   */
  boolean heads(int line) {
    return Stream.concat(applying.stream(), reverting.stream()).allMatch(one -> line < one.from())
        || after(line).filter(next -> next.equals(applying.getFirst())).isPresent();
  }

  /** Whether a line concerns this migration at all, and not another one of the same file. */
  private boolean holds(int line) {
    if (applying.isEmpty() || !isOfLiquibase()) {
      return !applying.isEmpty();
    }
    int[] changesets = IntStream.rangeClosed(1, lines.size())
        .filter(n -> CHANGESET.matcher(line(n)).matches()).toArray();
    int own = IntStream.of(changesets).filter(n -> n <= applying.getFirst().from()).max().orElse(0);
    int next = IntStream.of(changesets).filter(n -> n > own).min().orElse(Integer.MAX_VALUE);
    int head = changesets.length == 0 ? Integer.MAX_VALUE : changesets[0];
    return line < head || (own < line && line < next);
  }

  private boolean isOfLiquibase() {
    return lines.stream().filter(line -> !line.isBlank()).findFirst()
        .filter(line -> LIQUIBASE.matcher(line).matches()).isPresent();
  }

  private static Optional<Placed> first(List<Placed> statements, int behind) {
    return statements.stream().filter(one -> one.from() > behind).findFirst();
  }
}
