package dev.whimbrel.peer;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Release;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.source.AtlasHashes;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code atlas_schema_revisions}: a row for each file with the hash of the directory up to it, how many statements took effect, and what
 * failed; a baseline is one row for all before it. Old versions of the table lack a column, so that none is named where a row is
 * written: rows go through JSON, which fills the columns that are there.
 */
final class AtlasTable implements Bookkeeping {
  /** FNV-1 of {@code atlas_migrate_execute} in 32 bits. */
  static final long LOCK = 2686470616L;

  private static final String NAME = "atlas_schema_revisions";
  private static final String WRITER = "Whimbrel ";
  /** The hash of no statement: Atlas stops at it. */
  private static final String NO_HASH = "h1:";

  /** Of the directory that the table is kept up for, or null where none is known yet. */
  private final @Nullable Map<String, String> hashes;

  AtlasTable() {
    this(null);
  }

  private AtlasTable(@Nullable Map<String, String> hashes) {
    this.hashes = hashes;
  }

  @Override
  public boolean isIn(Shape shape) {
    return shape.has("version", "description", "type", "applied", "total", "executed_at", "execution_time", "error",
        "hash", "partial_hashes", "operator_version");
  }

  @Override
  public Optional<Identifier> ownSchema() {
    return Optional.of(new Identifier(NAME));
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return "SELECT " + AtlasRow.COLUMNS + " FROM " + table.quoted() + " t ORDER BY version COLLATE pg_catalog.\"C\"";
  }

  @Override
  public Claims read(List<List<@Nullable String>> rows, Sources sources, History history) {
    return new AtlasReading(rows.stream().map(AtlasRow::of).toList(), sources, history, hashes(sources)).claims();
  }

  @Override
  public List<ForeignLock> locks(PeerTable table, Identity identity) {
    return List.of(new ForeignLock.Key("atlas", LOCK));
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("""
        CREATE TABLE %s (
          version pg_catalog.varchar NOT NULL,
          description pg_catalog.varchar NOT NULL,
          type pg_catalog.int8 NOT NULL DEFAULT 2,
          applied pg_catalog.int8 NOT NULL DEFAULT 0,
          total pg_catalog.int8 NOT NULL DEFAULT 0,
          executed_at pg_catalog.timestamptz NOT NULL,
          execution_time pg_catalog.int8 NOT NULL,
          error pg_catalog.text NULL,
          error_stmt pg_catalog.text NULL,
          hash pg_catalog.varchar NOT NULL,
          partial_hashes pg_catalog.jsonb NULL,
          operator_version pg_catalog.varchar NOT NULL,
          PRIMARY KEY (version))""".formatted(table.quoted()));
  }

  /** What Atlas calls a migration. */
  static String version(Migration migration) {
    return switch (migration.id()) {
      case MigrationId.Versioned versioned -> versioned.version().text();
      case MigrationId.Repeatable repeatable -> repeatable.key();
    };
  }

  /** What a run writes is of one directory, which is hashed once. */
  @Override
  public Bookkeeping in(List<List<@Nullable String>> rows, Sources sources, History history) {
    return new AtlasTable(AtlasHashes.of(sources.files(), sources.format()));
  }

  private Map<String, String> hashes(Sources sources) {
    return hashes == null ? AtlasHashes.of(sources.files(), sources.format()) : hashes;
  }

