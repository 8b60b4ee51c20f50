package dev.whimbrel.peer;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.sql.Identifier;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code databasechangelog}: a row for each changeset, in the order in which they ran; one that runs again on a change keeps its row,
 * one that is reverted loses it. Beside it {@code databasechangeloglock}, whose one row is the lock. A failure leaves no row.
 */
final class LiquibaseTable implements Bookkeeping {
  private static final Identifier LOCK = new Identifier("databasechangeloglock");

  private static final String[] COLUMNS = {"id", "author", "filename", "dateexecuted", "orderexecuted", "exectype",
      "md5sum", "description", "comments", "tag", "liquibase", "contexts", "labels", "deployment_id"};

  /** The version whose rows these are like, where the table names none. */
  private static final String VERSION = "5.0.4";

  private final LiquibaseWriting.Run run;

  LiquibaseTable() {
    this(LiquibaseWriting.Run.now(VERSION));
  }

  private LiquibaseTable(LiquibaseWriting.Run run) {
    this.run = run;
  }

  @Override
  public boolean isIn(Shape shape) {
    return shape.has(COLUMNS);
  }

  @Override
  public List<String> companions() {
    return List.of(LOCK.name());
  }

  @Override
  public List<String> madeWhereMissing() {
    return List.of(LOCK.name());
  }

  @Override
  public List<String> rights(String name) {
    return name.equals(LOCK.name()) ? List.of("SELECT", "UPDATE") : Bookkeeping.super.rights(name);
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return "SELECT " + LiquibaseRow.SELECTED + "\nFROM " + table.quoted()
        + " t ORDER BY t.orderexecuted, t.dateexecuted";
  }

  @Override
  public Claims read(List<List<@Nullable String>> rows, Sources sources, History history) {
    return LiquibaseReading.of(rows.stream().map(LiquibaseRow::of).toList(), sources, history);
  }

  @Override
  public Bookkeeping in(List<List<@Nullable String>> rows, Sources sources, History history) {
    return new LiquibaseTable(
        LiquibaseWriting.Run.now(rows.reversed().stream().map(row -> LiquibaseRow.of(row).liquibase())
            .filter(Objects::nonNull).findFirst().orElse(VERSION)));
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("CREATE TABLE " + table.quoted() + """
         (
          id pg_catalog.varchar(255) NOT NULL,
          author pg_catalog.varchar(255) NOT NULL,
          filename pg_catalog.varchar(255) NOT NULL,
          dateexecuted pg_catalog.timestamp NOT NULL,
          orderexecuted pg_catalog.int4 NOT NULL,
          exectype pg_catalog.varchar(10) NOT NULL,
          md5sum pg_catalog.varchar(35),
          description pg_catalog.varchar(255),
          comments pg_catalog.varchar(255),
          tag pg_catalog.varchar(255),
          liquibase pg_catalog.varchar(20),
          contexts pg_catalog.varchar(255),
          labels pg_catalog.varchar(255),
          deployment_id pg_catalog.varchar(10)
        )""");
  }

  private static List<String> lock(PeerTable table) {
    String name = table.schema().quoted() + "." + LOCK.quoted();
    return List.of("CREATE TABLE " + name + """
         (
          id pg_catalog.int4 NOT NULL,
          locked pg_catalog.bool NOT NULL,
          lockgranted pg_catalog.timestamp,
          lockedby pg_catalog.varchar(255),
          CONSTRAINT %s PRIMARY KEY (id)
        )""".formatted(new Identifier(LOCK.name() + "_pkey").quoted()),
        "INSERT INTO " + name + " (id, locked) VALUES (1, false)");
  }

  @Override
  public List<ForeignLock> locks(PeerTable table, Identity identity) {
    return List.of(new ForeignLock.Row(table.tool().label(), table.schema(), LOCK, lock(table),
        "liquibase release-locks"));
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    LiquibaseWriting writing = new LiquibaseWriting(table, change, run);
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> change.migration().map(writing::applied).orElse(List.of());
      case IS_NOT_APPLIED -> writing.reverted(label(change.entry().key()));
      case ATTEMPT -> List.of();
    };
  }

  @Override
  public Optional<String> holding(PeerTable table, Change change) {
    LiquibaseWriting writing = new LiquibaseWriting(table, change, run);
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> change.migration().flatMap(writing::isApplied);
      case IS_NOT_APPLIED -> Optional.of("NOT " + writing.isThere(label(change.entry().key())));
      case ATTEMPT -> Optional.empty();
    };
  }

  @Override
  public List<String> correcting(PeerTable table, Change change) {
    return change.migration().map(new LiquibaseWriting(table, change, run)::corrected).orElse(List.of());
  }

  /** What Liquibase calls a migration. */
  static String label(Migration migration) {
    return label(migration.id().key());
  }

  private static String label(String key) {
    String label = MigrationId.isRepeatable(key) ? key.substring(MigrationId.REPEATABLE.length()) : key;
    return label.startsWith("./") ? label.substring(2) : label;
  }
}
