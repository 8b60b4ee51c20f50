package dev.whimbrel.run;

import dev.whimbrel.plan.Step;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the savepoints of a file in it, where several share a transaction: one that outlives its file would let a later file undo what
 * was done since, the rows of the journal included. What a savepoint of ours encloses ends with it. Files without savepoints do not
 * need one: each costs the server a transaction number.
 */
final class Enclosure {
  private static final Pattern SAVEPOINT = Pattern.compile("\\bSAVEPOINT\\b", Pattern.CASE_INSENSITIVE);
  private static final String NAME = "whimbrel_file";

  private Enclosure() {}

  /** The command before the first statement of a file; none where it needs none. */
  static List<String> opening(Step step) {
    return isNeeded(step) ? List.of("SAVEPOINT " + NAME) : List.of();
  }

  /** The command behind the last one. */
  static List<String> closing(Step step) {
    return isNeeded(step) ? List.of("RELEASE SAVEPOINT " + NAME) : List.of();
  }

  private static boolean isNeeded(Step step) {
    return step.script().statements().stream().map(Statement::text).anyMatch(text -> SAVEPOINT.matcher(text).find());
  }
}
