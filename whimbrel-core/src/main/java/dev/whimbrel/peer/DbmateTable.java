package dev.whimbrel.peer;

import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code schema_migrations(version varchar primary key)}: a row for each applied migration, with the digits of its file name as they
 * stand there; deleted when it is reverted. No times, no checksums, no lock: of two that do the same at once, the later one fails.
 */
final class DbmateTable implements Bookkeeping {
  @Override
  public boolean isIn(Shape shape) {
    return shape.columns().equals(Map.of("version", "varchar"));
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return "SELECT version, pg_catalog.row_to_json(t) FROM " + table.quoted()
        + " t ORDER BY version COLLATE pg_catalog.\"C\"";
  }

  @Override
  public Claims read(List<List<@Nullable String>> rows, Sources sources, History history) {
    Map<String, Migration> versions = sources.set().migrations().stream()
        .collect(Collectors.toMap(DbmateTable::version, Function.identity()));
    List<Claim> claims = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      String version = Objects.requireNonNull(row.get(0));
      Migration migration = versions.get(version);
      if (migration == null) {
        unknown.add(version);
      } else {
        claims.add(Claim.applied(migration, row.get(1)));
      }
    }
    return new Claims(claims, unknown);
  }

  private static String version(Migration migration) {
    return switch (migration.id()) {
      case MigrationId.Versioned versioned -> versioned.version().text();
      case MigrationId.Repeatable repeatable -> repeatable.key();
    };
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("CREATE TABLE " + table.quoted() + " (version pg_catalog.varchar PRIMARY KEY)");
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    String version = Literal.of(change.migration().map(DbmateTable::version).orElse(change.entry().key()));
    String insert = "INSERT INTO " + table.quoted() + " (version) VALUES (" + version + ") ON CONFLICT DO NOTHING";
    String delete = "DELETE FROM " + table.quoted() + " WHERE version OPERATOR(pg_catalog.=) " + version;
    return switch (change.entry().event()) {
      case APPLIED -> List.of(Demand.one(insert, version, "written", table.tool()));
      case REVERTED -> List.of(Demand.one(delete, version, "removed", table.tool()));
      case BASELINED, RESOLVED_APPLIED, FORCED_APPLIED, ADOPTED -> List.of(insert);
      case RESOLVED_REVERTED, FORCED_REVERTED, WITHDRAWN -> List.of(delete);
      case STARTED, ADVANCED, FAILED -> List.of();
    };
  }
}
