package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Migrate.Caution;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Policy.OutOfOrder;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunReport.Manner;
import java.util.Optional;

/** From the words of a command line to a goal. */
public final class Moves {
  private Moves() {}

  public static Outcome up(Invocation invocation) {
    Optional<String> to = invocation.value(Options.TO);
    refuseBoth(invocation, to.isPresent(), "--to");
    Goal goal = to.<Goal>map(Goal.UpTo::new)
        .orElseGet(() -> invocation.argument().<Goal>map(n -> new Goal.Next(number(n))).orElseGet(Goal.Latest::new));
    return Migrate.run(invocation, goal, policy(invocation), manner(invocation), Caution.NONE);
  }

  public static Outcome down(Invocation invocation) {
    Optional<String> to = invocation.value(Options.DOWN_TO);
    boolean batch = invocation.has(Options.BATCH);
    refuseBoth(invocation, to.isPresent(), "--to");
    refuseBoth(invocation, batch, "--batch");
    if (to.isPresent() && batch) {
      throw exclusive("--to", "--batch");
    }
    Goal goal = batch
        ? new Goal.UndoBatch()
        : to.<Goal>map(Goal.BackTo::new)
            .orElseGet(() -> new Goal.Undo(invocation.argument().map(Moves::number).orElse(1)));
    return Migrate.run(invocation, goal, policy(invocation), manner(invocation), Caution.NONE);
  }

  public static Outcome goTo(Invocation invocation) {
    Goal goal = new Goal.GoTo(invocation.arguments().get(0));
    return Migrate.run(invocation, goal, policy(invocation), manner(invocation), Caution.NONE);
  }

  public static Outcome redo(Invocation invocation) {
    return Migrate.run(invocation, new Goal.Redo(), policy(invocation), manner(invocation), Caution.NONE);
  }

  public static Outcome reset(Invocation invocation) {
    refuseProtected(invocation);
    return Migrate.run(invocation, new Goal.Reset(), policy(invocation), manner(invocation), caution(invocation));
  }

  public static Outcome refresh(Invocation invocation) {
    refuseProtected(invocation);
    return Migrate.run(invocation, new Goal.Refresh(), policy(invocation), manner(invocation), caution(invocation));
  }

  private static Manner manner(Invocation invocation) {
    return invocation.has(Options.DRY_RUN) ? Manner.DRY : Manner.REAL;
  }

  private static void refuseProtected(Invocation invocation) {
    if (manner(invocation) == Manner.REAL) {
      Protection.of(invocation, Settings.of(invocation)).refuse();
    }
  }

  /** A dry run takes nothing away, so it need not ask. */
  private static Caution caution(Invocation invocation) {
    return manner(invocation) == Manner.DRY ? Caution.NONE : Caution.ASK;
  }

  static Policy policy(Invocation invocation) {
    return Settings.of(invocation).isOn(Options.OUT_OF_ORDER)
        ? Policy.strict().withOutOfOrder(OutOfOrder.APPLY)
        : Policy.strict();
  }

  private static void refuseBoth(Invocation invocation, boolean given, String option) {
    if (given && invocation.argument().isPresent()) {
      throw exclusive("a number", option);
    }
  }

  private static WhimbrelException exclusive(String one, String other) {
    return usage(one + " and " + other + " exclude each other", "give one of the two");
  }

  private static int number(String text) {
    if (text.matches("[1-9]\\d{0,8}")) {
      return Integer.parseInt(text);
    }
    throw usage("\"" + text + "\" is not a number of migrations", "to name a version, use --to VERSION");
  }

  private static WhimbrelException usage(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).remedy(remedy), null);
  }
}
