package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.Statement;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * New databases on a server that others use, too. What reaches beyond a database is not run there; the only thing of that kind that is
 * made are roles that can do nothing, for as long as they are needed.
 */
final class ServerGround implements Ground {
  private static final Set<Reach> BEYOND = EnumSet.of(Reach.SERVER, Reach.NEW_ON_SERVER, Reach.SUBSCRIPTION);

  private final Place.Beside place;
  private final ShadowOptions options;
  private final Database holder;
  private final Run run;
  private final Map<ShadowDatabase, String> open = new LinkedHashMap<>();
  private final TreeSet<String> stubs = new TreeSet<>();
  private int made;

  private ServerGround(Place.Beside place, ShadowOptions options, Database holder) {
    this.place = place;
    this.options = options;
    this.holder = holder;
    this.run = Run.in(holder);
  }

  static Result<ServerGround> of(Place.Beside place, ShadowOptions options) {
    return Commands.kept(Database.open(place.target(), options.ownSession()), holder -> of(place, options, holder));
  }

  private static Result<ServerGround> of(Place.Beside place, ShadowOptions options, Database holder) {
    String allowed = holder.query("SELECT rolcreatedb OR rolsuper FROM pg_catalog.pg_roles"
        + " WHERE rolname OPERATOR(pg_catalog.=) CURRENT_USER").getFirst().getFirst();
    if (!"t".equals(allowed) || holder.writability() != Database.Writability.WRITABLE) {
      return Result.rejected(refused(holder));
    }
    Run.tidy(holder).forEach(options.progress());
    return Result.ok(new ServerGround(place, options, holder));
  }

  private static Problem refused(Database holder) {
    String user = holder.identity().user();
    return switch (holder.writability()) {
      case STANDBY -> Problem.of(ProblemCode.SHADOW, "the server at " + holder.label()
          + " is a standby (in recovery), and no database can be made on it").state(ShadowProblems.UNTOUCHED)
          .remedy("take the embedded server: --shadow embedded; or name the primary's database");
      case READ_ONLY -> Problem.of(ProblemCode.SHADOW, "the database at " + holder.label()
          + " is read-only (default_transaction_read_only), and no other can be made from there")
          .state(ShadowProblems.UNTOUCHED).remedy("take the embedded server: --shadow embedded");
      case WRITABLE -> Problem.of(ProblemCode.SHADOW, "the role \"" + user + "\" may not make databases on "
          + holder.label()).state(ShadowProblems.UNTOUCHED)
          .remedy("give it that right: ALTER ROLE " + new Identifier(user).quoted()
              + " CREATEDB; or take the embedded server: --shadow embedded");
    };
  }

  @Override
  public int major() {
    return Likeness.major(holder);
  }

  @Override
  public String label() {
    return holder.dialect().label() + " (beside " + holder.label() + ")";
  }

  @Override
  public String identity() {
    return "";
  }

  @Override
  public Result<ShadowDatabase> make(List<String> keys) {
    return made("template0");
  }

  @Override
  public Result<ShadowDatabase> copied() {
    return made(holder.identity().database());
  }

  @Override
  public Optional<ShadowDatabase> copy(ShadowDatabase shadow) {
    return Optional.of(made(Objects.requireNonNull(open.get(shadow))).orThrow());
  }

  private Result<ShadowDatabase> made(String template) {
    made++;
    String name = run.database(made);
    ServerFailure failure = holder.send("CREATE DATABASE " + new Identifier(name).quoted() + " TEMPLATE "
        + new Identifier(template).quoted()).failure();
    if (failure != null) {
      return Result.rejected(notMade(template, failure));
    }
    ShadowDatabase[] self = new ShadowDatabase[1];
    ShadowDatabase shadow = new ShadowDatabase(place.target().withDatabase(name), options.session(), label(),
        () -> end(Objects.requireNonNull(self[0])));
    self[0] = shadow;
    open.put(shadow, name);
    Commands.run(holder, List.of(run.marking(name)));
    Commands.run(holder, Commands.settings(name, options.likeness()));
    return Result.ok(shadow);
  }

  private Problem notMade(String template, ServerFailure failure) {
    boolean isUsed = failure.sqlState().equals("55006");
    return Problem.of(ProblemCode.SHADOW, isUsed
        ? "the database \"" + template + "\" cannot be copied while others are connected to it"
        : "a shadow database cannot be made on " + holder.label())
        .server(failure.error()).state(ShadowProblems.UNTOUCHED)
        .remedy(isUsed
            ? "end those sessions, or take the embedded server: --shadow embedded"
            : "take the embedded server: --shadow embedded");
  }

  @Override
  public List<Problem> against(List<Step> steps) {
    return steps.stream().flatMap(step -> step.script().statements().stream())
        .filter(statement -> BEYOND.contains(Reach.of(statement)))
        .map(this::against)
        .toList();
  }

  private Problem against(Statement statement) {
    return ShadowProblems.beyond(statement, holder.label(), Reach.of(statement) == Reach.NEW_ON_SERVER
        ? "take the embedded server: --shadow embedded"
        : "take the embedded server: --shadow embedded; or name a database on a server of no use to others: --shadow-url");
  }

  @Override
  public void stub(Database database, String role) {
    boolean isThere = !database.query("SELECT FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) "
        + Literal.of(role)).isEmpty();
    if (!isThere) {
      Commands.run(database, List.of(run.making(role)));
      stubs.add(role);
    }
  }

  /** One that cannot be dropped now is dropped at the end. */
  private void end(ShadowDatabase shadow) {
    String name = open.get(shadow);
    if (name != null && holder.send(Run.droppingDatabase(name)).failure() == null) {
      open.remove(shadow);
    }
  }

  @Override
  public void close() {
    List<String> drops = Stream.concat(open.values().stream().map(Run::droppingDatabase),
        stubs.stream().map(Run::dropping)).toList();
    List<String> left = Commands.refused(holder, drops);
    holder.close();
    if (!left.isEmpty()) {
      left = anew(left);
    }
    if (!left.isEmpty()) {
      options.progress()
          .accept("still on " + holder.label() + ", and dropped by the next run that is given --shadow server, or by: "
              + String.join("; ", left));
    }
  }

  /** The session that held it all may be lost, and with it what it was to drop. */
  private List<String> anew(List<String> drops) {
    try (Database again = Database.open(place.target(), options.ownSession())) {
      return Commands.refused(again, drops);
    } catch (WhimbrelException e) {
      return drops;
    }
  }
}
