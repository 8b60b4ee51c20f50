package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.problem.Listing;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.schema.shadow.Tried;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads schemas from wherever they are, and has shadow databases for those that are only written down. */
final class SchemaDesk implements AutoCloseable {
  /** Whether the tables in which other tools keep their history are looked at. */
  enum Peers {
    SEEN, LEFT_OUT
  }

  private static final int MOST_NAMED = 10;

  private final Invocation invocation;
  private final Settings settings;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<SchemaSource.OfDatabase, Database> databases = new LinkedHashMap<>();
  private final Scope scope;
  private @Nullable DatabaseUrl target;
  private @Nullable Shadows shadows;

  private SchemaDesk(Invocation invocation, Settings settings, List<SchemaSource> sources, Peers peers) {
    this.invocation = invocation;
    this.settings = settings;
    try {
      for (SchemaSource source : sources) {
        if (source instanceof SchemaSource.OfDatabase one) {
          databases.put(one, connected(one));
        }
      }
      this.scope = switch (peers) {
        case SEEN -> ScopeOf.settings(invocation, settings);
        case LEFT_OUT -> ScopeOf.settings(invocation, settings, databases.values());
      };
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Connects to the databases among what is to be read. */
  static SchemaDesk of(Invocation invocation, Settings settings, List<SchemaSource> sources, Peers peers) {
    return new SchemaDesk(invocation, settings, sources, peers);
  }

  private Database connected(SchemaSource.OfDatabase source) {
    DatabaseUrl url = switch (source.address()) {
      case DatabaseAddress.Server server -> server.url();
      case DatabaseAddress.Embedded embedded -> {
        EmbeddedPostgres postgres = Desk.start(embedded);
        open.push(postgres);
        yield DatabaseUrl.parse(postgres.address().url()).orThrow();
      }
    };
    target = target == null ? url : target;
    Database database = Database.open(url, Desk.session(invocation, settings),
        reason -> invocation.screen().waiting(reason + "; waiting for it"));
    open.push(database);
    return database;
  }

  /** What is there, and what of it has no record is told. */
  DatabaseSchema inspected(SchemaSource source) {
    DatabaseSchema schema = switch (source) {
      case SchemaSource.OfDatabase database ->
        Inspector.inspect(Objects.requireNonNull(databases.get(database)), scope);
      case SchemaSource.OfDirectory directory -> replayed(directory);
      case SchemaSource.OfFile file -> replayed(file);
    };
    unmodelled(source, schema).ifPresent(invocation.screen()::warning);
    return schema;
  }

  private DatabaseSchema replayed(SchemaSource source) {
    try (ShadowDatabase shadow = made(source)) {
      return tried().inspected(shadow);
    }
  }

  /**
   * Where a change begins.
   *
   * @param schema as the server of the shadow prints it
   * @param shadow a database that is like it
   */
  record Beginning(DatabaseSchema schema, ShadowDatabase shadow) {}

  /** A shadow database that is like a source, and what is in it. */
  Beginning beginning(SchemaSource source, DatabaseSchema known) {
    ShadowDatabase shadow = source instanceof SchemaSource.OfDatabase
        ? tried().recreated(known, source.label()).orThrow()
        : made(source);
    boolean isKnown = source instanceof SchemaSource.OfDatabase && known.major() == shadows().major();
    return new Beginning(isKnown ? known : tried().inspected(shadow, known), shadow);
  }

  private ShadowDatabase made(SchemaSource source) {
    return switch (source) {
      case SchemaSource.OfDirectory directory -> shadows().replayed(directory.directory().set()).orThrow();
      case SchemaSource.OfFile file -> shadows().of(file.file()).orThrow();
      case SchemaSource.OfDatabase database -> throw new IllegalStateException("it is there already");
    };
  }

  Tried tried() {
    return new Tried(shadows(), scope, ChangePlan.Options.standard());
  }

  Shadows shadows() {
    if (shadows == null) {
      Likeness likeness = databases.values().stream().findFirst().map(Likeness::of).orElseGet(Likeness::none);
      shadows = ShadowPlace.open(invocation, settings, likeness, target);
      open.push(shadows);
    }
    return shadows;
  }

  /** A database is read; of anything else it is known when its shadow is there. */
  DatabaseSchema known(SchemaSource source) {
    return source instanceof SchemaSource.OfDatabase ? inspected(source) : DatabaseSchema.empty(shadows().major());
  }

  /** As the server of the shadows would print it: what another major version printed is made anew there. */
  DatabaseSchema normal(SchemaSource source, DatabaseSchema schema) {
    if (!(source instanceof SchemaSource.OfDatabase) || schema.major() == shadows().major()) {
      return schema;
    }
    try (ShadowDatabase shadow = tried().recreated(schema, source.label()).orThrow()) {
      return tried().inspected(shadow, schema);
    }
  }

  private static Optional<Problem> unmodelled(SchemaSource source, DatabaseSchema schema) {
    List<DatabaseSchema.Unmodelled> all = schema.unmodelled().stream()
        .filter(one -> source instanceof SchemaSource.OfDatabase || !Likeness.isGiven(one)).toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<String>> kinds = all.stream().collect(Collectors.groupingBy(
        DatabaseSchema.Unmodelled::kind, TreeMap::new,
        Collectors.mapping(DatabaseSchema.Unmodelled::identity, Collectors.toList())));
    String named = kinds.entrySet().stream()
        .map(kind -> kind.getValue().size() + " × " + kind.getKey() + " (" + Listing.of(kind.getValue(), MOST_NAMED)
            + ")")
        .collect(Collectors.joining(", "));
    return Optional.of(Problem.of(ProblemCode.NOT_MODELLED, source.label() + " holds what Whimbrel does not model: "
        + named).remedy("it is in no script, drawing or comparison; look after it by hand"));
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e); // none of ours declares one
      }
    }
  }
}
