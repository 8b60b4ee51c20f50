package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.queries.QueryWatch.Harm;
import java.time.LocalDate;
import java.util.List;

/**
 * What stands around a statement.
 *
 * @param subjects all statements that are looked at, in the order in which they run
 * @param statistics how large things are in the database in question
 * @param major the major version of that database's server, or of the shadow
 * @param runnerLimitsWaiting whether the runner itself sets a lock timeout
 * @param today for what expires
 * @param options what the project has decided on
 * @param harms what the statements do to queries that were tried
 */
public record Context(List<Subject> subjects, Statistics statistics, int major, RunnerTimeouts runnerLimitsWaiting,
    LocalDate today, LintOptions options, List<Harm> harms) {
  public Context {
    subjects = List.copyOf(subjects);
    harms = List.copyOf(harms);
  }

  /** One in which no queries were tried. */
  public Context(List<Subject> subjects, Statistics statistics, int major, RunnerTimeouts runnerLimitsWaiting,
      LocalDate today, LintOptions options) {
    this(subjects, statistics, major, runnerLimitsWaiting, today, options, List.of());
  }

  /** One in which the project has decided on nothing. */
  public Context(List<Subject> subjects, Statistics statistics, int major, RunnerTimeouts runnerLimitsWaiting,
      LocalDate today) {
    this(subjects, statistics, major, runnerLimitsWaiting, today, LintOptions.standard());
  }

  /** Whether the runner sets timeouts of its own. */
  public enum RunnerTimeouts {
    SET, NONE
  }

  /** The statements of the same migration, in order. */
  public List<Subject> sameMigration(Subject subject) {
    return subjects.stream().filter(one -> one.migration().id().equals(subject.migration().id())).toList();
  }

  /** The statements of the same migration that run before it. */
  public List<Subject> before(Subject subject) {
    List<Subject> same = sameMigration(subject);
    return same.subList(0, Math.max(0, same.indexOf(subject)));
  }

  /** The statements that commit together with it, in order. */
  public List<Subject> sameTransaction(Subject subject) {
    return subjects.stream().filter(one -> one.transaction() == subject.transaction()).toList();
  }
}
