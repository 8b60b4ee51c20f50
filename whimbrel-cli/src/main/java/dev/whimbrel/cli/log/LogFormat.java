package dev.whimbrel.cli.log;

/** For whom the lines are. */
enum LogFormat {
  TEXT, JSON
}
