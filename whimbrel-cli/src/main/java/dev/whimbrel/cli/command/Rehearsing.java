package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Interruption;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.lint.Rules;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.rehearse.Rehearsal;
import dev.whimbrel.schema.rehearse.Rehearsal.Known;
import dev.whimbrel.schema.rehearse.Rehearsal.Report;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.schema.shadow.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Migrations that are run on a shadow, statement by statement, before anybody runs them. */
final class Rehearsing {
  private final Invocation invocation;
  private final Settings settings;
  private final Rehearsal.Witness witness;

  /**
   * For a command.
   *
   * @param witness looks at more meanwhile
   */
  Rehearsing(Invocation invocation, Settings settings, Rehearsal.Witness witness) {
    this.invocation = invocation;
    this.settings = settings;
    this.witness = witness;
  }

  /**
   * What was seen.
   *
   * @param server on which it was, for people
   * @param major its major version, if there was one
   */
  record Seen(Report report, String server, OptionalInt major) {
    /** Nothing was rehearsed: statements are judged by their texts. */
    static Seen nothing() {
      return nothing("no shadow was wanted");
    }

    /** The same for a reason. */
    static Seen nothing(String reason) {
      return new Seen(new Report(List.of(), List.of("nothing was rehearsed (" + reason
          + "): what functions, DO blocks, domains and defaults do, what a constraint proves already, and which tables"
          + " nobody knows yet was not looked at")), "", OptionalInt.empty());
    }
  }

  /**
   * What a directory makes up to some migration, and from there on.
   *
   * @param all the directory
   * @param wanted in its order
   */
  Seen standing(MigrationSet all, List<Migration> wanted) {
    try (Shadows shadows = ShadowPlace.openQuietly(invocation, settings, ShadowPlace.expected(settings), null);
        Interruption.Watch watch = Interruption.cancelWith(shadows::cancel)) {
      return new Seen(replayed(shadows, all, wanted, options().withKnown(Known.BEFORE_EACH)).orThrow(),
          shadows.label(), OptionalInt.of(shadows.scriptMajor()));
    }
  }

  /**
   * What is pending in a database, on a shadow that is like it. Where something fails for want of rows, it is tried where the directory
   * put its own rows.
   */
  Seen pending(Desk desk, MigrationSet all, List<Migration> pending) {
    Scope scope = ScopeOf.settings(invocation, settings);
    DatabaseSchema schema = Inspector.inspect(desk.database(), scope);
    try (Shadows shadows = ShadowPlace.openQuietly(invocation, settings, Likeness.of(desk.database()), desk.url());
        Interruption.Watch watch = Interruption.cancelWith(shadows::cancel)) {
      Tried tried = new Tried(shadows, scope, ChangePlan.Options.oneTransaction());
      Rehearsal.Options options = options().withKnown(Known.BEFORE_ALL);
      Result<Report> like = Rehearsal.of(() -> tried.recreated(schema, desk.place())
          .then(shadow -> shadows.prepared(shadow, new MigrationSet(pending))), pending, options);
      Report report = isEnough(like) ? like.orThrow() : better(like, replayed(shadows, all, pending, options));
      return new Seen(report, shadows.label(), OptionalInt.of(shadows.scriptMajor()));
    }
  }

  private static boolean isEnough(Result<Report> like) {
    return like.problems().isEmpty() && !isForWantOfRows(like.orThrow());
  }

  /** A replay that fails is worth more than no likeness at all, and less than one that fails too. */
  private static Report better(Result<Report> like, Result<Report> replayed) {
    boolean isReplayed = replayed.problems().isEmpty()
        && (!like.problems().isEmpty() || !replayed.orThrow().isFailed());
    return isReplayed ? noting(replayed.orThrow(), like) : like.orThrow();
  }

  private static boolean isForWantOfRows(Report report) {
    return report.isFailed() && report.statements().getLast().outcome() instanceof Rehearsed.Outcome.Failed failed
        && Rules.isOfRows(failed.error());
  }

  private static Report noting(Report report, Result<Report> like) {
    List<String> notes = new ArrayList<>(report.notes());
    notes.add("it was rehearsed on what the directory makes, and not on a likeness of the database: "
        + (like.problems().isEmpty()
            ? "a migration needs rows that others put there"
            : Linting.reason(like.problems().getFirst())));
    return new Report(report.statements(), notes);
  }

  private static Result<Report> replayed(Shadows shadows, MigrationSet all, List<Migration> wanted,
      Rehearsal.Options options) {
    List<String> keys = all.migrations().stream().map(migration -> migration.id().key()).toList();
    int first = keys.indexOf(wanted.getFirst().id().key());
    MigrationSet before = new MigrationSet(all.migrations().subList(0, first));
    return Rehearsal.of(() -> shadows.replayed(before)
        .then(shadow -> shadows.prepared(shadow, new MigrationSet(wanted))), wanted, options);
  }

  private Rehearsal.Options options() {
    return Rehearsal.Options.standard().withWitness(witness)
        .withProgress(migration -> invocation.screen().detail("rehearsing " + migration.id() + " …"));
  }
}
