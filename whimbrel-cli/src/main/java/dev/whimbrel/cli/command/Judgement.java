package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.lint.Linted;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.schema.forecast.Forecast;
import dev.whimbrel.schema.forecast.Load;
import dev.whimbrel.schema.forecast.Rates;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.forecast.StatisticsReader;
import dev.whimbrel.schema.lint.Allowances;
import dev.whimbrel.schema.lint.Deployment;
import dev.whimbrel.schema.lint.Deployment.Majors;
import dev.whimbrel.schema.lint.Deployment.RunnerTimeouts;
import dev.whimbrel.schema.lint.Elsewhere;
import dev.whimbrel.schema.lint.LintReport;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.lint.Rules;
import dev.whimbrel.schema.lint.Subject;
import dev.whimbrel.schema.lint.Subjects;
import dev.whimbrel.schema.queries.QueryWatch.Harm;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is thought of some migrations.
 *
 * @param linted what was found
 * @param forecast how long their statements will take, and what they block
 * @param statistics how large things are in the database in question; may be unknown
 */
record Judgement(Linted linted, Forecast forecast, Statistics statistics) {
  /**
   * What is known beside the migrations.
   *
   * @param elsewhere what is on the branch into which they are to be merged, and not here
   */
  record Knowledge(Target target, List<Harm> harms, List<Elsewhere> elsewhere, LocalDate today) {}

  /**
   * The database in question.
   *
   * @param major its major version, if there is one
   */
  record Target(OptionalInt major, Statistics statistics, Rates rates, Load load) {
    /** Where there is none. */
    static Target unknown() {
      return new Target(OptionalInt.empty(), Statistics.unknown(), Rates.assumed(), Load.Unknown.notAsked());
    }

    static Target of(Desk desk, RatesKept rates) {
      int major = switch (desk.database().dialect()) {
        case Dialect.Postgres postgres -> postgres.major();
      };
      Statistics statistics = StatisticsReader.statistics(desk.database());
      return new Target(OptionalInt.of(major), statistics, rates.of(desk),
          StatisticsReader.load(desk.database(), statistics));
    }
  }

  /**
   * Judges.
   *
   * @param all that were rehearsed, or would have been, in their order
   * @param wanted those of which findings are told
   */
  static Judgement of(Settings settings, List<Migration> all, List<Migration> wanted, Rehearsing.Seen seen,
      Knowledge known) {
    Target target = known.target();
    List<Subject> subjects = Subjects.of(all, seen.report().statements());
    Deployment deployment = new Deployment(subjects, target.statistics(), majors(seen, target), timeouts(settings),
        known.today(), settings.lintOptions(), known.harms(), known.elsewhere());
    Set<MigrationId> told = wanted.stream().map(Migration::id).collect(Collectors.toSet());
    List<Judged> findings = Allowances.judged(Rules.findings(deployment), deployment).stream()
        .filter(judged -> told.contains(judged.finding().subject().migration().id())).toList();
    List<Rehearsed> rehearsed = seen.report().statements().stream().filter(one -> told.contains(one.migration().id()))
        .toList();
    int statements = wanted.stream().mapToInt(migration -> migration.up().statements().size()).sum();
    LintReport report = new LintReport(settings.weights().weighed(findings), rehearsed.size(),
        statements - rehearsed.size(), seen.report().notes());
    return new Judgement(new Linted(report, wanted, Rules.ALL, settings.directoryLabel(), seen.server()),
        Forecast.of(rehearsed, target.statistics(), target.rates()).withLoad(target.load()), target.statistics());
  }

  private static Majors majors(Rehearsing.Seen seen, Target target) {
    if (target.major().isPresent()) {
      return Majors.of(target.major().getAsInt());
    }
    return seen.major().isPresent() ? Majors.ofShadow(seen.major().getAsInt()) : Majors.unknown();
  }

  private static RunnerTimeouts timeouts(Settings settings) {
    boolean isUnlimited = settings.time(Options.LOCK_TIMEOUT, Duration.ofSeconds(2)).isZero();
    return isUnlimited ? RunnerTimeouts.NONE : RunnerTimeouts.SET;
  }
}
