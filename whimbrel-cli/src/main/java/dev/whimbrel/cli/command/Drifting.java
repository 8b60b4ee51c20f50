package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.drift.Causes;
import dev.whimbrel.schema.drift.Drift;
import dev.whimbrel.schema.drift.Drift.Finding;
import dev.whimbrel.schema.drift.DriftText;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.schema.shadow.Tried;
import dev.whimbrel.schema.wording.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command that compares a database with what the migrations make that are applied there. */
public final class Drifting {
  private static final List<String> WAYS = List.of("keep", "revert");

  private final Desk desk;
  private final Scope scope;
  private final Shadows shadows;
  private final Tried tried;
  private final List<Migration> applied;
  private final List<Migration> pending;

  private Drifting(Desk desk, Scope scope, Shadows shadows, Survey survey) {
    this.desk = desk;
    this.scope = scope;
    this.shadows = shadows;
    this.tried = new Tried(shadows, scope, ChangePlan.Options.oneTransaction());
    this.applied = migrations(survey, Standing.APPLIED);
    this.pending = migrations(survey, Standing.PENDING);
  }

  /** Whether a migration stands in the database. */
  private enum Standing {
    APPLIED, PENDING
  }

  public static Outcome drift(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    invocation.value(Options.SQL).ifPresent(Drifting::refuseOther);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      History history = desk.history(read);
      desk.refuseLost(history, read);
      Survey survey = Survey.of(read.set(), history);
      remarks(invocation, survey);
      Scope scope = scope(desk, history);
      try (Shadows shadows = ShadowPlace.open(invocation, settings, Likeness.of(desk.database()), desk.url())) {
        return new Drifting(desk, scope, shadows, survey).run();
      }
    });
  }

  private static void refuseOther(String wanted) {
    if (!WAYS.contains(wanted)) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "\"" + wanted + "\" of --sql is no way on")
          .state("nothing was changed")
          .remedy("keep: what a new migration has to hold; revert: what leads back to what the migrations make"), null);
    }
  }

  /** Not what is no migration's: the journal, and the tables of other tools, also one under another name that is kept up. */
  private static Scope scope(Desk desk, History history) {
    Scope scope = ScopeOf.settings(desk.invocation(), desk.settings(), List.of(desk.database()));
    return history.mirrored().map(kept -> ScopeOf.withoutHistory(scope, kept.schema(), kept.name())).orElse(scope);
  }

  /** What makes the comparison less than it seems is said first. */
  private static void remarks(Invocation invocation, Survey survey) {
    for (Survey.Line line : survey.lines()) {
      switch (line.state()) {
        case EDITED -> invocation.screen()
            .step(line.version() + " was edited since it was applied: compared is what its file makes now");
        case MISSING ->
          invocation.screen().step(line.version() + " has no file any more: what it made is taken for unknown");
        case FAILED -> line.standing().partial().ifPresent(attempt -> invocation.screen()
            .step(line.version() + " failed part way: what it made so far is taken for unknown"));
        case BY_CODE ->
          invocation.screen().step(line.version() + " is code of an application: what it made is taken for unknown");
        case APPLIED, PENDING, OUT_OF_ORDER, ROLLED_BACK -> {
        }
      }
    }
  }

  private static List<Migration> migrations(Survey survey, Standing standing) {
    return survey.lines().stream()
        .filter(line -> isApplied(line) == (standing == Standing.APPLIED))
        .map(Survey.Line::migration)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  private static boolean isApplied(Survey.Line line) {
    return line.standing().isApplied() && line.state() != State.FAILED;
  }

  private Outcome run() {
    DatabaseSchema expected = made(applied);
    DatabaseSchema actual = alike(Inspector.inspect(desk.database(), scope));
    Drift drift = Drift.between(expected, actual);
    Optional<String> wanted = desk.invocation().value(Options.SQL);
    if (drift.isEmpty()) {
      return Outcome.of(wanted.isPresent() ? "" : same(), json(drift, finding -> Optional.empty()));
    }
    Makers makers = new Makers(expected);
    Map<Finding, Optional<String>> made = drift.findings().stream()
        .collect(Collectors.toMap(finding -> finding, makers::of));
    Function<Finding, Optional<String>> maker = made::get;
    if (wanted.isPresent()) {
      String script = script(wanted.get(), expected, actual);
      return Outcome.of(script, json(drift, maker).with("script", script)).with(List.of(problem(drift)));
    }
    return Outcome.of(String.join("\n", DriftText.lines(drift, maker)) + "\n", json(drift, maker))
        .with(List.of(problem(drift)));
  }

  private String same() {
    return "No drift: " + desk.place() + " is what its "
        + RunText.count(applied.size(), "applied migration") + " " + (applied.size() == 1 ? "makes" : "make") + ".\n";
  }

  /** What some of the migrations make of nothing. */
  private DatabaseSchema made(List<Migration> migrations) {
    try (ShadowDatabase shadow = replayed(migrations)) {
      return tried.inspected(shadow);
    }
  }

  private ShadowDatabase replayed(List<Migration> migrations) {
    return shadows.replayed(new MigrationSet(migrations)).orThrow();
  }

  /** Servers of two versions print the same expression in two ways: what is there is made again where the migrations are replayed. */
  private DatabaseSchema alike(DatabaseSchema actual) {
    if (actual.major() == shadows.major()) {
      return actual;
    }
    try (ShadowDatabase shadow = tried.recreated(actual, desk.place()).orThrow()) {
      return tried.inspected(shadow, actual);
    }
  }

  private String script(String wanted, DatabaseSchema expected, DatabaseSchema actual) {
    return switch (wanted) {
      case "keep" -> {
        try (ShadowDatabase shadow = replayed(applied)) {
          yield PlanText
              .script(tried.plan(shadow, expected, actual, "the script that keeps what the database has").orThrow());
        }
      }
      case "revert" -> {
        try (ShadowDatabase shadow = tried.recreated(actual, desk.place()).orThrow()) {
          yield PlanText
              .script(tried.plan(shadow, actual, expected, "the script that leads the database back").orThrow());
        }
      }
      default -> throw new IllegalStateException(wanted);
    };
  }

  private Problem problem(Drift drift) {
    int count = drift.findings().size() + drift.unknown().size() + drift.missing().size();
    return Problem
        .of(ProblemCode.DRIFT, desk.place() + " is not what its " + RunText.count(applied.size(), "applied migration")
            + (applied.size() == 1 ? " makes: " : " make: ") + RunText.count(count, "difference"))
        .state("nothing was changed")
        .remedy("""
            keep it: whimbrel drift --sql keep shows what a new migration has to hold
            go back: whimbrel drift --sql revert shows what leads the database back
            leave it out: whimbrel drift --exclude PATTERNS""");
  }

  private static Json.Obj json(Drift drift, Function<Finding, Optional<String>> maker) {
    return Json.object()
        .with("drift",
            Json.array(drift.findings().stream().map(finding -> json(finding, maker.apply(finding))).toList()))
        .with("not_modelled_unknown", Json.texts(drift.unknown().stream().map(DriftText::name).toList()))
        .with("not_modelled_missing", Json.texts(drift.missing().stream().map(DriftText::name).toList()));
  }

  private static Json.Obj json(Finding finding, Optional<String> maker) {
    Json.Obj object = Json.object()
        .with("object", Names.of(finding.id()))
        .with("kind", finding.id().kind().label())
        .with("made_by", maker.orElse(null));
    return switch (finding) {
      case Finding.Unknown unknown -> object.with("finding", "unknown");
      case Finding.Missing missing -> object.with("finding", "missing");
      case Finding.Different different -> object.with("finding", "different")
          .with("properties", Json.array(different.properties().stream().map(property -> Json.object()
              .with("name", property.name()).with("expected", property.before()).with("actual", property.after()))
              .toList()));
    };
  }

  /** Which migration made an object: looked for only where something differs. */
  private final class Makers {
    private final List<Migration> all;
    private final Map<Integer, DatabaseSchema> seen = new HashMap<>();
    private final Causes ofApplied;
    private final Causes ofAll;
    private boolean isPendingKnown;

    private Makers(DatabaseSchema expected) {
      this.all = Stream.concat(applied.stream(), pending.stream()).toList();
      this.seen.put(applied.size(), expected);
      this.ofApplied = Causes.of(applied.size(), this::after);
      this.ofAll = Causes.of(all.size(), this::after);
      this.isPendingKnown = !pending.isEmpty();
    }

    private DatabaseSchema after(int count) {
      return seen.computeIfAbsent(count, some -> made(all.subList(0, some)));
    }

    /** Its file. */
    private Optional<String> of(Finding finding) {
      OptionalInt index = switch (finding) {
        case Finding.Unknown unknown -> ofPending(unknown.id());
        case Finding.Missing missing -> ofApplied.of(missing.id());
        case Finding.Different different -> ofApplied.of(different.id());
      };
      return index.isEmpty() ? Optional.empty() : Optional.of(all.get(index.getAsInt()).file());
    }

    /** A favour: what is pending need not run, and what was found is told all the same. */
    private OptionalInt ofPending(ObjectId id) {
      if (!isPendingKnown) {
        return OptionalInt.empty();
      }
      try {
        return ofAll.of(id);
      } catch (WhimbrelException e) {
        isPendingKnown = false;
        Problem problem = e.problems().getFirst();
        desk.invocation().screen().step("what is pending is not looked at: "
            + (problem.at() == null ? "" : problem.at() + " ") + problem.message());
        return OptionalInt.empty();
      }
    }
  }
}
