package dev.whimbrel.peer;

import dev.whimbrel.history.Event.Meaning;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code migration_records}, a row for each applied migration of each service, and beside it {@code schema_versions}, the version
 * that each service is at. Only the rows of one service are ever looked at or touched. No statuses, no lock.
 */
final class ServicesTable implements Bookkeeping {
  /** The second table has the same name everywhere, and lies where the first one does. */
  private static final String CURRENT = "schema_versions";

  private final String service;
  private final Naming naming;
  private final Hashing hashing;

  ServicesTable() {
    this("", Naming.UNDERSCORES, Hashing.USUAL);
  }

  private ServicesTable(String service, Naming naming, Hashing hashing) {
    this.service = service;
    this.naming = naming;
    this.hashing = hashing;
  }

  /** A row of the first table. */
  private record Row(String version, String name, String checksum, @Nullable Instant appliedAt, String json) {}

  /** Both tables, as far as they speak of one service. */
  private record Found(List<Row> rows, Optional<String> current) {}

  @Override
  public boolean isIn(Shape shape) {
    return shape.has("service", "version", "name", "applied_at", "checksum");
  }

  @Override
  public boolean isIn(Shape shape, List<Shape> all) {
    return isIn(shape) && all.stream().anyMatch(other -> other.schema().equals(shape.schema())
        && other.name().equals(CURRENT) && other.has("service", "version", "applied_at", "description"));
  }

  @Override
  public List<String> companions() {
    return List.of(CURRENT);
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return """
        SELECT 'row', r.service::pg_catalog.text, pg_catalog.to_json(r.service)::pg_catalog.text, r.version::pg_catalog.text,
          r.name::pg_catalog.text, r.checksum::pg_catalog.text, %3$s, pg_catalog.row_to_json(r)::pg_catalog.text, r.id
        FROM %1$s r
        UNION ALL
        SELECT 'current', v.service::pg_catalog.text, pg_catalog.to_json(v.service)::pg_catalog.text, v.version::pg_catalog.text,
          NULL, NULL, NULL, NULL, NULL
        FROM %2$s v
        ORDER BY 1 DESC, 9""".formatted(table.quoted(), current(table),
        BatchesRows.microseconds("r.applied_at::pg_catalog.text"));
  }

  private static String current(PeerTable table) {
    return table.schema().quoted() + "." + new Identifier(CURRENT).quoted();
  }

  @Override
  public Bookkeeping in(List<List<@Nullable String>> answer, Sources sources, History history) {
    String mine = service(answer, sources, history).orThrow();
    List<Row> rows = found(answer, mine).rows();
    Map<String, Migration> versions = versions(sources);
    List<Naming.Named> named = rows.stream()
        .flatMap(row -> Stream.ofNullable(versions.get(row.version()))
            .map(migration -> new Naming.Named(migration, row.name())))
        .toList();
    return new ServicesTable(mine, Naming.of(named, Naming.UNDERSCORES), Hashing.forRowsBeside(kept(rows, sources)));
  }

  @Override
  public Claims read(List<List<@Nullable String>> answer, Sources sources, History history) {
    Result<String> mine = service(answer, sources, history);
    if (!mine.problems().isEmpty()) {
      return new Claims(List.of(), List.of(), mine.problems());
    }
    Found found = found(answer, mine.orThrow());
    Map<String, Migration> versions = versions(sources);
    Map<String, Claim> claims = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (Row row : found.rows()) {
      Migration migration = versions.get(row.version());
      if (migration == null) {
        unknown.add(row.version());
      } else { // two containers that started at once both say it; the first one is right
        claims.putIfAbsent(row.version(), claim(row, migration, found.rows(), sources));
      }
    }
    return new Claims(List.copyOf(claims.values()), unknown, disagreement(mine.orThrow(), found));
  }

  private static Claim claim(Row row, Migration migration, List<Row> rows, Sources sources) {
    Claim claim = Claim.applied(migration, row.json()).at(row.appliedAt(), row.appliedAt());
    return kept(row, migration, sources)
        .filter(one -> Hashing.verdict(one, kept(rows, sources)) == Hashing.Verdict.OTHER)
        .findFirst()
        .map(one -> claim.ofContent(BatchesRows.other(one.checksum())))
        .orElse(claim);
  }

