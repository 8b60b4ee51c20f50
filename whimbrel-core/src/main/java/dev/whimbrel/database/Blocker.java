package dev.whimbrel.database;

import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.PsqlCommand;

/** What a session waits for. */
public sealed interface Blocker {
  /** Another session. */
  record Session(LockHolder.Session holder) implements Blocker {
    @Override
    public String describe() {
      return holder.describe();
    }

    @Override
    public String ending() {
      return holder.ending();
    }
  }

  /**
   * A transaction that was prepared and neither committed nor rolled back since: it belongs to no session, and outlives a restart.
   *
   * @param gid the name that it was given
   * @param owner the role that prepared it
   * @param since when, as the server writes a time
   */
  record Prepared(String gid, String owner, String since) implements Blocker {
    @Override
    public String describe() {
      return "the prepared transaction '" + gid + "' (of " + owner + ", prepared at " + since + ")";
    }

    @Override
    public String ending() {
      return PsqlCommand.of("rollback prepared " + Literal.of(gid));
    }
  }

  /** In a sentence: "blocked by …". */
  String describe();

  /** The command that ends it. */
  String ending();
}
