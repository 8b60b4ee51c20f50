package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;

/** What is to become of a statement that runs alone, after a look into the catalog. */
sealed interface Verdict {
  /** Nothing speaks against it, or what does the server says best. */
  record Run() implements Verdict {}

  /** It has taken effect already. */
  record Done(String notice) implements Verdict {}

  /** Indexes that an earlier attempt left INVALID go first. */
  record DropThenRun(List<QualifiedName> indexes) implements Verdict {}

  /** Another command finishes what an earlier attempt began. */
  record RunInstead(String command, String notice) implements Verdict {}

  /** Somebody is at work on it; it will look different when that is over. */
  record Wait(Worker worker) implements Verdict {}

  /** What is there is not for us to decide. */
  record Refuse(String message, String remedy) implements Verdict {}

  /** The catalog could not be asked. */
  record Unanswered(ServerFailure failure) implements Verdict {}
}
