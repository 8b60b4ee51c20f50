package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.List;
import java.util.Optional;

/** A place that was found usable. */
sealed interface Ground extends AutoCloseable permits EmbeddedGround, GivenGround, ServerGround {
  static Result<? extends Ground> open(ShadowOptions options) {
    return switch (options.place()) {
      case Place.Bundled bundled -> EmbeddedGround.bundled(options);
      case Place.Embedded embedded -> EmbeddedGround.of(embedded, options);
      case Place.Given given -> GivenGround.of(given, options);
      case Place.Beside beside -> ServerGround.of(beside, options);
    };
  }

  static Result<Ground> of(ShadowOptions options) {
    return open(options).then(Result::ok);
  }

  int major();

  /** Product, version and where. */
  String label();

  /** What the same migrations may make different things on. */
  String identity();

  /**
   * A database.
   *
   * @param keys of what would do as a beginning, the best first; without any of them it is empty
   */
  Result<ShadowDatabase> make(List<String> keys);

  /** Keeps what is in a database for {@link #make}; gives the same or another with the same in it. */
  default Result<ShadowDatabase> kept(ShadowDatabase shadow, String key) {
    return Result.ok(shadow);
  }

  /** Another database with what one of ours holds, to which nobody is connected; nothing where there can be but one. */
  default Optional<ShadowDatabase> copy(ShadowDatabase shadow) {
    return Optional.empty();
  }

  default Result<ShadowDatabase> copied() {
    return Result.rejected(Problem.of(ProblemCode.SHADOW, "only a server that holds a database can copy it")
        .remedy("name that server: --shadow server"));
  }

  /** Makes a role that can do nothing, for as long as this is open. */
  void stub(Database database, String role);

  /** What keeps these statements from being run here, if anything does: what reaches beyond one database. */
  default List<Problem> against(List<dev.whimbrel.plan.Step> steps) {
    return List.of();
  }

  @Override
  void close();
}
