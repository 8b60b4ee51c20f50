package dev.whimbrel.cli.screen;

import dev.whimbrel.plan.Plan;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.RunReport.Manner;

/** Two logs that are told the same. */
record BothLogs(Log one, Log other) implements Log {
  @Override
  public Log of(String run, String service) {
    return new BothLogs(one.of(run, service), other.of(run, service));
  }

  @Override
  public void begins(Manner manner, String directory, String database, String server) {
    one.begins(manner, directory, database, server);
    other.begins(manner, directory, database, server);
  }

  @Override
  public void planned(Plan plan) {
    one.planned(plan);
    other.planned(plan);
  }

  @Override
  public void saw(RunEvent event, Manner manner) {
    one.saw(event, manner);
    other.saw(event, manner);
  }

  @Override
  public void ran(RunReport report) {
    one.ran(report);
    other.ran(report);
  }

  @Override
  public void verified(String sentence) {
    one.verified(sentence);
    other.verified(sentence);
  }

  @Override
  public void waiting(String reason) {
    one.waiting(reason);
    other.waiting(reason);
  }

  @Override
  public void warning(Problem problem) {
    one.warning(problem);
    other.warning(problem);
  }

  @Override
  public void problem(Problem problem) {
    one.problem(problem);
    other.problem(problem);
  }

  @Override
  public void result(String text) {
    one.result(text);
    other.result(text);
  }

  @Override
  public void exits(int exitCode) {
    one.exits(exitCode);
    other.exits(exitCode);
  }

  @Override
  public void close() {
    one.close();
    other.close();
  }
}