  /** Whose rows are meant: the service that is named, the one that was taken over before, or the only one. */
  private static Result<String> service(List<List<@Nullable String>> answer, Sources sources, History history) {
    if (!sources.service().isEmpty()) {
      return Result.ok(sources.service());
    }
    Map<String, String> services = new LinkedHashMap<>();
    answer.forEach(row -> services.put(text(row, 1), text(row, 2)));
    List<String> taken = services.entrySet().stream()
        .filter(one -> isIn(history, one.getValue())).map(Map.Entry::getKey).toList();
    List<String> candidates = taken.isEmpty() ? services.keySet().stream().sorted().toList() : taken;
    return candidates.size() == 1 ? Result.ok(candidates.getFirst()) : Result.rejected(unnamed(candidates));
  }

  private static boolean isIn(History history, String service) {
    return history.entries().stream().map(JournalEntry::origin)
        .anyMatch(origin -> origin != null && origin.contains("\"service\":" + service + ","));
  }

  private static Problem unnamed(List<String> services) {
    return Problem.of(ProblemCode.CONFIGURATION, "the tables of " + Tool.SERVICES.label() + " are shared by services"
        + (services.isEmpty() ? "" : ", here " + String.join(", ", services)) + ", and no service is named")
        .state("nothing was changed")
        .remedy("name the one whose directory this is with: --service NAME");
  }

  private static Found found(List<List<@Nullable String>> answer, String service) {
    List<Row> rows = answer.stream().filter(row -> "row".equals(row.get(0)) && service.equals(row.get(1)))
        .map(row -> new Row(text(row, 3), text(row, 4), text(row, 5), BatchesRows.instant(row.get(6)), text(row, 7)))
        .toList();
    return new Found(rows, answer.stream().filter(row -> "current".equals(row.get(0)) && service.equals(row.get(1)))
        .map(row -> text(row, 3)).findFirst());
  }

  /** A record that is ahead is one that somebody inserted to skip a migration; the next migration brings the version after it. */
  private static List<Problem> disagreement(String service, Found found) {
    long last = found.rows().stream().mapToLong(row -> Long.parseLong(row.version())).max().orElse(0);
    long current = found.current().map(Long::parseLong).orElse(0L);
    return last >= current
        ? List.of()
        : List.of(Problem.of(ProblemCode.JOURNAL, "the tables of " + Tool.SERVICES.label() + " contradict each other: "
            + CURRENT + " says that " + service + " is at version " + current
            + ", and the last row in its records is of "
            + last)
            .state("nothing was changed")
            .remedy("look at which of the two is in effect; add or delete a record, or set the version of " + service
                + " in " + CURRENT));
  }

  private static String version(Migration migration) {
    return switch (migration.id()) {
      case MigrationId.Versioned versioned -> Version.numeric(versioned.version().text()).key();
      case MigrationId.Repeatable repeatable -> repeatable.key();
    };
  }

  private static Map<String, Migration> versions(Sources sources) {
    return sources.set().migrations().stream()
        .collect(Collectors.toMap(ServicesTable::version, migration -> migration, (first, second) -> first));
  }

  private static List<Hashing.Kept> kept(List<Row> rows, Sources sources) {
    Map<String, Migration> versions = versions(sources);
    return rows.stream().flatMap(row -> kept(row, versions.get(row.version()), sources)).toList();
  }

