package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.PlanDigest.Transactions;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Grouping;
import java.util.List;

/** What the migrations of a run are to share, as the options say it. */
final class Grouped {
  private Grouped() {}

  /** In one transaction the number in flight means nothing: it may stand in the configuration all the same. */
  static Grouping of(Settings settings) {
    Grouping.Each each = new Grouping.Each(inFlight(settings));
    return switch (settings.text(Options.TX).orElse("each")) {
      case "each" -> each;
      case "all" -> new Grouping.All();
      default -> throw wrong(settings, Options.TX, "is neither each nor all",
          "each migration is a transaction with --tx each, the whole run is one with --tx all");
    };
  }

  private static int inFlight(Settings settings) {
    String text = settings.text(Options.IN_FLIGHT).orElse("1");
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > Grouping.MOST_IN_FLIGHT) {
      throw wrong(settings, Options.IN_FLIGHT, "is not a number of migrations",
          "give a number from 1 to " + Grouping.MOST_IN_FLIGHT);
    }
    return Integer.parseInt(text);
  }

  private static WhimbrelException wrong(Settings settings, Option option, String fact, String remedy) {
    Settings.Sourced said = settings.find(option).orElseThrow();
    return new WhimbrelException(
        Problem.of(ProblemCode.USAGE, "\"" + said.value() + "\" of " + Settings.called(option, said) + " " + fact)
            .at(said.at()).remedy(remedy),
        null);
  }

  /** Refuses a plan that cannot be carried out so. */
  static Plan refused(Settings settings, Plan plan) {
    List<Problem> against = of(settings).against(plan);
    if (!against.isEmpty()) {
      throw new WhimbrelException(against);
    }
    return plan;
  }

  /** What a command that does exactly a plan has to say of it, behind a space; empty where nothing has to be said. */
  static String typed(Settings settings) {
    return of(settings) instanceof Grouping.All ? " --tx all" : "";
  }

  /** What an agreement to a plan is about beside its steps: one that said nothing of a common transaction was to each by itself. */
  static Transactions agreed(Settings settings) {
    return of(settings) instanceof Grouping.All ? Transactions.ALL : Transactions.EACH;
  }
}
