package dev.whimbrel.cli.command;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.lint.GithubAnnotations;
import dev.whimbrel.cli.lint.GitlabCodeQuality;
import dev.whimbrel.cli.lint.JunitXml;
import dev.whimbrel.cli.lint.LintJson;
import dev.whimbrel.cli.lint.LintText;
import dev.whimbrel.cli.lint.Linted;
import dev.whimbrel.cli.lint.Sarif;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.forecast.ForecastJson;
import dev.whimbrel.schema.forecast.ForecastText;
import dev.whimbrel.schema.lint.LintReport;
import dev.whimbrel.schema.lint.Rules;
import dev.whimbrel.schema.lint.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** As what the findings are told, and from which weight on they end in an error. */
final class LintOutput {
  private static final String NEVER = "never";

  private final Invocation invocation;
  private final Map<Kind, String> reports;
  private final Optional<Severity> threshold;
  private final Settings settings;

  private LintOutput(Invocation invocation, Map<Kind, String> reports, Optional<Severity> threshold,
      Settings settings) {
    this.invocation = invocation;
    this.reports = new EnumMap<>(reports);
    this.threshold = threshold;
    this.settings = settings;
  }

  /** What programs read. */
  private enum Kind {
    SARIF, GITHUB, GITLAB, JUNIT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String of(Linted linted) {
      return switch (this) {
        case SARIF -> Sarif.of(linted, Whimbrel.version());
        case GITHUB -> GithubAnnotations.of(linted);
        case GITLAB -> GitlabCodeQuality.of(linted);
        case JUNIT -> JunitXml.of(linted);
      };
    }
  }

  /**
   * What the command line asks for.
   *
   * @throws WhimbrelException if there is no such thing
   */
  static LintOutput of(Invocation invocation, Settings settings) {
    Map<Kind, String> reports = new EnumMap<>(Kind.class);
    invocation.value(Options.REPORT).stream().flatMap(text -> Arrays.stream(text.split(","))).map(String::strip)
        .filter(text -> !text.isEmpty()).forEach(text -> add(reports, text));
    if (reports.values().stream().filter(String::isEmpty).count() > 1) {
      throw Linting.wrong("only one report can take the place of the text", "name files for the others, as in:"
          + " --report github,sarif=lint.sarif");
    }
    refuseUnseen(invocation, reports);
    return new LintOutput(invocation, reports, threshold(settings), settings);
  }

  /** What takes the place of the text is lost where no text is shown. */
  private static void refuseUnseen(Invocation invocation, Map<Kind, String> reports) {
    Optional<Kind> shown = reports.entrySet().stream().filter(report -> report.getValue().isEmpty())
        .map(Map.Entry::getKey).findFirst();
    Optional<Option> without = Stream.of(Options.JSON, Options.QUIET).filter(invocation::wants).findFirst();
    if (shown.isPresent() && without.isPresent()) {
      String word = shown.get().word();
      throw Linting.wrong("--report " + word + " takes the place of the text, and with --" + without.get().name()
          + " no text is shown", "name a file for the report, as in: --report " + word + "=lint." + word);
    }
  }

  private static void add(Map<Kind, String> reports, String text) {
    int equals = text.indexOf('=');
    Kind kind = kind(equals < 0 ? text : text.substring(0, equals));
    String file = equals < 0 ? "" : text.substring(equals + 1).strip();
    if (equals >= 0 && file.isEmpty()) {
      throw Linting.wrong("\"" + text + "\" of --report names no file", "name one, as in: --report " + kind.word()
          + "=lint." + kind.word());
    }
    if (reports.put(kind, file) != null) {
      throw Linting.wrong("--report says " + kind.word() + " twice", "say each kind once");
    }
  }

  private static Kind kind(String word) {
    List<String> words = Stream.of(Kind.values()).map(Kind::word).toList();
    return Stream.of(Kind.values()).filter(kind -> kind.word().equals(word)).findFirst()
        .orElseThrow(() -> Linting.wrong("\"" + word + "\" is no kind of report",
            Nearest.to(word, words).map(near -> "did you mean " + near + "?")
                .orElse("it is one of " + String.join(", ", words))));
  }

