package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Interruption;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.development.DatabaseOnServer;
import dev.whimbrel.cli.development.DatabaseOnServer.Sessions;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.run.RunReport.Manner;
import dev.whimbrel.sql.Identifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The command {@code db}: the database of the URL as a whole, while one develops. */
public final class WholeDatabase {
  private static final String MAINTENANCE = "postgres";
  /** Connected to while the other one is the database that is meant. */
  private static final String OTHER_MAINTENANCE = "template1";
  /** Of a longer name the server would cut off the end, and mean another database. */
  private static final int LONGEST_NAME = 63;

  private final Invocation invocation;
  private final Settings settings;

  private WholeDatabase(Invocation invocation) {
    this.invocation = invocation;
    this.settings = Settings.of(invocation);
  }

  /** The command {@code db}. */
  public static Outcome db(Invocation invocation) {
    String what = invocation.arguments().get(0);
    WholeDatabase database = new WholeDatabase(invocation);
    Protection.of(invocation, database.settings).refuse();
    return switch (what) {
      case "create" -> database.create();
      case "drop" -> database.drop();
      case "reset" -> database.reset();
      default -> throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "\"db\" does not know \"" + what + "\"")
              .remedy("it is one of create, drop and reset"),
          null);
    };
  }

  private Outcome create() {
    return with((database, label) -> {
      database.create("nothing was changed");
      return outcome("Created " + label + ".\n", "created");
    });
  }

  private Outcome drop() {
    return with((database, label) -> {
      if (!database.exists()) {
        throw new WhimbrelException(DatabaseOnServer.missing(label), null);
      }
      confirm(database, "This drops " + label, "");
      database.drop(sessions());
      return outcome("Dropped " + label + ".\n", "dropped");
    });
  }

  /** The directory is read first: a mistake in it must not leave an empty database behind. */
  private Outcome reset() {
    Directory.beforeConnecting(settings);
    with((database, label) -> {
      boolean there = database.exists();
      if (there) {
        confirm(database, "This drops " + label, ", and makes it anew");
        database.drop(sessions());
        invocation.screen().progress("Dropped " + label + ".");
      }
      database.create(there ? "the old one is dropped, and there is no new one" : "nothing was changed");
      invocation.screen().progress("Created " + label + ".");
      return outcome("", "created");
    });
    return Migrate.run(invocation, new Goal.Latest(), Policy.strict(), Manner.REAL, Migrate.Caution.NONE);
  }

  private Outcome outcome(String text, String done) {
    return Outcome.of(text, Json.object().with("done", done));
  }

  private Sessions sessions() {
    return invocation.has(Options.END_SESSIONS) ? Sessions.END : Sessions.RESPECT;
  }

  private void confirm(DatabaseOnServer database, String what, String then) {
    List<String> connected = database.sessions();
    String ended = connected.isEmpty()
        ? "Nobody is connected to it."
        : "Connected to it: " + DatabaseOnServer.shown(connected)
            + (sessions() == Sessions.END ? "; --force ends that." : "; while that is so, the server refuses.");
    if (invocation.wants(Options.YES) && !connected.isEmpty()) {
      invocation.screen().progress(ended);
    }
    Desk.confirm(invocation, what + " with all that is in it (" + database.size().orElse("nothing") + ")" + then + ". "
        + ended + " Go on?");
  }

  /** Work on a database by its name in sentences. */
  @FunctionalInterface
  private interface Work {
    Outcome on(DatabaseOnServer database, String label);
  }

  private Outcome with(Work work) {
    SessionSettings session = Desk.session(invocation, settings);
    settings.orThrow();
    return switch (DatabaseAddress.of(settings)) {
      case DatabaseAddress.Server server -> with(server.url(), session, work);
      case DatabaseAddress.Embedded embedded -> {
        try (EmbeddedPostgres postgres = Desk.start(embedded)) {
          yield with(DatabaseUrl.parse(postgres.address().url()).orThrow(), session, work);
        }
      }
    };
  }

  private Outcome with(DatabaseUrl url, SessionSettings session, Work work) {
    String name = name(url);
    String maintenance = settings.text(Options.MAINTENANCE_DB)
        .orElse(name.equals(MAINTENANCE) ? OTHER_MAINTENANCE : MAINTENANCE);
    if (maintenance.equals(name)) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE,
          "\"" + name + "\" of maintenance-db is the database itself, and cannot be worked on from within")
          .state("nothing was changed").remedy("name another database of that server"), null);
    }
    DatabaseUrl there = url.withDatabase(maintenance);
    Function<Database, Outcome> named = database -> work.on(
        new DatabaseOnServer(database, new Identifier(name), label(url, name)), label(url, name));
    try (Database database = Database.open(there, session,
        reason -> invocation.screen().waiting(reason + "; waiting for it"))) {
      invocation.screen().detail("connected to " + database.label() + ": " + database.dialect().label() + " as "
          + database.identity().user());
      try (Interruption.Watch watch = Interruption.cancelWith(database::cancel)) {
        return named.apply(database);
      }
    }
  }

  private static String label(DatabaseUrl url, String name) {
    return "the database \"" + name + "\" at " + String.join(",", url.hosts());
  }

  /** As the server finds it, which takes the user's name where none is given. */
  private static String name(DatabaseUrl url) {
    String name = Optional.ofNullable(url.database()).or(() -> Optional.ofNullable(url.user()))
        .orElse(System.getProperty("user.name", ""));
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_NAME || name.indexOf('\0') >= 0) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "\"" + name + "\" of the database URL is not a name of a database")
              .state("nothing was changed")
              .remedy("a name has 1 to " + LONGEST_NAME + " bytes"),
          null);
    }
    return name;
  }
}