  private static Stream<Hashing.Kept> kept(Row row, @Nullable Migration migration, Sources sources) {
    byte[] content = migration == null ? null : sources.files().files().get(migration.file());
    return content == null || row.checksum().isEmpty()
        ? Stream.empty()
        : Stream.of(Hashing.Kept.of(content, row.checksum()));
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("""
        CREATE TABLE %s (
          id serial PRIMARY KEY,
          service pg_catalog.varchar NOT NULL,
          version pg_catalog.int4 NOT NULL,
          name pg_catalog.varchar NOT NULL,
          applied_at pg_catalog.timestamp NOT NULL DEFAULT pg_catalog.now(),
          checksum pg_catalog.varchar NOT NULL)""".formatted(table.quoted()), """
        CREATE TABLE IF NOT EXISTS %s (
          service pg_catalog.varchar PRIMARY KEY,
          version pg_catalog.int4 NOT NULL,
          applied_at pg_catalog.timestamp NOT NULL DEFAULT pg_catalog.now(),
          description pg_catalog.varchar)""".formatted(current(table)));
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    if (change.concludes(Meaning.IS_APPLIED)) {
      return Stream.concat(Stream.of(recorded(table, change)), moved(table, change)).toList();
    }
    return change.concludes(Meaning.IS_NOT_APPLIED)
        ? Stream.concat(Stream.of(removed(table, change)), moved(table, change)).toList()
        : List.of();
  }

  @Override
  public Optional<String> holding(PeerTable table, Change change) {
    String there = "EXISTS (SELECT FROM " + table.quoted() + one(Literal.of(number(change))) + ")";
    String last = " AND COALESCE((SELECT pg_catalog.max(version)::pg_catalog.text FROM " + table.quoted() + mine()
        + "), '') OPERATOR(pg_catalog.=) COALESCE((SELECT version::pg_catalog.text FROM " + current(table) + mine()
        + "), '')";
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> Optional.of(there + last);
      case IS_NOT_APPLIED -> Optional.of("NOT " + there + last);
      case ATTEMPT -> Optional.empty();
    };
  }

  @Override
  public List<String> correcting(PeerTable table, Change change) {
    return List.of("UPDATE " + table.quoted() + " SET checksum = " + Literal.of(checksum(change))
        + one(Literal.of(number(change))));
  }

  private String recorded(PeerTable table, Change change) {
    String version = Literal.of(number(change));
    return "INSERT INTO " + table.quoted() + " (service, version, name, applied_at, checksum) SELECT "
        + String.join(", ", Literal.of(service), version, Literal.of(name(change)), change.end(),
            Literal.of(checksum(change)))
        + " WHERE NOT EXISTS (SELECT FROM " + table.quoted() + one(version) + ")";
  }

  private String removed(PeerTable table, Change change) {
    return "DELETE FROM " + table.quoted() + one(Literal.of(number(change)));
  }

  /** The version of a service is that of its last record; a service without one has no row, as before its first migration. */
  private Stream<String> moved(PeerTable table, Change change) {
    String last = "(SELECT version, name FROM " + table.quoted() + mine()
        + " ORDER BY version DESC, id DESC LIMIT 1) AS last";
    return Stream.of(
        "UPDATE " + current(table) + " AS peer SET version = last.version, applied_at = " + change.end()
            + ", description = last.name FROM " + last + " WHERE peer.service OPERATOR(pg_catalog.=) "
            + Literal.of(service),
        "INSERT INTO " + current(table) + " (service, version, applied_at, description) SELECT " + Literal.of(service)
            + ", last.version, " + change.end() + ", last.name FROM " + last + " WHERE NOT EXISTS (SELECT FROM "
            + current(table) + mine() + ")",
        "DELETE FROM " + current(table) + mine() + " AND NOT EXISTS (SELECT FROM " + table.quoted() + mine() + ")");
  }

  private String mine() {
    return " WHERE service OPERATOR(pg_catalog.=) " + Literal.of(service);
  }

  private String one(String version) {
    return mine() + " AND version OPERATOR(pg_catalog.=) " + version;
  }

  private static String number(Change change) {
    return change.migration().map(ServicesTable::version).orElse(change.entry().key());
  }

  private String name(Change change) {
    return change.migration().map(naming::of).orElse(change.entry().description());
  }

  private String checksum(Change change) {
    byte[] content = change.migration().map(migration -> change.sources().files().files().get(migration.file()))
        .orElse(null);
    return content == null ? "" : hashing.of(content);
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }
}
