package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.embedded.EmbeddedOptions;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.EmbeddedPostgresException;
import dev.whimbrel.embedded.PostgresBinaries;
import dev.whimbrel.embedded.ServerAddress;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of its own for each database. */
final class EmbeddedGround implements Ground {
  private static final int STRATEGIES = 15;
  /**
   * What a plan does to a whole schema is one transaction, and each table is some ten locks: with this a server has room for more than
   * 100,000 and maps some 50 MB more, of which it touches half; its own standard has some 7,000.
   */
  private static final Map<String, String> ROOM = Map.of("max_locks_per_transaction", "1024");

  private final AtomicInteger copies = new AtomicInteger();
  private final EmbeddedOptions embedded;
  private final ShadowOptions options;
  private final Map<ShadowDatabase, EmbeddedPostgres> open = new HashMap<>();

  private EmbeddedGround(EmbeddedOptions embedded, ShadowOptions options) {
    this.embedded = embedded;
    this.options = options;
  }

  static Result<EmbeddedGround> bundled(ShadowOptions options) {
    try {
      return of(new Place.Embedded(List.of(PostgresBinaries.bundled())), options);
    } catch (EmbeddedPostgresException e) {
      return Result.rejected(ShadowProblems.unavailable(e.fact()));
    }
  }

  static Result<EmbeddedGround> of(Place.Embedded place, ShadowOptions options) {
    int wished = options.likeness().major();
    Comparator<PostgresBinaries> nearest = Comparator
        .comparingInt((PostgresBinaries binaries) -> wished == 0 ? 0 : Math.abs(binaries.major() - wished))
        .thenComparing(Comparator.comparingInt(PostgresBinaries::major).reversed());
    Optional<PostgresBinaries> best = place.binaries().stream().min(nearest);
    return best.isEmpty()
        ? Result.rejected(ShadowProblems.unavailable("there is no PostgreSQL to start"))
        : Result.ok(new EmbeddedGround(EmbeddedOptions.of(best.get()).withSettings(ROOM), options));
  }

  @Override
  public int major() {
    return embedded.binaries().major();
  }

  @Override
  public String label() {
    return "PostgreSQL " + embedded.binaries().version().replaceFirst("^(\\d+\\.\\d+)\\.\\d+$", "$1") + " (embedded)";
  }

  @Override
  public String identity() {
    return "embedded " + embedded.binaries().version();
  }

  @Override
  public Result<ShadowDatabase> make(List<String> keys) {
    Optional<Path> kept = options.cache().find(keys);
    if (kept.isPresent()) {
      try {
        return Result.ok(opened(EmbeddedPostgres.ephemeral(embedded, kept.get())));
      } catch (EmbeddedPostgresException e) {
        options.cache().remove(kept.get());
        options.progress().accept("a replay that was kept cannot be used and is made anew (" + e.fact() + ")");
      }
    }
    return started().then(server -> {
      Optional<Problem> problem = prepare(server);
      if (problem.isPresent()) {
        server.close();
        return Result.rejected(problem.get());
      }
      return Result.ok(opened(server));
    });
  }

  private Result<EmbeddedPostgres> started() {
    try {
      return Result.ok(EmbeddedPostgres.ephemeral(embedded));
    } catch (EmbeddedPostgresException e) {
      return Result.rejected(ShadowProblems.unavailable(e.fact()));
    }
  }

  private ShadowDatabase opened(EmbeddedPostgres server) {
    ShadowDatabase[] self = new ShadowDatabase[1];
    ShadowDatabase shadow = new ShadowDatabase(url(server), options.session(), label(),
        () -> end(Objects.requireNonNull(self[0])));
    self[0] = shadow;
    open.put(shadow, server);
    return shadow;
  }

  @Override
  public Optional<ShadowDatabase> copy(ShadowDatabase shadow) {
    EmbeddedPostgres server = Objects.requireNonNull(open.get(shadow));
    String copied = "copy_" + copies.incrementAndGet();
    DatabaseUrl copy = shadow.url().withDatabase(copied);
    String name = new Identifier(copied).quoted();
    // copying files is faster than logging pages, as nothing is synced
    String strategy = major() >= STRATEGIES ? " STRATEGY file_copy" : "";
    outside(server,
        "CREATE DATABASE " + name + " TEMPLATE "
            + new Identifier(Objects.requireNonNull(shadow.url().database())).quoted()
            + strategy);
    try (Database database = Database.open(copy, options.ownSession())) {
      Commands.run(database, Commands.settings(copied, options.likeness()));
    }
    return Optional.of(new ShadowDatabase(copy, options.session(), label(),
        () -> outside(server, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")));
  }

  /** In a database of the server that is never one of ours. */
  private void outside(EmbeddedPostgres server, String command) {
    try (Database database = Database.open(parsed(server.address()).withDatabase("template1"), options.ownSession())) {
      Commands.run(database, List.of(command));
    }
  }

  private void end(ShadowDatabase shadow) {
    EmbeddedPostgres server = open.remove(shadow);
    if (server != null) {
      server.close();
    }
  }

  /** The role that migrates the other database is the one here, and the database has the same name: scripts name both. */
  private DatabaseUrl url(EmbeddedPostgres server) {
    ServerAddress address = server.address();
    String user = options.likeness().user().isEmpty() ? address.user() : options.likeness().user();
    return parsed(new ServerAddress(address.host(), address.port(), user, address.password(), database(address)));
  }

  private String database(ServerAddress address) {
    return options.likeness().database().isEmpty() ? address.database() : options.likeness().database();
  }

  private static DatabaseUrl parsed(ServerAddress address) {
    return DatabaseUrl.parse(address.url()).orThrow();
  }

  private Optional<Problem> prepare(EmbeddedPostgres server) {
    Likeness likeness = options.likeness();
    ServerAddress address = server.address();
    try (Database database = Database.open(parsed(address), options.ownSession())) {
      if (!likeness.user().isEmpty() && !likeness.user().equals(address.user())) {
        Commands.run(database, List.of("CREATE ROLE " + new Identifier(likeness.user()).quoted()
            + " SUPERUSER LOGIN PASSWORD " + Literal.of(address.password())));
      }
      if (!database(address).equals(address.database())) {
        Commands.run(database, List.of("CREATE DATABASE " + new Identifier(likeness.database()).quoted()
            + (likeness.user().isEmpty() ? "" : " OWNER " + new Identifier(likeness.user()).quoted())));
      }
      Commands.run(database, Commands.settings(database(address), likeness));
      return Optional.empty();
    } catch (WhimbrelException e) {
      return Optional.of(e.problems().getFirst());
    }
  }

  @Override
  public Result<ShadowDatabase> kept(ShadowDatabase shadow, String key) {
    Optional<Path> place = options.cache().place(key);
    if (place.isEmpty()) {
      return Result.ok(shadow);
    }
    EmbeddedPostgres server = Objects.requireNonNull(open.remove(shadow));
    try {
      server.keep(place.get())
          .ifPresent(reason -> options.progress().accept("the replay could not be kept (" + reason + ")"));
      options.cache().trim();
      return Result.ok(opened(server));
    } catch (EmbeddedPostgresException e) {
      server.close();
      return Result.rejected(ShadowProblems.unavailable(e.fact()));
    }
  }

  @Override
  public void stub(Database database, String role) {
    Commands.run(database, List.of("CREATE ROLE " + new Identifier(role).quoted() + " NOLOGIN"));
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::end);
  }
}
