package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Arrival;
import dev.whimbrel.database.Arrival.Enough;
import dev.whimbrel.database.Database.Writability;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import java.time.Duration;

/** The command that waits for a database. */
public final class Waiting {
  private static final Duration STANDARD = Duration.ofSeconds(60);

  private Waiting() {}

  public static Outcome await(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Duration longest = settings.time(Options.FOR, STANDARD);
    settings.orThrow();
    Enough enough = invocation.has(Options.READ_ONLY) ? Enough.ANSWERS : Enough.WRITABLE;
    return switch (DatabaseAddress.of(settings)) {
      case DatabaseAddress.Embedded embedded ->
        Outcome.of("The embedded database runs while a command uses it: nothing to wait for.\n",
            Json.object().with("database", DatabaseAddress.EMBEDDED).with("waited_ms", 0));
      case DatabaseAddress.Server server -> await(invocation, server.url(), longest, enough);
    };
  }

  private static Outcome await(Invocation invocation, DatabaseUrl url, Duration longest, Enough enough) {
    SessionSettings session = SessionSettings.standard().withConnectTimeout(longest)
        .withApplicationName("whimbrel " + invocation.command());
    try {
      Arrival arrival = Arrival.await(url, session, enough,
          reason -> invocation.screen().progress(reason + "; waiting for it"));
      return outcome(arrival);
    } catch (WhimbrelException e) {
      throw new WhimbrelException(e.problems().stream().map(Waiting::inOurWords).toList());
    }
  }

  /** The time has another name here. */
  private static Problem inOurWords(Problem problem) {
    String remedy = problem.remedy();
    return remedy == null ? problem : problem.remedy(remedy.replace("--connect-timeout 60s", "--for 5m"));
  }

  private static Outcome outcome(Arrival arrival) {
    boolean writable = arrival.writability() == Writability.WRITABLE;
    return Outcome.of(
        arrival.label() + " answers" + (writable ? "" : " and takes no writes") + ": " + arrival.server() + ", after "
            + Durations.brief(arrival.waited()) + ".\n",
        Json.object()
            .with("database", arrival.label())
            .with("server", arrival.server())
            .with("writable", writable ? Json.Flag.TRUE : Json.Flag.FALSE)
            .with("waited_ms", arrival.waited().toMillis()));
  }
}
