package dev.whimbrel.cli.screen;

import dev.whimbrel.plan.Plan;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.RunReport.Manner;

/** What is told beside the screen, for those who read it later. Here everything is taken and nothing kept. */
public interface Log extends AutoCloseable {
  /** Nobody asked for one. */
  Log NONE = new Log() {
  };

  /** Both of them are told. */
  default Log and(Log other) {
    return this == NONE ? other : new BothLogs(this, other);
  }

  /** The same for the lines of one run. */
  default Log of(String run, String service) {
    return this;
  }

  /** A run is about to begin, on a directory and a database that were looked at. */
  default void begins(Manner manner, String directory, String database, String server) {}

  /** What it will do. */
  default void planned(Plan plan) {}

  /** What goes on. */
  default void saw(RunEvent event, Manner manner) {}

  /** What became of it. */
  default void ran(RunReport report) {}

  /** Where the database is after it, read anew. */
  default void verified(String sentence) {}

  /** Something is waited for; may be told over and over. */
  default void waiting(String reason) {}

  /** Something stops nothing. */
  default void warning(Problem problem) {}

  /** Something ended the command. */
  default void problem(Problem problem) {}

  /** What the command came to, in sentences. */
  default void result(String text) {}

  /** The command is over. */
  default void exits(int exitCode) {}

  /** Nothing more will be told. */
  @Override
  default void close() {}
}
