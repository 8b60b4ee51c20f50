package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Invocation;

/** What a command does with what the user asked for. */
@FunctionalInterface
public interface Command {
  /**
   * Does it.
   *
   * @throws dev.whimbrel.problem.WhimbrelException with what is wrong
   */
  Outcome run(Invocation invocation);
}
