package dev.whimbrel.peer;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that make Flyway's table say what a row of the journal says. */
final class FlywayWriting {
  private static final String BASELINE = "<< Flyway Baseline >>";
  private static final String EQUALS = " OPERATOR(pg_catalog.=) ";
  private static final String ATTEMPTED = "false";
  private static final String SUCCEEDED = "true";
  private static final String ALWAYS = "true";

  private final PeerTable table;
  private final Change change;

  FlywayWriting(PeerTable table, Change change) {
    this.table = table;
    this.change = change;
  }

  /** Whether Flyway is to ask for a repair. */
  enum Mark {
    FAILED, NONE
  }

  /** A row of its own; what failed before gets to its end, and what somebody accepts in another wording gets its checksum. */
  List<String> applied(Migration migration) {
    FlywayKey key = FlywayKey.of(migration);
    if (key instanceof FlywayKey.Repeated) {
      return List.of(forget(key), insert(migration, SUCCEEDED, "NOT EXISTS (SELECT FROM " + table.quoted()
          + " r WHERE " + isLive("r", key) + " AND " + hasChecksum("r", migration) + " AND "
          + isLast("r", key) + ")"));
    }
    return List.of("UPDATE " + table.quoted() + " r SET checksum = " + checksum(migration) + ", description = "
        + Literal.of(FlywayText.description(migration))
        + ", installed_on = CASE WHEN r.success THEN r.installed_on ELSE "
        + installedOn() + " END, execution_time = CASE WHEN r.success THEN r.execution_time ELSE "
        + change.milliseconds() + " END, success = true WHERE " + isLive("r", key),
        insert(migration, SUCCEEDED, lacks(key) + " AND NOT " + isBelowBaseline(key)));
  }

  /** The checksum alone; of a repeatable script, that of its last run. */
  List<String> corrected(Migration migration) {
    FlywayKey key = FlywayKey.of(migration);
    return List
        .of("UPDATE " + table.quoted() + " r SET checksum = " + checksum(migration) + " WHERE " + isLive("r", key)
            + " AND " + isLast("r", key));
  }

  /** One row for all versions up to one if nothing else is there, as Flyway has it; otherwise a row like that of a script that ran. */
  List<String> baselined(Migration migration) {
    Optional<FlywayVersion> version = FlywayKey.of(migration).step();
    if (version.isEmpty()) {
      return applied(migration);
    }
    String text = Literal.of(migration.id().toString());
    String others = "EXISTS (SELECT FROM " + table.quoted()
        + " o WHERE o.type OPERATOR(pg_catalog.!~) '^(BASELINE|SCHEMA)$')";
    List<String> commands = new ArrayList<>();
    commands.add("UPDATE " + table.quoted() + " r SET version = " + text + " WHERE r.type" + EQUALS
        + "'BASELINE' AND NOT " + isBelowBaseline(FlywayKey.of(migration)) + " AND NOT " + others);
    commands.add(insert(text, BASELINE, "BASELINE", BASELINE, "NULL::pg_catalog.int4", SUCCEEDED,
        "NOT EXISTS (SELECT FROM " + table.quoted() + " o WHERE o.type OPERATOR(pg_catalog.<>) 'SCHEMA')"));
    commands.addAll(applied(migration));
    return commands;
  }

  /** Without its row; a baseline that covers it sinks below it, and what it covered above it gets rows. */
  List<String> reverted(Migration migration) {
    FlywayKey key = FlywayKey.of(migration);
    List<String> commands = new ArrayList<>();
    commands.add(delete(key));
    if (key.step().isPresent()) {
      List<Migration> steps = sources().stream().filter(m -> m.role() == Migration.Role.STEP)
          .filter(m -> m.id() instanceof MigrationId.Versioned).toList();
      int place = steps.indexOf(migration);
      steps.subList(place + 1, steps.size()).stream().filter(change.applied()::contains)
          .forEach(above -> commands.add(insert(above, SUCCEEDED, lacks(FlywayKey.of(above)) + " AND "
              + isBelowBaseline(FlywayKey.of(above)))));
      commands.add(steps.subList(0, place).reversed().stream().filter(change.applied()::contains).findFirst()
          .map(below -> "UPDATE " + table.quoted() + " r SET version = " + Literal.of(below.id().toString()))
          .orElse("DELETE FROM " + table.quoted() + " r") + " WHERE r.type" + EQUALS + "'BASELINE' AND "
          + isBelowBaseline(key));
    }
    return commands;
  }

  private List<Migration> sources() {
    return change.sources().set().migrations();
  }

  /** A failed row while part of a script is in effect, none otherwise. */
  List<String> attempted(Migration migration, Mark mark) {
    FlywayKey key = FlywayKey.of(migration);
    return switch (mark) {
      case FAILED -> List.of(forget(key), insert(migration, ATTEMPTED, ALWAYS));
      case NONE -> List.of(forget(key));
    };
  }

  /** The row of what is being reverted is a failed one while part of the way back is in effect. */
  List<String> attemptedBack(Migration migration, Mark mark) {
    String success = mark == Mark.FAILED ? ATTEMPTED : SUCCEEDED;
    return List.of("UPDATE " + table.quoted() + " r SET success = " + success + " WHERE "
        + isLive("r", FlywayKey.of(migration)));
  }

