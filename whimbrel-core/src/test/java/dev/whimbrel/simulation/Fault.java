package dev.whimbrel.simulation;

import java.time.Duration;

/**
 * What goes wrong, and when.
 *
 * @param message the number of the message, counted from 1 in each run
 * @param time how long until it happens, where it does not happen at once, or how long it lasts
 */
record Fault(int message, Moment moment, Kind kind, Duration time) {
  /** On which side of the message. */
  enum Moment {
    BEFORE, AFTER
  }

  /** What happens. */
  enum Kind {
    /** The connection is lost at once. */
    CUT,
    /** The connection is lost while the server works. */
    CUT_MEANWHILE,
    /** The client is slow. */
    DELAY,
    /** The process is no more. */
    DEATH,
    /** An administrator ends the session. */
    TERMINATE,
    /** Somebody cancels what the session does. */
    CANCEL,
    /** Another session locks the table that every migration writes to. */
    LOCK_LEDGER,
    /** Another session locks the journal. */
    LOCK_JOURNAL
  }

  @Override
  public String toString() {
    return kind + " " + moment + " message " + message + ", " + time.toNanos() / 1000 + " us";
  }
}
