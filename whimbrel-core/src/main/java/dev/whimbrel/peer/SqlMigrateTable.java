package dev.whimbrel.peer;

import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Literal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code gorp_migrations(id text, applied_at timestamptz)}: a row for each applied migration, with the name of its file; deleted when it
 * is reverted. No checksums, no lock.
 */
final class SqlMigrateTable implements Bookkeeping {
  private static final Comparator<Claim> BY_TIME = Comparator.comparing(SqlMigrateTable::time,
      Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Its columns say little, so the name has to say something: {@code migrations} is what its own example calls it. */
  @Override
  public boolean isIn(Shape shape) {
    Map<String, String> columns = shape.columns();
    return columns.keySet().equals(Set.of("id", "applied_at"))
        && Set.of("text", "varchar").contains(columns.get("id"))
        && "timestamptz".equals(columns.get("applied_at"))
        && shape.name().contains("migrations");
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return "SELECT id, " + Moments.text("applied_at") + ", pg_catalog.row_to_json(t) FROM " + table.quoted()
        + " t ORDER BY id COLLATE pg_catalog.\"C\"";
  }

  @Override
  public Claims read(List<List<@Nullable String>> rows, Sources sources, History history) {
    Map<String, List<@Nullable String>> byId = new LinkedHashMap<>();
    rows.forEach(row -> byId.put(Objects.requireNonNull(row.get(0)), row));
    List<Claim> claims = new ArrayList<>();
    for (Migration migration : sources.set().migrations()) {
      List<@Nullable String> row = byId.remove(id(migration.file()));
      if (row != null) {
        Instant time = Moments.read(row.get(1));
        claims.add(Claim.applied(migration, row.get(2)).at(time, time));
      }
    }
    claims.sort(BY_TIME);
    List<Problem> renamed = new ArrayList<>();
    for (JournalEntry entry : history.applied()) {
      String id = id(entry.file());
      boolean isKnown = byId.remove(id) != null; // of a file that is gone the journal tells
      sources.byKey(entry.key()).filter(migration -> isKnown)
          .ifPresent(migration -> renamed.add(renamed(id, migration)));
    }
    return new Claims(claims, List.copyOf(byId.keySet()), renamed);
  }

  /** The journal knows it by its number, and would take the row for one of another migration. */
  private static Problem renamed(String id, Migration migration) {
    String now = id(migration.file());
    return Problem
        .of(ProblemCode.MISSING, "was applied as \"" + id + "\", and by another name it is another migration to "
            + "sql-migrate")
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("rename the file back; or rename it in sql-migrate's table, too: SET id = " + Literal.of(now)
            + " WHERE id = " + Literal.of(id));
  }

  private static @Nullable Instant time(Claim claim) {
    return claim.when() == null ? null : claim.when().end();
  }

  /** To sql-migrate a migration is its file: with another name it is another one. */
  private static String id(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("CREATE TABLE " + table.quoted()
        + " (id pg_catalog.text NOT NULL PRIMARY KEY, applied_at pg_catalog.timestamptz)");
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    String id = Literal.of(id(change.migration().map(Migration::file).orElse(change.entry().file())));
    String insert = "INSERT INTO " + table.quoted() + " (id, applied_at) VALUES (" + id + ", " + change.end()
        + ") ON CONFLICT DO NOTHING";
    String delete = "DELETE FROM " + table.quoted() + " WHERE id OPERATOR(pg_catalog.=) " + id;
    return switch (change.entry().event()) {
      case APPLIED -> List.of(Demand.one(insert, id, "written", table.tool()));
      case REVERTED -> List.of(Demand.one(delete, id, "removed", table.tool()));
      case BASELINED, RESOLVED_APPLIED, FORCED_APPLIED, ADOPTED -> List.of(insert);
      case RESOLVED_REVERTED, FORCED_REVERTED, WITHDRAWN -> List.of(delete);
      case STARTED, ADVANCED, FAILED -> List.of();
    };
  }
}
