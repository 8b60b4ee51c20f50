package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes databases to try things in. Nothing is changed anywhere else, whatever runs in them, as far as a server can see to that: see
 * {@link Place}. Of a given database only one use at a time is possible; otherwise several may be open at once. For one thread, except
 * {@link #cancel}.
 */
public final class Shadows implements AutoCloseable {
  private final Ground ground;
  private final ShadowOptions options;
  private final Set<ShadowDatabase> made = ConcurrentHashMap.newKeySet();

  private Shadows(Ground ground, ShadowOptions options) {
    this.ground = ground;
    this.options = options;
  }

  /** Finds out whether there can be any, and how. Starts no server yet. */
  public static Result<Shadows> open(ShadowOptions options) {
    return trying(() -> Ground.of(options).then(ground -> Result.ok(new Shadows(ground, options))));
  }

  /** The major version of their server. */
  public int major() {
    return ground.major();
  }

  /** The major version that scripts have to run on as well: that of the database in question where it is older than the shadows. */
  public int scriptMajor() {
    int wished = options.likeness().major();
    return wished == 0 ? major() : Math.min(wished, major());
  }

  /** What server that is, and where: {@code PostgreSQL 18.6 (embedded)}. */
  public String label() {
    return ground.label();
  }

  /** What to tell of it, if it is not of the version that was wished for. */
  public Optional<String> remark() {
    int wished = options.likeness().major();
    return wished == 0 || wished == major()
        ? Optional.empty()
        : Optional.of("the database is on PostgreSQL " + wished + ", and the shadow is " + label()
            + "; for one of the same version: --shadow server, or --shadow-url");
  }

  /** One with nothing in it. */
  public Result<ShadowDatabase> empty() {
    return trying(() -> known(ground.make(List.of())));
  }

  /** One with all that migrations make. */
  public Result<ShadowDatabase> replayed(MigrationSet set) {
    return replayed(set, new Goal.Latest());
  }

  /**
   * One with what migrations make up to some point.
   *
   * @param goal one that leads forward from nothing
   */
  public Result<ShadowDatabase> replayed(MigrationSet set, Goal goal) {
    return trying(() -> Replayed.steps(set, goal).then(steps -> {
      tell(steps.size());
      Keys keys = Keys.of(ground.identity(), options.likeness(), steps);
      return known(ground.make(keys.longestFirst())).then(shadow -> {
        long begun = System.nanoTime();
        return closingOnFailure(shadow, () -> new Replayed(shadow, ground, options).run(set, goal, steps))
            .then(ran -> ran > 0
                && Duration.ofNanos(System.nanoTime() - begun).compareTo(options.cache().worth()) >= 0
                    ? keys.last().map(key -> known(ground.kept(shadow, key))).orElseGet(() -> Result.ok(shadow))
                    : Result.ok(shadow));
      });
    }));
  }

  /**
   * Applies what of a set is pending to one that is there.
   *
   * @return or what is in the way
   */
  public Result<ShadowDatabase> further(ShadowDatabase shadow, MigrationSet set) {
    return trying(() -> Replayed.steps(set, new Goal.Latest())
        .then(
            steps -> new Replayed(shadow, ground, options.withProgress(line -> {})).run(set, new Goal.Latest(), steps))
        .then(ran -> Result.ok(shadow)));
  }

  /**
   * Makes what migrations need that are to run next in one that is there, and that none of them makes: roles and schemas of the target.
   *
   * @return or what of them must not run in a shadow
   */
  public Result<ShadowDatabase> prepared(ShadowDatabase shadow, MigrationSet next) {
    return trying(() -> Replayed.steps(next, new Goal.Latest())
        .then(steps -> new Replayed(shadow, ground, options).prepare(steps)));
  }

  /** Another one with the same in it, where several can be open at once; nobody may be connected to the first meanwhile. */
  public Optional<ShadowDatabase> copy(ShadowDatabase shadow) {
    Optional<ShadowDatabase> copy = ground.copy(shadow);
    copy.ifPresent(made::add);
    return copy;
  }

  /** One with what an SQL file makes. */
  public Result<ShadowDatabase> of(Source file) {
    return trying(() -> SqlFile.migrations(file).then(set -> {
      Goal goal = new Goal.Latest();
      tell(1);
      return Replayed.steps(set, goal)
          .then(steps -> known(ground.make(List.of()))
              .then(
                  shadow -> closingOnFailure(shadow, () -> new Replayed(shadow, ground, options).run(set, goal, steps))
                      .then(ran -> Result.ok(shadow))));
    }));
  }

  /**
   * Runs statements of our own, where roles that they name and that are not there are made, able to do nothing.
   *
   * @param transactions what is to be in a transaction each; a single statement is in none of ours
   * @param what they are, in a sentence
   * @return how many ran
   */
  public Result<Integer> run(ShadowDatabase shadow, List<List<String>> transactions, String what) {
    return trying(() -> {
      try (Database database = shadow.open()) {
        return new OwnScript(database, ground, options.likeness().roles(), shadow.label(), what).run(transactions);
      }
    });
  }

  /** A copy of the database beside which they are made, with its data; nobody else may be connected to that meanwhile. */
  public Result<ShadowDatabase> copied() {
    return trying(() -> known(ground.copied()));
  }

  /**
   * Asks the servers to stop what runs in the shadow databases now. The thread that uses them is to be interrupted before, so that it begins
   * nothing else. May be called by another thread.
   *
   * @throws WhimbrelException if a server cannot be asked
   */
  public void cancel() {
    made.forEach(ShadowDatabase::cancel);
  }

  private Result<ShadowDatabase> known(Result<ShadowDatabase> one) {
    if (one instanceof Result.Ok<ShadowDatabase>(ShadowDatabase shadow)) {
      made.add(shadow);
    }
    return one;
  }

  /** Also of what was kept: what is said does not depend on how fast a machine was. */
  private void tell(int scripts) {
    if (scripts > 0) {
      options.progress().accept("running " + scripts + (scripts == 1 ? " script" : " scripts") + " on " + label());
    }
  }

  /** Also when the session was lost: of a given database there is only one, and the next use must find it closed. */
  private static <T> Result<T> closingOnFailure(ShadowDatabase shadow, Supplier<Result<T>> work) {
    Result<T> result = trying(work);
    if (result.problems().isEmpty()) {
      return result;
    }
    Result<ShadowDatabase> closed = trying(() -> {
      shadow.close();
      return Result.ok(shadow);
    });
    return Result.rejected(Stream.concat(result.problems().stream(), closed.problems().stream()).toList());
  }

  private static <T> Result<T> trying(Supplier<Result<T>> work) {
    try {
      return work.get();
    } catch (WhimbrelException e) {
      List<Problem> problems = new ArrayList<>(e.problems());
      return Result.rejected(problems);
    }
  }

  /** Ends what is still open. */
  @Override
  public void close() {
    ground.close();
  }
}
