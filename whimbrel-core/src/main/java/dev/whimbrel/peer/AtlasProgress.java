package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.AtlasStatements;
import dev.whimbrel.source.AtlasStatements.Placed;
import dev.whimbrel.source.Format;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far a file got, as Atlas counts and as Whimbrel does: both divide the same text, and not always in the same places. A number of
 * statements of one means a number of the other where both have a border there.
 */
final class AtlasProgress {
  private static final Comparator<Position> PLACE = Comparator.comparingInt(Position::line)
      .thenComparingInt(Position::column);

  private final List<String> texts;
  private final List<Position> ends;
  private final List<Statement> statements;

  private AtlasProgress(List<String> texts, List<Position> ends, List<Statement> statements) {
    this.texts = texts;
    this.ends = ends;
    this.statements = statements;
  }

  /** Of a file of Atlas's own format that Atlas can divide and runs as it stands. */
  static Optional<AtlasProgress> of(Migration migration, Sources sources) {
    byte[] bytes = Objects.requireNonNull(sources.files().files().get(migration.file()));
    if (sources.format() != Format.ATLAS || isArchive(migration)) {
      return Optional.empty();
    }
    Result<List<Placed>> placed = AtlasStatements.placed(migration.file(), bytes);
    if (!placed.problems().isEmpty()) {
      return Optional.empty();
    }
    Source source = Source.of(migration.file(), bytes).orThrow();
    return Optional.of(new AtlasProgress(placed.orThrow().stream().map(Placed::text).toList(),
        placed.orThrow().stream().map(one -> source.position(one.end())).toList(), migration.up().statements()));
  }

  /** What Atlas counts in an archive is not known. */
  private static boolean isArchive(Migration migration) {
    Source source = migration.up().source();
    return source.text(source.begin(), source.end()).lines()
        .takeWhile(line -> line.startsWith("--") || line.startsWith("#"))
        .anyMatch(line -> line.contains("atlas:txtar"));
  }

  /** How many statements Atlas counts. */
  int total() {
    return texts.size();
  }

  /** Their texts. */
  List<String> texts() {
    return texts;
  }

  /** How many of Whimbrel's statements the first ones of Atlas are, or nothing if they end inside one. */
  OptionalInt ours(int count) {
    if (count == 0) {
      return OptionalInt.of(0);
    }
    Position end = ends.get(count - 1);
    int begun = (int) statements.stream().filter(one -> PLACE.compare(one.at(), end) < 0).count();
    return begun == 0 || PLACE.compare(end(statements.get(begun - 1)), end) <= 0
        ? OptionalInt.of(begun)
        : OptionalInt.empty();
  }

  /** How many of Atlas's statements are over when so many of Whimbrel's are. */
  int over(int count) {
    if (count == statements.size()) {
      return total();
    }
    Position next = statements.get(count).at();
    return (int) ends.stream().filter(end -> PLACE.compare(end, next) <= 0).count();
  }

  /** Whether that is exactly what is in effect. */
  boolean isBorder(int count) {
    return ours(over(count)).equals(OptionalInt.of(count));
  }

  /** What Atlas keeps of the first statements. */
  List<String> hashes(int count) {
    return AtlasStatements.partialHashes(new ArrayList<>(texts.subList(0, count)));
  }

  private static Position end(Statement statement) {
    String text = statement.text();
    return statement.at(text.codePointCount(0, text.length()) + 1);
  }
}
