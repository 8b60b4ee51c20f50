package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;

/** Asking before something is done elsewhere than in a database that is connected to. */
public final class Consent {
  private Consent() {}

  /**
   * Asks, in a protected environment for its name or for the digest.
   *
   * @param question what will be done, with "Go on?" at its end
   * @param digest of what will be done
   * @throws dev.whimbrel.problem.WhimbrelException unless somebody agrees
   */
  public static void ask(Invocation invocation, Settings settings, String question, String digest) {
    Protection protection = Protection.of(invocation, settings);
    protection.refuseStale(digest);
    if (protection.isOn()) {
      protection.confirm(question, digest);
    } else {
      Desk.confirm(invocation, question);
    }
  }

  /**
   * Asks in a protected environment alone: for its name, or for the digest of a plan that is made, and compared, where the database is.
   *
   * @param question what will be done, with "Go on?" at its end
   * @param remedy what to do where nobody can be asked
   * @throws dev.whimbrel.problem.WhimbrelException unless somebody agrees
   */
  public static void askWhereProtected(Invocation invocation, Settings settings, String question, String remedy) {
    Protection protection = Protection.of(invocation, settings);
    if (protection.isOn()) {
      protection.agree(question, remedy);
    }
  }
}
