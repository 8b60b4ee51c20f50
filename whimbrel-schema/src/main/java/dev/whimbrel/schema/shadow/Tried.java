package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.diff.Step;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.wording.Wording;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Plans that have been run, and did what they say: no other is ever shown to anybody. */
public final class Tried {
  private static final int MOST_NAMED = 10;

  private final Shadows shadows;
  private final Scope scope;
  private final ChangePlan.Options options;

  /**
   * How plans are made and tried.
   *
   * @param scope what of a database counts
   */
  public Tried(Shadows shadows, Scope scope, ChangePlan.Options options) {
    this.shadows = shadows;
    this.scope = scope;
    this.options = options;
  }

  /** What is in a shadow database, for scripts that the database in question understands. */
  public DatabaseSchema inspected(ShadowDatabase shadow) {
    try (Database database = shadow.open()) {
      return Inspector.inspect(database, scope).withMajor(shadows.scriptMajor());
    }
  }

  /**
   * What is in a shadow database that was made like another one: its indexes that are invalid count as that.
   *
   * @param model what it was made like
   */
  public DatabaseSchema inspected(ShadowDatabase shadow, DatabaseSchema model) {
    return invalidAsIn(model, inspected(shadow));
  }

  /**
   * A new shadow database that is like a schema that was inspected elsewhere. Where that was a server of another major version, every
   * object is there, but the texts of expressions and what goes with them may be another: two versions print them in two ways. Extensions
   * are of the version that the shadow's server makes: the one in question may be too old to be installed anywhere.
   *
   * @param what it is, in a sentence
   */
  public Result<ShadowDatabase> recreated(DatabaseSchema schema, String what) {
    return shadows.empty().then(shadow -> {
      Result<ChangePlan> plan = plan(shadow, inspected(shadow), schema, "the script that makes " + what + " anew",
          schema.major() == shadows.major() ? Sameness.IN_ALL : Sameness.OF_OBJECTS,
          options.withVersions(Difference.Versions.IGNORED));
      if (!plan.problems().isEmpty()) {
        shadow.close();
      }
      return plan.then(made -> Result.ok(shadow));
    });
  }

  /** What has to be the same after a script ran. */
  private enum Sameness {
    IN_ALL, OF_OBJECTS
  }

  /**
   * The statements that lead from one schema to another, after they have been run.
   *
   * @param shadow a database that is as {@code from}; afterwards it is as {@code to}
   * @param what the statements are, in a sentence
   * @return or a mistake of our own, with what is not as it should be
   */
  public Result<ChangePlan> plan(ShadowDatabase shadow, DatabaseSchema from, DatabaseSchema to, String what) {
    return plan(shadow, from, to, what, Sameness.IN_ALL, options);
  }

  private Result<ChangePlan> plan(ShadowDatabase shadow, DatabaseSchema from, DatabaseSchema to, String what,
      Sameness sameness, ChangePlan.Options chosen) {
    ChangePlan plan = ChangePlan.between(from, to, chosen);
    List<List<String>> texts = plan.transactions().stream().map(group -> group.stream().map(Step::sql).toList())
        .toList();
    return reached(shadow, texts, to, what, sameness).then(same -> Result.ok(plan));
  }

  /**
   * Runs statements, each as a transaction of its own, that lead to a schema.
   *
   * @param what the statements are, in a sentence
   * @return or a mistake of our own, with what is not as it should be
   */
  public Result<DatabaseSchema> reached(ShadowDatabase shadow, List<String> statements, DatabaseSchema to,
      String what) {
    return reached(shadow, statements.stream().map(List::of).toList(), to, what, Sameness.IN_ALL);
  }

  private Result<DatabaseSchema> reached(ShadowDatabase shadow, List<List<String>> texts, DatabaseSchema to,
      String what, Sameness sameness) {
    return shadows.run(shadow, texts, what).then(ran -> {
      Difference all = Difference.between(inspected(shadow, to), to, Difference.Versions.IGNORED);
      Difference left = sameness == Sameness.IN_ALL
          ? all
          : new Difference(all.added(), all.removed(), List.of(), List.of());
      return left.isEmpty() ? Result.ok(to) : Result.rejected(missed(what, left));
    });
  }

  /** An index is invalid because of rows, or of a build that was cut short: where there are no rows, it is made valid. */
  private static DatabaseSchema invalidAsIn(DatabaseSchema model, DatabaseSchema made) {
    NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>(made.objects());
    model.all(Index.class).filter(index -> index.usability() == Index.Usability.INVALID)
        .forEach(index -> objects.computeIfPresent(index.id(), (id, one) -> invalid((Index) one)));
    return new DatabaseSchema(made.major(), made.owner(), objects, made.aspects(), made.dependencies(),
        made.unmodelled());
  }

  private static Index invalid(Index index) {
    return new Index(index.id(), index.relation(), index.definition(), index.uniqueness(), index.method(),
        index.parts(), index.include(), index.predicate(), index.tablespace(), index.options(),
        Index.Usability.INVALID, index.clustering(), index.parent(), index.statistics());
  }

  private static Problem missed(String what, Difference left) {
    List<String> lines = Wording.lines(left);
    int more = lines.size() - MOST_NAMED;
    return Problem.of(ProblemCode.INTERNAL, what + " was run on a shadow database, and what came out is not what was "
        + "wanted: " + lines.stream().limit(MOST_NAMED).collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : ""))
        .state(ShadowProblems.UNTOUCHED)
        .remedy("this is a mistake of Whimbrel: report it with these lines");
  }
}
