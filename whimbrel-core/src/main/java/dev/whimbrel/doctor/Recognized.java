package dev.whimbrel.doctor;

import dev.whimbrel.doctor.Activity.Doing;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which migration a text is of that a session runs. The server shows the beginning of the message that it works on: in it stands the
 * beginning of a script, or one statement of it.
 */
final class Recognized {
  private static final int LONGEST_SQL = 100;
  /** What the runner puts between two commands of one message. */
  private static final String SEPARATOR = "\n;\n";

  /** What the runner writes at the beginning of a message that holds several. */
  private static final Pattern TOGETHER = Pattern
      .compile("\nSET LOCAL lock_timeout = \\d+ -- whimbrel: (\\d{1,9}) migrations in one message\n");

  private final List<Candidate> candidates = new ArrayList<>();

  /**
   * A script that may be at work.
   *
   * @param begun how many of its statements were in effect before
   */
  private record Candidate(Migration migration, Script script, Direction direction, int begun) {}

  /** What is pending comes first, then what could be reverted: both may hold the same statement. */
  Recognized(MigrationSet set, History history) {
    List<Survey.Line> lines = Survey.of(set, history).lines().stream().filter(line -> line.migration() != null)
        .toList();
    lines.stream().filter(Survey.Line::isToApply).forEach(line -> add(line, Direction.UP));
    lines.reversed().stream().filter(line -> line.standing().isApplied()).forEach(line -> add(line, Direction.DOWN));
  }

  private void add(Survey.Line line, Direction direction) {
    Migration migration = Objects.requireNonNull(line.migration());
    int begun = line.standing().partial().filter(attempt -> attempt.direction() == direction)
        .map(attempt -> attempt.statementsDone()).orElse(0);
    switch (direction) {
      case UP -> candidates.add(new Candidate(migration, migration.up(), direction, begun));
      case DOWN -> {
        if (migration.down() instanceof Reversal.By by) {
          candidates.add(new Candidate(migration, by.script(), direction, begun));
        }
      }
    }
  }

  Optional<Doing> in(String query) {
    return candidates.stream().flatMap(candidate -> find(candidate, query).stream()).findFirst();
  }

  private static Optional<Doing> find(Candidate candidate, String query) {
    List<Statement> statements = candidate.script().statements();
    boolean whole = candidate.script().mode() == TransactionMode.WHOLE;
    int last = whole ? Math.min(candidate.begun() + 1, statements.size()) : statements.size();
    for (int i = candidate.begun(); i < last; i++) {
      if (holds(query, statements.get(i).text())) {
        return Optional.of(doing(candidate, i, whole && statements.size() - candidate.begun() > 1, together(query)));
      }
    }
    return Optional.empty();
  }

  /** The message may be cut off in the middle of the statement. */
  private static boolean holds(String query, String statement) {
    for (int at = 0; at >= 0; at = next(query, at)) {
      int length = Math.min(statement.length(), query.length() - at);
      if (length > 0 && query.regionMatches(at, statement, 0, length)) {
        return true;
      }
    }
    return false;
  }

  private static int next(String query, int at) {
    int separator = query.indexOf(SEPARATOR, at);
    return separator < 0 ? -1 : separator + SEPARATOR.length();
  }

  private static int together(String query) {
    Matcher matcher = TOGETHER.matcher(query);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
  }

  private static Doing doing(Candidate candidate, int index, boolean several, int together) {
    Statement statement = candidate.script().statements().get(index);
    return new Doing(candidate.migration().id().toString(), candidate.migration().description(),
        candidate.script().file(), candidate.direction().word(), several || together > 1 ? 0 : index + 1,
        candidate.script().statements().size(), statement.line(), statement.brief(LONGEST_SQL),
        together);
  }
}
