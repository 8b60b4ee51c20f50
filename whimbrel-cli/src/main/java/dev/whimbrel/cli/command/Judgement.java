package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.lint.Linted;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.forecast.Forecast;
import dev.whimbrel.schema.forecast.Rates;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.lint.Allowances;
import dev.whimbrel.schema.lint.Context;
import dev.whimbrel.schema.lint.Context.RunnerTimeouts;
import dev.whimbrel.schema.lint.LintOptions;
import dev.whimbrel.schema.lint.LintReport;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.lint.Rules;
import dev.whimbrel.schema.lint.Subject;
import dev.whimbrel.schema.lint.Subjects;
import dev.whimbrel.schema.queries.QueryWatch.Harm;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is thought of some migrations.
 *
 * @param linted what was found
 * @param forecast how long their statements will take, and what they block
 * @param statistics how large things are in the database in question; may be unknown
 */
record Judgement(Linted linted, Forecast forecast, Statistics statistics) {
  /** What is known beside the migrations. */
  record Knowledge(Statistics statistics, Rates rates, List<Harm> harms, LocalDate today) {}

  /**
   * Judges.
   *
   * @param all that were rehearsed, or would have been, in their order
   * @param wanted those of which findings are told
   */
  static Judgement of(Settings settings, List<Migration> all, List<Migration> wanted, Rehearsing.Seen seen,
      Knowledge known) {
    List<Subject> subjects = Subjects.of(all, seen.report().statements());
    Context context = new Context(subjects, known.statistics(), seen.major(), timeouts(settings), known.today(),
        LintOptions.standard(), known.harms());
    Set<Migration> told = new HashSet<>(wanted);
    List<Judged> findings = Allowances.judged(Rules.findings(context), context).stream()
        .filter(judged -> told.contains(judged.finding().subject().migration())).toList();
    List<Rehearsed> rehearsed = seen.report().statements().stream().filter(one -> told.contains(one.migration()))
        .toList();
    int statements = wanted.stream().mapToInt(migration -> migration.up().statements().size()).sum();
    LintReport report = new LintReport(settings.weights().weighed(findings), rehearsed.size(),
        statements - rehearsed.size(), seen.report().notes());
    return new Judgement(new Linted(report, wanted, Rules.ALL, settings.directoryLabel(), seen.server()),
        Forecast.of(rehearsed, known.statistics(), known.rates()), known.statistics());
  }

  private static RunnerTimeouts timeouts(Settings settings) {
    boolean isUnlimited = settings.time(Options.LOCK_TIMEOUT, Duration.ofSeconds(2)).isZero();
    return isUnlimited ? RunnerTimeouts.NONE : RunnerTimeouts.SET;
  }
}
