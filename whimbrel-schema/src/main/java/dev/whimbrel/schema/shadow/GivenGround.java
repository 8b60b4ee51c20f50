package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One database, filled and emptied again and again, and left with the settings that it had. A session holds a lock in it as long as this is open, so that two never fill it at once. */
final class GivenGround implements Ground {
  /** Any number that nobody else takes. */
  private static final long LOCK = 0x77686d7368616477L;
  private static final int MOST_NAMED = 5;

  private final Place.Given place;
  private final ShadowOptions options;
  private final Database holder;
  private final Emptying emptying;
  private final DatabaseSettings own;
  private final TreeSet<String> stubs = new TreeSet<>();
  private @Nullable ShadowDatabase open;

  private GivenGround(Place.Given place, ShadowOptions options, Database holder) {
    this.place = place;
    this.options = options;
    this.holder = holder;
    this.emptying = new Emptying(holder);
    this.own = DatabaseSettings.of(holder);
  }

  static Result<GivenGround> of(Place.Given place, ShadowOptions options) {
    Database holder = Database.open(place.url(), options.session());
    boolean isOurs = false;
    try {
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
      GivenGround ground = new GivenGround(place, options, holder);
      List<String> there = ground.emptying.whatIsThere();
      if (!there.isEmpty()) {
        return Result.rejected(notEmpty(holder, there));
      }
      isOurs = true;
      return Result.ok(ground);
    } finally {
      if (!isOurs) {
        holder.close();
      }
    }
  }

  private static Problem notEmpty(Database database, List<String> there) {
    String named = there.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = there.size() - MOST_NAMED;
    return Problem.of(ProblemCode.SHADOW, "the database " + database.label() + " is not empty: it holds " + named
        + (more > 0 ? " and " + more + " more" : ""))
        .state("nothing was changed in it")
        .remedy("a shadow database is filled and emptied: name one that is empty, such as a new one (createdb shadow)");
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
    Commands.run(holder, Commands.settings(own.database(), options.likeness()));
    return Result.ok(shadow);
  }

  @Override
  public List<Problem> against(List<Step> steps) {
    return steps.stream().flatMap(step -> step.script().statements().stream())
        .filter(statement -> Reach.of(statement) == Reach.SUBSCRIPTION)
        .map(statement -> Problem.of(ProblemCode.SHADOW, "\"" + statement.brief(60)
            + "\" reaches beyond what can be emptied again, and is not run for a trial in the database "
            + holder.label())
            .at(statement.at()).excerpt(statement.source().excerpt(statement.at())).state(ShadowProblems.UNTOUCHED)
            .remedy("take the embedded server: leave --shadow-url out"))
        .toList();
  }

  @Override
  public void stub(Database database, String role) {
    Commands.run(database, List.of("CREATE ROLE " + new Identifier(role).quoted() + " NOLOGIN"));
    stubs.add(role);
  }

  private void end() {
    if (open == null) {
      return;
    }
    open = null;
    emptying.empty();
    for (String role : stubs) {
      Commands.run(holder, List.of("DROP OWNED BY " + new Identifier(role).quoted() + " CASCADE",
          "DROP ROLE " + new Identifier(role).quoted()));
    }
    stubs.clear();
    Commands.run(holder, own.restoring(DatabaseSettings.of(holder)));
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