  /** The condition under which the table says that a migration is applied. */
  String isApplied(Migration migration) {
    FlywayKey key = FlywayKey.of(migration);
    String row = "EXISTS (SELECT FROM " + table.quoted() + " r WHERE " + isLive("r", key) + " AND r.success";
    return key instanceof FlywayKey.Repeated
        ? row + " AND " + isLast("r", key) + " AND " + hasChecksum("r", migration) + ")"
        : "(" + row + ") OR " + isBelowBaseline(key) + ")";
  }

  /** The condition under which it says that something is not applied. */
  String isNotApplied(FlywayKey key) {
    return lacks(key) + " AND NOT " + isBelowBaseline(key);
  }

  /** The condition under which Flyway would ask for a repair before it goes on. */
  String isFailed(FlywayKey key) {
    return "EXISTS (SELECT FROM " + table.quoted() + " r WHERE " + isLive("r", key) + " AND NOT r.success)";
  }

  /** The condition under which no row says that something is applied. */
  String isNotSuccessful(FlywayKey key) {
    return "NOT EXISTS (SELECT FROM " + table.quoted() + " r WHERE " + isLive("r", key) + " AND r.success)";
  }

  String delete(FlywayKey key) {
    return "DELETE FROM " + table.quoted() + " r WHERE " + isLive("r", key);
  }

  private String forget(FlywayKey key) {
    return delete(key) + " AND NOT r.success";
  }

  private String insert(Migration migration, String success, String condition) {
    boolean repeatable = migration.id() instanceof MigrationId.Repeatable;
    return insert(repeatable ? "NULL::pg_catalog.varchar" : Literal.of(migration.id().toString()),
        FlywayText.description(migration), migration.role() == Migration.Role.CHECKPOINT ? "SQL_BASELINE" : "SQL",
        FlywayText.script(migration), checksum(migration), success, condition);
  }

  private String insert(String version, String description, String type, String script, String checksum,
      String success, String condition) {
    return """
        INSERT INTO %1$s (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time,
          success)
        SELECT (SELECT COALESCE(pg_catalog.max(o.installed_rank), 0) OPERATOR(pg_catalog.+) 1 FROM %1$s o), %2$s, %3$s, %4$s, %5$s, %6$s,
          CURRENT_USER, %7$s, %8$s, %9$s
        WHERE %10$s""".formatted(table.quoted(), version, Literal.of(description), Literal.of(type), Literal.of(script),
        checksum, installedOn(), change.milliseconds(), success, condition);
  }

  private String installedOn() {
    return "(" + change.end() + ")::pg_catalog.timestamp";
  }

  /** Of the file, if that is what the row of the journal is about; Flyway does not compare what is not there. */
  private String checksum(Migration migration) {
    boolean isOther = !change.migration().equals(Optional.of(migration));
    return (isOther || isTheFile(migration) ? String.valueOf(FlywayChecksum.of(migration, change.sources())) : "NULL")
        + "::pg_catalog.int4";
  }

  private String hasChecksum(String row, Migration migration) {
    return isTheFile(migration)
        ? row + ".checksum" + EQUALS + checksum(migration)
        : row + ".checksum IS NULL";
  }

  private boolean isTheFile(Migration migration) {
    @Nullable
    Checksum recorded = change.entry().checksum();
    return recorded != null && recorded.raw().equals(migration.checksum().raw());
  }

  private String lacks(FlywayKey key) {
    return "NOT EXISTS (SELECT FROM " + table.quoted() + " r WHERE " + isLive("r", key) + ")";
  }

  /** The condition under which a row, by its alias, says that something is applied, or that it failed. */
  private String isLive(String row, FlywayKey key) {
    return isOf(row, key) + " AND " + row
        + ".type OPERATOR(pg_catalog.!~) '^(UNDO_|DELETE$)' AND NOT EXISTS (SELECT FROM "
        + table.quoted() + " u WHERE " + isOf("u", key) + " AND u.type OPERATOR(pg_catalog.~) '^(UNDO_|DELETE$)'"
        + " AND u.installed_rank OPERATOR(pg_catalog.>) " + row + ".installed_rank)";
  }

  private String isLast(String row, FlywayKey key) {
    return "NOT EXISTS (SELECT FROM " + table.quoted() + " l WHERE " + isOf("l", key)
        + " AND l.installed_rank OPERATOR(pg_catalog.>) " + row + ".installed_rank)";
  }

  private static String isOf(String row, FlywayKey key) {
    return switch (key) {
      case FlywayKey.Step step -> row + ".type OPERATOR(pg_catalog.!~) '(BASELINE|SCHEMA)$' AND "
          + FlywayVersion.key(row + ".version") + EQUALS + Literal.of(step.version().key());
      case FlywayKey.Sum sum -> row + ".type" + EQUALS + "'SQL_BASELINE' AND "
          + FlywayVersion.key(row + ".version") + EQUALS + Literal.of(sum.version().key());
      case FlywayKey.Repeated repeated -> row + ".version IS NULL AND " + row
          + ".type OPERATOR(pg_catalog.<>) 'SCHEMA' AND " + row + ".description" + EQUALS
          + Literal.of(repeated.description());
    };
  }

  /** The condition under which a baseline covers a version. */
  private String isBelowBaseline(FlywayKey key) {
    return key.step().filter(FlywayVersion::isNumbers)
        .map(version -> "EXISTS (SELECT FROM " + table.quoted() + " b WHERE CASE WHEN b.type" + EQUALS
            + "'BASELINE' THEN " + FlywayVersion.order("b.version") + " OPERATOR(pg_catalog.>=) " + version.literal()
            + " ELSE false END)")
        .orElse("false");
  }
}
