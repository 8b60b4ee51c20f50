package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.decide.SchemaSeen;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.sql.Identifier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One look at the schema of a database that has nothing to do, to see whether it is what it was after its last migration. */
final class SchemaLook {
  /**
   * What is to be done when all else is written down.
   *
   * @param about what was compared
   * @param pause until it may be compared again
   * @param write what is to be remembered, null if nothing is
   */
  record Kept(String about, Duration pause, @Nullable Remembered write) {}

  /** A catalog with more of them is read as much more seldom. */
  private static final int COLUMNS_A_PAUSE = 10_000;

  private final MigrationResource resource;
  private final Cluster cluster;
  private final Comparisons comparisons;
  private final Instant now;
  private @Nullable Kept kept;

  SchemaLook(MigrationResource resource, Cluster cluster, Comparisons comparisons, Instant now) {
    this.resource = resource;
    this.cluster = cluster;
    this.comparisons = comparisons;
    this.now = now;
  }

  /** Null where it was not compared. */
  @Nullable
  Kept kept() {
    return kept;
  }

  /**
   * What is seen of it. Whatever goes wrong keeps nobody from migrating.
   *
   * @param history that of the journal, as it was read
   */
  SchemaSeen seen(Database database, Identifier journalSchema, Journal journal, History history) {
    if (history.entries().isEmpty()) {
      return new SchemaSeen.Unknown("no migration is applied, so there is nothing to compare the schema with");
    }
    try {
      return compared(new Place(database, journalSchema, journal), history);
    } catch (WhimbrelException e) {
      return new SchemaSeen.Unknown("the schema cannot be read: " + said(e.problems()));
    } catch (RuntimeException e) {
      // a catalog that we do not understand is no reason not to migrate
      return new SchemaSeen.Unknown("the schema cannot be read: " + e);
    }
  }

  private static String said(List<Problem> problems) {
    return problems.stream().map(problem -> problem.server() == null
        ? problem.message()
        : problem.message() + ": " + problem.server().message()).collect(Collectors.joining("; "));
  }

  private SchemaSeen compared(Place place, History history) {
    String basis = basis(place, history);
    String reading = reading(place.database());
    String about = new Digest().with(resource.getMetadata().getUid()).with(basis).with(reading).with(accepted()).hex();
    if (!comparisons.isDue(resource.getMetadata().getNamespace(), resource.getMetadata().getName(), about, now)) {
      return new SchemaSeen.NotCompared();
    }
    int columns = columns(place.database());
    Duration pause = SchemaSeen.pause(resource.getSpec().resyncInterval()).multipliedBy(1 + columns / COLUMNS_A_PAUSE);
    kept = new Kept(about, pause, null);
    if (columns > Comparisons.MOST_COLUMNS) {
      return new SchemaSeen.Unknown(
          "the database has " + columns + " columns, and no schema is compared where there are"
              + " more than " + Comparisons.MOST_COLUMNS);
    }
    Optional<Fingerprint> read = comparisons.reading(columns, () -> Fingerprint.of(schema(place, history)));
    if (read.isEmpty() || !basis(place, place.journal().read()).equals(basis)) {
      kept = null; // there was no room, or somebody migrated meanwhile and nobody knows what was seen of it
      return new SchemaSeen.NotCompared();
    }
    MigrationStatus status = resource.getStatus();
    SchemaComparison comparison = SchemaComparison.of(
        new SchemaComparison.Now(basis, reading, after(history), read.get()),
        new SchemaComparison.Before(status == null ? null : status.schema(), written(), accepted()), now);
    kept = new Kept(about, pause, comparison.write());
    return comparison.seen();
  }

  /** All schemas are read, also where only one of them is looked at. */
  private static int columns(Database database) {
    return Integer.parseInt(Objects.requireNonNull(database.query("""
        SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
        WHERE a.attnum OPERATOR(pg_catalog.>) 0 AND c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
          AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f', 'c']::pg_catalog."char"[])
        """).getFirst().getFirst()));
  }

  private @Nullable String accepted() {
    Map<String, String> all = resource.getMetadata().getAnnotations();
    return all == null ? null : all.get(Labels.ACCEPT_DRIFT);
  }

  /** Where to look. */
  private record Place(Database database, Identifier journalSchema, Journal journal) {}

  private static String reading(Database database) {
    int major = switch (database.dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    };
    return "whimbrel " + Whimbrel.version() + ", PostgreSQL " + major;
  }

  /** The last entry, and what else decides what is compared. Services that share a schema change it for each other. */
  private String basis(Place place, History history) {
    JournalEntry last = history.entries().getLast();
    Digest digest = new Digest().with(place.journalSchema().name()).with(place.journal().service()).with(searchPath())
        .with(last.id() + " " + last.event().word()).with(last.key()).with(last.finishedAt().toString());
    history.mirrored().ifPresent(table -> digest.with(table.schema()).with(table.name()));
    return (isTenant() ? digest : digest.with(newest(place))).hex();
  }

  private static @Nullable String newest(Place place) {
    return place.database().query("SELECT pg_catalog.max(id) FROM " + place.journalSchema().quoted() + ".journal")
        .getFirst().getFirst();
  }

  private String searchPath() {
    return Objects.requireNonNullElse(resource.getSpec().database().searchPath(), "").strip();
  }

  /** Whether it has a schema to itself. */
  private boolean isTenant() {
    return !searchPath().isEmpty() && !searchPath().contains(",");
  }

  /** As {@code whimbrel drift} has it: not the journal, and no table in which another tool keeps its history. */
  private DatabaseSchema schema(Place place, History history) {
    List<String> own = searchPath().isEmpty() ? List.of() : schemas(place.database());
    if (own.isEmpty() && !searchPath().isEmpty()) {
      return DatabaseSchema.empty(0);
    }
    Scope scope = Scope.of(own, List.of()).orThrow().withoutSchema(place.journalSchema().name());
    for (PeerTable table : Adoption.tables(place.database())) {
      for (String name : table.names()) {
        scope = without(scope, table.schema().name(), name);
      }
    }
    Scope others = scope;
    return Inspector.inspect(place.database(),
        history.mirrored().map(kept -> without(others, kept.schema(), kept.name())).orElse(others));
  }

  /** Of the search path, those that are there, as patterns. */
  private static List<String> schemas(Database database) {
    return database.query("SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s").stream()
        .map(row -> new Identifier(Objects.requireNonNull(row.getFirst())).quoted()).toList();
  }

  /** Without such a table, and without the schema that was made for it alone, which is called like it. */
  private static Scope without(Scope scope, String schema, String table) {
    return schema.equals(table) ? scope.withoutSchema(schema) : scope.withoutTable(schema, table);
  }

  private static String after(History history) {
    JournalEntry last = history.entries().reversed().stream()
        .filter(entry -> entry.event().meaning() != Event.Meaning.ATTEMPT).findFirst()
        .orElse(history.entries().getLast());
    return last.version()
        + (last.event().meaning() == Event.Meaning.IS_NOT_APPLIED ? " was taken back" : " was applied");
  }

  /** One of that name which is somebody else's is none. */
  private @Nullable Remembered written() {
    try {
      ConfigMap map = cluster.configMap(resource.getMetadata().getNamespace(),
          Remembered.name(resource.getMetadata().getName()));
      return map == null || !Owned.by(resource, map) ? null : Remembered.in(map);
    } catch (KubernetesClientException e) {
      return null; // the status knows enough to say that something differs
    }
  }
}
