package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.queries.QueryWatch.Harm;
import java.time.LocalDate;
import java.util.List;

/**
 * What a statement is deployed with, and to what.
 *
 * @param subjects all statements that are looked at, in the order in which they run
 * @param statistics how large things are in the database in question
 * @param majors the major versions that count
 * @param timeouts whether the runner itself limits how long a statement waits for a lock
 * @param today for what expires
 * @param options what the project has decided on
 * @param harms what the statements do to queries that were tried
 * @param elsewhere migrations of the branch into which these are to be merged, that are not here
 */
public record Deployment(List<Subject> subjects, Statistics statistics, Majors majors, RunnerTimeouts timeouts,
    LocalDate today, LintOptions options, List<Harm> harms, List<Elsewhere> elsewhere) {
  public Deployment {
    subjects = List.copyOf(subjects);
    harms = List.copyOf(harms);
    elsewhere = List.copyOf(elsewhere);
  }

  /** One in which no queries were tried, and no other branch was looked at. */
  public Deployment(List<Subject> subjects, Statistics statistics, Majors majors, RunnerTimeouts timeouts,
      LocalDate today, LintOptions options) {
    this(subjects, statistics, majors, timeouts, today, options, List.of(), List.of());
  }

  /** One in which the project has decided on nothing. */
  public Deployment(List<Subject> subjects, Statistics statistics, Majors majors, RunnerTimeouts timeouts,
      LocalDate today) {
    this(subjects, statistics, majors, timeouts, today, LintOptions.standard());
  }

  /**
   * Major versions.
   *
   * @param server of the database in question, or of the shadow where none is
   * @param forms the oldest that has to take what is advised: that of the database, or where none is known, the oldest that there is
   */
  public record Majors(int server, int forms) {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;

    /** Of a database that is known. */
    public static Majors of(int major) {
      return new Majors(major, major);
    }

    /** Of whatever database it will be, where this one is only the shadow's. */
    public static Majors ofShadow(int shadow) {
      return new Majors(shadow, OLDEST);
    }

    /** Nothing is known. */
    public static Majors unknown() {
      return new Majors(NEWEST, OLDEST);
    }
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
