package dev.whimbrel.cli.as;

import java.util.List;

/** A tool whose command lines are understood. */
interface OldTool {
  /** Carries out a command line and answers as the tool does; returns the exit code. */
  int run(List<String> args, Shell shell);
}
