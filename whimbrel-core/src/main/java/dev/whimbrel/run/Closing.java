package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import java.util.List;

/**
 * Where in a flight a script's transaction ends.
 *
 * @param deferred the command that checks deferred constraints, the first one of ours after the script
 * @param commit the command that commits
 */
record Closing(int deferred, int commit) {
  /** Sent last before our own commands: what a deferred constraint refuses is refused while role and settings are the file's. */
  static final String DEFERRED = "SET CONSTRAINTS ALL IMMEDIATE";

  /**
   * Puts it there.
   *
   * @param ours our commands before the commit
   */
  static Closing in(Flight flight, List<String> ours) {
    flight.add(DEFERRED);
    int deferred = flight.size() - 1;
    flight.addAll(ours);
    flight.add("COMMIT");
    return new Closing(deferred, flight.size() - 1);
  }

  /** Only the server's word COMMIT counts: to a transaction that is already lost it answers ROLLBACK, and that is no error. */
  boolean isCommitted(Answer answer) {
    return answer.completed().size() > commit && "COMMIT".equals(answer.completed().get(commit).tag());
  }

  /** What of our own was being done when so many commands had completed. */
  String during(int completed) {
    if (completed < deferred) {
      return "opening the transaction";
    }
    return completed == deferred
        ? "checking deferred constraints"
        : completed == commit ? "committing" : "writing the journal";
  }
}
