package dev.whimbrel.peer;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.source.LiquibaseChangeset;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands that make Liquibase's table say what a row of the journal says. */
final class LiquibaseWriting {
  /** How much of a text Liquibase keeps. */
  private static final int LONGEST = 250;

  private static final String DESCRIPTION = "'sql'";
  private static final String EQUALS = " OPERATOR(pg_catalog.=) ";

  private final PeerTable table;
  private final Change change;
  private final Run run;

  LiquibaseWriting(PeerTable table, Change change, Run run) {
    this.table = table;
    this.change = change;
    this.run = run;
  }

  /**
   * What all rows of a run have in common.
   *
   * @param version of the Liquibase that wrote the last row
   * @param deployment the last ten digits of the milliseconds since 1970
   */
  record Run(String version, String deployment) {
    private static final long TEN_DIGITS = 10_000_000_000L;

    Run {
      Objects.requireNonNull(version);
      Objects.requireNonNull(deployment);
    }

    static Run now(String version) {
      return new Run(version, String.format(Locale.ROOT, "%010d", System.currentTimeMillis() % TEN_DIGITS));
    }
  }

  /** A row of its own. One that is there says that it was run again, or gets the checksum of what somebody accepts in another wording. */
  List<String> applied(Migration migration) {
    LiquibaseChangeset changeset = LiquibaseChangeset.of(migration).orElse(null);
    if (changeset == null) {
      return List.of();
    }
    List<String> commands = new ArrayList<>();
    boolean repeatable = migration.id() instanceof MigrationId.Repeatable;
    if (repeatable && isTheFile(migration)) {
      commands.add(again(migration, changeset));
    } else if (!repeatable) {
      commands.add(corrected(migration, changeset));
    }
    commands.add(insert(migration, changeset));
    return commands;
  }

  /** The checksum alone. */
  List<String> corrected(Migration migration) {
    return LiquibaseChangeset.of(migration).map(changeset -> List.of(corrected(migration, changeset)))
        .orElse(List.of());
  }

  private String corrected(Migration migration, LiquibaseChangeset changeset) {
    return "UPDATE " + table.quoted() + " t SET md5sum = " + checksum(migration, changeset) + " WHERE "
        + isOf(LiquibaseTable.label(migration)) + " AND " + differs(migration, changeset);
  }

  private String again(Migration migration, LiquibaseChangeset changeset) {
    return """
        UPDATE %s t SET dateexecuted = %s, orderexecuted = %s, md5sum = %s, exectype = 'RERAN', deployment_id = %s, comments = %s,
          contexts = %s, labels = %s, liquibase = %s, description = %s
        WHERE %s AND %s""".formatted(table.quoted(), executed(), next(), checksum(migration, changeset),
        Literal.of(run.deployment()), Literal.of(cut(changeset.comments())), literal(contexts(changeset)),
        literal(labels(changeset)), Literal.of(run.version()), DESCRIPTION, isOf(LiquibaseTable.label(migration)),
        differs(migration, changeset));
  }

  private String insert(Migration migration, LiquibaseChangeset changeset) {
    return """
        INSERT INTO %1$s (id, author, filename, dateexecuted, orderexecuted, exectype, md5sum, description, comments, tag, liquibase,
          contexts, labels, deployment_id)
        SELECT %2$s, %3$s, %4$s, %5$s, %6$s, 'EXECUTED', %7$s, %8$s, %9$s, NULL, %10$s, %11$s, %12$s, %13$s
        WHERE NOT EXISTS (SELECT FROM %1$s t WHERE %14$s)""".formatted(table.quoted(), Literal.of(changeset.id()),
        Literal.of(changeset.author()), Literal.of(changeset.path()), executed(), next(),
        checksum(migration, changeset), DESCRIPTION, Literal.of(cut(changeset.comments())), Literal.of(run.version()),
        literal(contexts(changeset)), literal(labels(changeset)), Literal.of(run.deployment()),
        isOf(LiquibaseTable.label(migration)));
  }

  List<String> reverted(String label) {
    return List.of("DELETE FROM " + table.quoted() + " t WHERE " + isOf(label));
  }

  /** The condition under which the table says that a migration is applied. */
  Optional<String> isApplied(Migration migration) {
    String there = isThere(LiquibaseTable.label(migration));
    boolean keepsChecksum = migration.id() instanceof MigrationId.Repeatable && !isTheFile(migration);
    return LiquibaseChangeset.of(migration).map(changeset -> keepsChecksum
        ? there
        : there + " AND NOT EXISTS (SELECT FROM " + table.quoted() + " t WHERE "
            + isOf(LiquibaseTable.label(migration)) + " AND " + differs(migration, changeset) + ")");
  }

  /** The condition under which it has a row. */
  String isThere(String label) {
    return "EXISTS (SELECT FROM " + table.quoted() + " t WHERE " + isOf(label) + ")";
  }

  private String executed() {
    return "(" + change.end() + ")::pg_catalog.timestamp";
  }

  private String next() {
    return "(SELECT COALESCE(pg_catalog.max(o.orderexecuted), 0) OPERATOR(pg_catalog.+) 1 FROM " + table.quoted()
        + " o)";
  }

  private static String literal(@Nullable String text) {
    return text == null ? "NULL" : Literal.of(text);
  }

  /** What is more than a name stands in parentheses. */
  private static @Nullable String contexts(LiquibaseChangeset changeset) {
    String text = changeset.contexts();
    return text != null && (text.contains(",") || text.contains(" ")) ? "(" + text + ")" : text;
  }

  private static @Nullable String labels(LiquibaseChangeset changeset) {
    String text = changeset.labels();
    return text == null
        ? null
        : Arrays.stream(text.split(",")).map(String::strip).filter(label -> !label.isEmpty())
            .map(label -> label.toLowerCase(Locale.ROOT)).distinct().collect(Collectors.joining(","));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - "...".length()) + "...";
  }

  /** Of the file, if that is what the row of the journal is about; Liquibase fills in what is not there. */
  private String checksum(Migration migration, LiquibaseChangeset changeset) {
    return isTheFile(migration) ? Literal.of(changeset.checksum()) : "NULL";
  }

  private String differs(Migration migration, LiquibaseChangeset changeset) {
    return isTheFile(migration)
        ? "NOT COALESCE(t.md5sum" + EQUALS + checksum(migration, changeset) + ", false)"
        : "t.md5sum IS NOT NULL";
  }

  private boolean isTheFile(Migration migration) {
    @Nullable
    Checksum recorded = change.entry().checksum();
    return recorded != null && recorded.tokens().equals(migration.checksum().tokens());
  }

  /** The condition under which the row {@code t} is of a changeset, which Liquibase tells as loosely. */
  private static String isOf(String label) {
    return "pg_catalog.lower(pg_catalog.concat(pg_catalog.regexp_replace(pg_catalog.replace(t.filename, "
        + Literal.of("\\") + ", '/'), " + Literal.of("^(classpath:)?(\\./|/)*")
        + ", ''), '::', t.id, '::', t.author))" + EQUALS + "pg_catalog.lower(" + Literal.of(label) + ")";
  }
}