  /** From which weight on findings end in an error; empty for never. */
  static Optional<Severity> threshold(Settings settings) {
    Optional<Sourced> said = settings.find(Options.FAIL_ON);
    String word = said.map(Sourced::value).orElse("error");
    if (word.equals(NEVER)) {
      return Optional.empty();
    }
    return Optional.of(Stream.of(Severity.values()).filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst().orElseThrow(() -> new WhimbrelException(Problem
            .of(ProblemCode.USAGE, "\"" + word + "\" of fail-on is no weight").at(said.flatMap(one -> Optional
                .ofNullable(one.at())).orElse(null))
            .remedy("it is error, warning, note or never"), null)));
  }

  /** Tells it, and writes the reports. */
  Outcome told(Judgement judgement) {
    String text = text(invocation.screen(), judgement,
        invocation.wants(Options.VERBOSE) ? LintText.Detail.ALL : LintText.Detail.USUAL);
    List<Problem> problems = threshold.map(weight -> problems(judgement, weight)).orElse(List.of());
    return new Outcome(reported(judgement.linted(), text), json(judgement), problems);
  }

  /** Where there is nothing to look at, whoever waits for a report gets one in which nothing stands. */
  Outcome nothing(String text) {
    Linted none = new Linted(new LintReport(List.of(), 0, 0, List.of()), List.of(), Rules.ALL,
        settings.directoryLabel(),
        "");
    return Outcome.of(reported(none, text), LintJson.of(none));
  }

  /** Writes the reports, and gives what is shown: the text, or the report that takes its place. */
  private String reported(Linted linted, String text) {
    Linted inRepository = new Linted(linted.report(), linted.migrations(), linted.rules(),
        Git.inRepository(settings.directory()).orElse(linted.directory()), linted.server());
    String shown = text;
    for (Map.Entry<Kind, String> report : reports.entrySet()) {
      String written = report.getKey().of(inRepository);
      if (report.getValue().isEmpty()) {
        shown = written.endsWith("\n") || written.isEmpty() ? written : written + "\n";
      } else {
        write(report.getValue(), written);
      }
    }
    return shown;
  }

  private void write(String name, String text) {
    try {
      Files.writeString(settings.project().resolve(name), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "the report \"" + name + "\" cannot be written")
          .remedy("name a file in a directory that is there and may be written to"), null);
    }
  }

  /** The findings, what the statements will take, and what it comes to. */
  static String text(Screen screen, Judgement judgement, LintText.Detail detail) {
    String findings = LintText.blocks(judgement.linted(), detail, screen);
    List<String> forecast = judgement.statistics().isKnown() ? ForecastText.lines(judgement.forecast()) : List.of();
    return findings + (forecast.isEmpty() ? "" : String.join("\n", forecast) + "\n\n")
        + LintText.summary(judgement.linted()) + "\n";
  }

  /** What programs are told. */
  static Json.Obj json(Judgement judgement) {
    Json.Obj json = LintJson.of(judgement.linted());
    return judgement.statistics().isKnown() ? json.with("forecast", ForecastJson.of(judgement.forecast())) : json;
  }

  /** One that counts what weighs enough, if there is any. */
  static List<Problem> problems(Judgement judgement, Severity threshold) {
    long heavy = judgement.linted().report().open().stream()
        .filter(finding -> finding.severity().compareTo(threshold) >= 0).count();
    if (heavy == 0) {
      return List.of();
    }
    boolean hasSafeForm = judgement.linted().report().open().stream()
        .anyMatch(finding -> finding.severity().compareTo(threshold) >= 0 && !finding.safe().isEmpty());
    List<String> ways = new ArrayList<>(List.of("mend what was found"
        + (hasSafeForm ? "; \"whimbrel rewrite FILE\" writes the safe form" : "")));
    ways.add("or allow it where it stands: -- whimbrel: allow WB… because \"…\"");
    return List.of(Problem.of(ProblemCode.LINT, RunText.count(heavy, "finding") + (heavy == 1 ? " weighs" : " weigh")
        + " too much to go on").state("nothing was changed").remedy(String.join("\n", ways)));
  }
}
