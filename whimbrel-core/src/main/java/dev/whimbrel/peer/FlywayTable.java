package dev.whimbrel.peer;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code flyway_schema_history}: a row for each script that ran, numbered by {@code installed_rank}; a repeatable script gets one more
 * each time. What is reverted loses its row: the open-source Flyway cannot read the rows that the paid one writes for it.
 */
final class FlywayTable implements Bookkeeping {
  /** The letters "Flyway" as a number. */
  private static final long LOCK = 77_431_708_279_161L;

  @Override
  public boolean isIn(Shape shape) {
    return shape.has("installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
        "installed_on", "execution_time", "success");
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return "SELECT " + FlywayRow.SELECTED + "\nFROM " + table.quoted() + " t ORDER BY t.installed_rank";
  }

  @Override
  public Claims read(List<List<@Nullable String>> rows, Sources sources, History history) {
    return FlywayReading.of(rows.stream().map(FlywayRow::of).toList(), sources, history);
  }

  @Override
  public List<String> ddl(PeerTable table) {
    String key = new dev.whimbrel.sql.Identifier(table.name().name() + "_pk").quoted();
    String index = new dev.whimbrel.sql.Identifier(table.name().name() + "_s_idx").quoted();
    return List.of("CREATE TABLE " + table.quoted() + """
         (
          "installed_rank" pg_catalog.int4 NOT NULL,
          "version" pg_catalog.varchar(50),
          "description" pg_catalog.varchar(200) NOT NULL,
          "type" pg_catalog.varchar(20) NOT NULL,
          "script" pg_catalog.varchar(1000) NOT NULL,
          "checksum" pg_catalog.int4,
          "installed_by" pg_catalog.varchar(100) NOT NULL,
          "installed_on" pg_catalog.timestamp NOT NULL DEFAULT pg_catalog.now(),
          "execution_time" pg_catalog.int4 NOT NULL,
          "success" pg_catalog.bool NOT NULL,
          CONSTRAINT %s PRIMARY KEY ("installed_rank")
        )""".formatted(key),
        "CREATE INDEX " + index + " ON " + table.quoted() + " (\"success\")");
  }

  /** A transaction lock for the tool and a session lock for us are one lock: each keeps the other out. */
  @Override
  public List<ForeignLock> locks(PeerTable table, Identity identity) {
    return List.of(new ForeignLock.Key(table.tool().label(), LOCK + table.quoted().hashCode()));
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    Optional<Migration> migration = change.migration();
    if (migration.isEmpty()) {
      FlywayKey gone = FlywayKey.of(change.entry().key());
      return change.concludes(Event.Meaning.IS_NOT_APPLIED)
          ? List.of(new FlywayWriting(table, change).delete(gone))
          : List.of();
    }
    return following(new FlywayWriting(table, change), migration.get(), change);
  }

  private static List<String> following(FlywayWriting writing, Migration migration, Change change) {
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> change.entry().event() == Event.BASELINED
          ? writing.baselined(migration)
          : writing.applied(migration);
      case IS_NOT_APPLIED -> writing.reverted(migration);
      case ATTEMPT -> change.entry().direction() == Direction.UP
          ? writing.attempted(migration, isInDoubt(change, Optional.of(migration.up())))
          : writing.attemptedBack(migration, isInDoubt(change, down(migration)));
    };
  }

  @Override
  public Optional<String> holding(PeerTable table, Change change) {
    FlywayWriting writing = new FlywayWriting(table, change);
    Optional<Migration> migration = change.migration();
    FlywayKey key = migration.map(FlywayKey::of).orElseGet(() -> FlywayKey.of(change.entry().key()));
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> migration.map(writing::isApplied);
      case IS_NOT_APPLIED -> Optional.of(writing.isNotApplied(key));
      case ATTEMPT -> migration.map(one -> change.entry().direction() == Direction.UP
          ? writing.isFailed(key)
          : writing.isNotSuccessful(key));
    };
  }

  @Override
  public List<String> correcting(PeerTable table, Change change) {
    return change.migration().map(new FlywayWriting(table, change)::corrected).orElse(List.of());
  }

  private static Optional<Script> down(Migration migration) {
    return migration.down() instanceof Reversal.By by ? Optional.of(by.script()) : Optional.empty();
  }

  /** What fails outside a transaction is a failed migration to Flyway, however far it got. */
  private static FlywayWriting.Mark isInDoubt(Change change, Optional<Script> script) {
    boolean outside = script.filter(s -> s.mode() == TransactionMode.NONE).isPresent();
    return outside || change.isPartial() ? FlywayWriting.Mark.FAILED : FlywayWriting.Mark.NONE;
  }
}
