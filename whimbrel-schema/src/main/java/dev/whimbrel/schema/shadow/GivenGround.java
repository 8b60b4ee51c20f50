package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Listing;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One database, filled and emptied again and again, and left with the settings that it had. A session holds a lock in it as long as this is open, so that two never fill it at once. */
final class GivenGround implements Ground {
  /** Any number that nobody else takes. */
  private static final long LOCK = 0x77686d7368616477L;
  private static final int MOST_NAMED = 5;
  private static final String EMBEDDED = "take the embedded server: leave --shadow-url out";

  private final Place.Given place;
  private final ShadowOptions options;
  private final Database holder;
  private final Emptying emptying;
  private final DatabaseSettings own;
  private final Run run;
  private final TreeSet<String> stubs = new TreeSet<>();
  private @Nullable ShadowDatabase open;

  private GivenGround(Place.Given place, ShadowOptions options, Database holder) {
    this.place = place;
    this.options = options;
    this.holder = holder;
    this.emptying = new Emptying(holder);
    this.own = DatabaseSettings.of(holder).without(Run.SETTING);
    this.run = Run.in(holder);
  }

  static Result<GivenGround> of(Place.Given place, ShadowOptions options) {
    return Commands.kept(opened(place, options), holder -> of(place, options, holder));
  }

  private static Result<GivenGround> of(Place.Given place, ShadowOptions options, Database holder) {
    if (holder.writability() != Database.Writability.WRITABLE) {
      return Result.rejected(Problem.of(ProblemCode.READ_ONLY, "the shadow database " + holder.label()
          + " takes no writes").state(ShadowProblems.UNTOUCHED).remedy("name another one with --shadow-url"));
    }
    String taken = holder.query("SELECT pg_catalog.pg_try_advisory_lock(" + LOCK + ")").getFirst().getFirst();
    if (!"t".equals(taken)) {
      return Result.rejected(Problem.of(ProblemCode.SHADOW, "the shadow database " + holder.label()
          + " is used by another run of Whimbrel now").state(ShadowProblems.UNTOUCHED)
          .remedy("wait until that is over, or name another empty database with --shadow-url"));
    }
    List<String> there = new Emptying(holder).whatIsThere();
    if (!there.isEmpty()) {
      return Result.rejected(notEmpty(place, holder, there));
    }
    Run.tidy(holder).forEach(options.progress());
    return Result.ok(new GivenGround(place, options, holder));
  }

  private static Database opened(Place.Given place, ShadowOptions options) {
    try {
      return Database.open(place.url(), options.ownSession());
    } catch (WhimbrelException e) {
      throw new WhimbrelException(
          e.problems().stream().map(problem -> ShadowProblems.ofGiven(problem, place.url())).toList());
    }
  }

  private static Problem notEmpty(Place.Given place, Database database, List<String> there) {
    boolean isLeft = DatabaseSettings.of(database).values().containsKey(Run.SETTING);
    return Problem.of(ProblemCode.SHADOW, "the database " + database.label() + " is not empty: "
        + (isLeft ? "a run of Whimbrel filled it and could not empty it, and " : "") + "it holds "
        + Listing.of(there, MOST_NAMED))
        .state("nothing was changed in it")
        .remedy(isLeft
            ? "if nothing of it is yours, make it anew: " + ShadowProblems.made("dropdb", place.url()) + " && "
                + ShadowProblems.made("createdb", place.url())
            : "a shadow database is filled and emptied: name one that is empty, such as a new one (createdb shadow)");
  }

  @Override
  public int major() {
    return Likeness.major(holder);
  }

  @Override
  public String label() {
    return holder.dialect().label() + " (" + holder.label() + ")";
  }

  @Override
  public String identity() {
    return "";
  }

  @Override
  public Result<ShadowDatabase> make(List<String> keys) {
    if (open != null) {
      throw new IllegalStateException("the database is in use: close what was made before");
    }
    ShadowDatabase shadow = new ShadowDatabase(place.url(), options.session(), label(), this::end);
    open = shadow;
    holder.send(run.marking(own.database())); // whoever does not own it cannot mark it
    Commands.run(holder, Commands.settings(own.database(), options.likeness()));
    return Result.ok(shadow);
  }

  @Override
  public List<Problem> against(List<Step> steps) {
    return steps.stream().flatMap(step -> step.script().statements().stream())
        .flatMap(statement -> against(statement).stream()).toList();
  }

  private Optional<Problem> against(Statement statement) {
    return switch (Reach.of(statement)) {
      case DATABASE, SERVER, PUBLISHER -> Optional.empty();
      case NEW_ON_SERVER -> Optional.of(ShadowProblems.beyond(statement, holder.label(), EMBEDDED));
      case SUBSCRIPTION -> Optional.of(Problem.of(ProblemCode.SHADOW, "\"" + statement.brief(60)
          + "\" reaches beyond what can be emptied again, and is not run for a trial in the database " + holder.label())
          .at(statement.at()).excerpt(statement.source().excerpt(statement.at())).state(ShadowProblems.UNTOUCHED)
          .remedy(EMBEDDED));
    };
  }

  @Override
  public void stub(Database database, String role) {
    Commands.run(database, List.of(run.making(role)));
    stubs.add(role);
  }

  private void end() {
    if (open == null) {
      return;
    }
    open = null;
    try {
      emptying.empty();
    } catch (WhimbrelException e) {
      dropStubs();
      Commands.refused(holder, own.with(Run.SETTING, run.name()).restoring(DatabaseSettings.of(holder)));
      throw e;
    }
    dropStubs();
    Commands.run(holder, own.restoring(DatabaseSettings.of(holder)));
  }

  /** One that is still needed elsewhere stays for the next run: see {@link Run#tidy}. */
  private void dropStubs() {
    List<String> all = List.copyOf(stubs);
    Commands.refused(holder, all.stream()
        .flatMap(role -> Stream.of("DROP OWNED BY " + new Identifier(role).quoted() + " CASCADE", Run.dropping(role)))
        .toList());
    stubs.clear();
  }

  @Override
  public void close() {
    try (holder) {
      end();
    } catch (WhimbrelException e) {
      options.progress().accept("the shadow database " + holder.label() + " could not be emptied: "
          + e.problems().getFirst().message());
    }
  }
}