  @Override
  public Optional<String> holding(PeerTable table, Change change) {
    if (MigrationId.isRepeatable(change.entry().key())) {
      return Optional.empty();
    }
    Writing writing = new Writing(table, change);
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> change.migration().map(one -> writing.isFinished());
      case IS_NOT_APPLIED -> Optional.of("NOT " + writing.isThere(""));
      case ATTEMPT -> writing.leavesRow() ? Optional.of(writing.isBegun()) : Optional.empty();
    };
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    if (MigrationId.isRepeatable(change.entry().key())) {
      return List.of();
    }
    return switch (change.entry().event()) {
      case APPLIED, ADOPTED -> new Writing(table, change).applied();
      case BASELINED -> new Writing(table, change).baselined();
      case RESOLVED_APPLIED, FORCED_APPLIED -> new Writing(table, change).set();
      case REVERTED, RESOLVED_REVERTED, WITHDRAWN -> new Writing(table, change).removed(Later.STAY);
      case FORCED_REVERTED -> new Writing(table, change).removed(Later.GO);
      case STARTED, ADVANCED, FAILED -> new Writing(table, change).attempted();
    };
  }

  /** What becomes of what is applied behind a migration that is removed. */
  private enum Later {
    STAY, GO
  }

  /** The commands for one row of the journal. */
  private final class Writing {
    private final PeerTable table;
    private final Change change;
    private final @Nullable Migration migration;
    private final String version;

    Writing(PeerTable table, Change change) {
      this.table = table;
      this.change = change;
      this.migration = change.migration().orElse(null);
      this.version = change.migration().map(AtlasTable::version).orElse(change.entry().key());
    }

    List<String> applied() {
      if (migration == null) {
        return List.of();
      }
      int total = total(migration);
      return List.of(
          inserted(fresh(migration, String.valueOf(AtlasRow.EXECUTED), change.start(), total, hash(migration))),
          rewritten("true", object("type", String.valueOf(AtlasRow.EXECUTED), "applied", String.valueOf(total), "total",
              String.valueOf(total), "execution_time", change.nanoseconds(), "error", "''", "error_stmt", "''",
              "partial_hashes", "NULL", "operator_version", writer())),
          withoutHashes());
    }

    /** As {@code --baseline}: one row, the last, while the table has no other. */
    List<String> baselined() {
      if (migration == null) {
        return List.of();
      }
      String alone = "NOT EXISTS (SELECT FROM " + table.quoted() + " WHERE " + revisions() + ")";
      String earlier = "DELETE FROM " + table.quoted()
          + " WHERE type OPERATOR(pg_catalog.=) 1 AND executed_at OPERATOR(pg_catalog.=) pg_catalog.now() AND "
          + "version COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.<) " + Literal.of(version);
      List<String> commands = new ArrayList<>(List.of(earlier, inserted(
          fresh(migration, "CASE WHEN " + alone + " THEN 1 ELSE 4 END", "pg_catalog.now()", 0,
              "CASE WHEN " + alone + " THEN '' ELSE " + hash(migration) + " END"))));
      commands.addAll(finished());
      return commands;
    }

    /** As {@code atlas migrate set}, and so that Atlas does not go on with a file that somebody finished. */
    List<String> set() {
      if (migration == null) {
        return List.of();
      }
      List<String> commands = new ArrayList<>(List.of(inserted(
          fresh(migration, String.valueOf(AtlasRow.RESOLVED), "pg_catalog.clock_timestamp()", 0, hash(migration)))));
      commands.addAll(finished());
      return commands;
    }

    private List<String> finished() {
      return List.of(rewritten(
          "(t.applied OPERATOR(pg_catalog.<>) t.total OR t.error OPERATOR(pg_catalog.<>) '')",
          object("type", String.valueOf(AtlasRow.EXECUTED | AtlasRow.RESOLVED), "applied",
              "old OPERATOR(pg_catalog.->) 'total'", "error", "''", "error_stmt", "''", "partial_hashes", "NULL",
              "operator_version", writer())),
          withoutHashes());
    }

    /** What the row covered, since it was the first, gets rows of its own before it goes. */
    List<String> removed(Later later) {
      List<Migration> kept = new ArrayList<>();
      change.applied().stream().filter(one -> AtlasRow.before(version(one), version))
          .reduce((one, other) -> AtlasRow.before(version(one), version(other)) ? other : one).ifPresent(kept::add);
      if (later == Later.STAY) {
        change.applied().stream().filter(one -> AtlasRow.before(version, version(one))).forEach(kept::add);
      }
      List<String> commands = new ArrayList<>();
      if (!kept.isEmpty()) {
        commands.add("INSERT INTO " + table.quoted() + " SELECT r.* FROM (VALUES " + kept.stream()
            .map(one -> "(" + fresh(one, "4", "pg_catalog.clock_timestamp()", 0, hash(one)) + ")")
            .collect(Collectors.joining(", ")) + ") kept(one), " + filled("kept.one")
            + " WHERE r.version COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.<) " + firstVersion()
            + " ON CONFLICT DO NOTHING");
        commands.add(withoutHashes());
      }
      commands.add("DELETE FROM " + table.quoted() + " WHERE version OPERATOR(pg_catalog.=) " + Literal.of(version));
      return commands;
    }

    /** Atlas notes progress only where it commits statement by statement; what a transaction took back leaves no row. */
    List<String> attempted() {
      if (!leavesRow()) {
        return List.of();
      }
      Migration begun = Objects.requireNonNull(migration);
      int done = change.entry().statementsDone();
      Optional<AtlasProgress> progress = AtlasProgress.of(begun, change.sources());
      int over = progress.map(one -> one.over(done)).orElse(done);
      boolean fits = progress.map(one -> one.isBorder(done)).orElse(done == 0);
      List<String> effective = new ArrayList<>(progress.map(one -> one.hashes(over)).orElse(List.of()));
      if (!fits) {
        effective.add(NO_HASH);
      }
      int total = total(begun);
      String hashesOfThem = effective.isEmpty()
          ? "NULL"
          : "pg_catalog.to_jsonb(ARRAY["
              + effective.stream().map(Literal::of).collect(Collectors.joining(", ")) + "]::pg_catalog.text[])";
      String error = Objects.requireNonNullElse(change.entry().error(), "");
      return List.of(
          inserted(fresh(begun, String.valueOf(AtlasRow.EXECUTED), change.start(), total, hash(begun))),
          rewritten("true", object("applied", String.valueOf(fits ? over : Math.max(over, effective.size())), "total",
              String.valueOf(Math.max(total, effective.size() + (fits ? 0 : 1))), "execution_time",
              change.nanoseconds(), "error", Literal.of(error), "error_stmt",
              Literal.of(error.isEmpty() ? "" : failed(begun, progress, over)), "partial_hashes", hashesOfThem,
              "operator_version", writer())),
          withoutHashes());
    }

    boolean leavesRow() {
      return migration != null && change.entry().direction() == Direction.UP
          && migration.up().mode() != TransactionMode.WHOLE;
    }

    /** The condition under which Atlas takes the migration for done. */
    String isFinished() {
      return "("
          + isThere(" AND applied OPERATOR(pg_catalog.=) total AND COALESCE(error, '') OPERATOR(pg_catalog.=) ''")
          + " OR " + isCovered() + ")";
    }

    /** The condition under which it has a row, or needs none. */
    String isBegun() {
      return "(" + isThere("") + " OR " + isCovered() + ")";
    }

    String isThere(String condition) {
      return "EXISTS (SELECT FROM " + table.quoted() + " WHERE version OPERATOR(pg_catalog.=) " + Literal.of(version)
          + condition + ")";
    }

    private static String failed(Migration migration, Optional<AtlasProgress> progress, int over) {
      return progress.filter(one -> over < one.total())
          .map(one -> migration.up().source().redaction().in(one.texts().get(over))).orElse("");
    }

    private int total(Migration one) {
      return AtlasProgress.of(one, change.sources()).map(AtlasProgress::total)
          .orElse(one.up().statements().size());
    }

    private String hash(Migration one) {
      return Literal.of(hashes(change.sources()).getOrDefault(one.file(), ""));
    }

    private static String fresh(Migration one, String type, String start, int total, String hash) {
      return object("version", Literal.of(version(one)), "description", Literal.of(one.description()), "type", type,
          "applied", "0", "total", String.valueOf(total), "executed_at", start, "execution_time", "0", "error", "''",
          "error_stmt", "''", "hash", hash, "partial_hashes", "NULL", "operator_version", writer());
    }

    private static String writer() {
      return Literal.of(WRITER + Release.version());
    }

    /**
     * A row that is not there yet. One that comes before the first row, and before something that has none since the first row covers it,
     * is covered itself; with a row of its own Atlas would find the others missing.
     */
    private String inserted(String row) {
      return "INSERT INTO " + table.quoted() + " SELECT r.* FROM " + filled(row) + " WHERE NOT " + isCovered()
          + " ON CONFLICT DO NOTHING";
    }

    private String isCovered() {
      String later = change.applied().stream().map(AtlasTable::version)
          .filter(other -> AtlasRow.before(version, other)).map(Literal::of).collect(Collectors.joining(", "));
      return later.isEmpty()
          ? "false"
          : "EXISTS (SELECT FROM pg_catalog.unnest(ARRAY[" + later + "]::pg_catalog.text[]) other(version)"
              + " WHERE other.version COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.<) " + firstVersion() + ")";
    }

    private String rewritten(String which, String values) {
      return "WITH before AS (DELETE FROM " + table.quoted() + " t WHERE t.version OPERATOR(pg_catalog.=) "
          + Literal.of(version) + " AND " + which + " RETURNING pg_catalog.to_jsonb(t) AS old) INSERT INTO "
          + table.quoted() + " SELECT r.* FROM before, " + filled("old OPERATOR(pg_catalog.||) " + values);
    }

    private String filled(String row) {
      return "pg_catalog.jsonb_populate_record(NULL::" + table.quoted() + ", " + row + ") r";
    }

    /** In JSON there is one null; Atlas writes that of JSON, not that of SQL. */
    private String withoutHashes() {
      return "UPDATE " + table.quoted() + " SET partial_hashes = 'null'::pg_catalog.jsonb WHERE partial_hashes IS NULL"
          + " AND pg_catalog.starts_with(operator_version, " + Literal.of(WRITER) + ")";
    }

    private String firstVersion() {
      return "(SELECT pg_catalog.min(version COLLATE pg_catalog.\"C\") FROM " + table.quoted() + " WHERE " + revisions()
          + ")";
    }

    private static String revisions() {
      return "NOT pg_catalog.starts_with(version, '.')";
    }

    private static String object(String... keysAndValues) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < keysAndValues.length; i += 2) {
        parts.add(Literal.of(keysAndValues[i]) + ", " + keysAndValues[i + 1]);
      }
      return "pg_catalog.jsonb_build_object(" + String.join(", ", parts) + ")";
    }
  }
}
