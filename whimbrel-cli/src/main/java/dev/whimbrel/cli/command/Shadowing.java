package dev.whimbrel.cli.command;

import dev.whimbrel.cli.screen.Sizes;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.shadow.ShadowCache.Pruned;

/** The command {@code shadow}: what is kept of shadow databases. */
public final class Shadowing {
  private Shadowing() {}

  /** The command {@code shadow}. */
  public static Outcome shadow(Invocation invocation) {
    String what = invocation.arguments().getFirst();
    if (!what.equals("prune")) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "\"shadow\" does not know \"" + what + "\"")
          .remedy("it is: whimbrel shadow prune"), null);
    }
    Pruned pruned = ShadowPlace.cache(invocation).prune();
    Json.Obj json = Json.object().with("replays", pruned.entries()).with("bytes", pruned.bytes());
    return pruned.entries() == 0
        ? Outcome.of("Nothing is kept.\n", json)
        : Outcome.of("Deleted " + RunText.count(pruned.entries(), "replay") + ": " + Sizes.brief(pruned.bytes())
            + " are free.\n", json);
  }
}
