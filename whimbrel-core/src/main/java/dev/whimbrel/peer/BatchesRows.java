package dev.whimbrel.peer;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Literal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of {@link BatchesTable} as it is found: its columns, which differ from one project to the next, and its rows.
 *
 * @param types of its columns, by their catalog names
 * @param required the columns that a new row cannot do without
 * @param rows in the order in which they were applied
 */
record BatchesRows(Map<String, String> types, Set<String> required, List<Row> rows) {
  /** What the table has where nobody made another. */
  private static final Map<String, String> USUAL = Map.of("version", "varchar", "name", "varchar", "status", "varchar",
      "batch", "int4", "checksum", "varchar", "applied_at", "timestamptz", "execution_time", "int8");

  BatchesRows {
    types = Map.copyOf(types);
    required = Set.copyOf(required);
    rows = List.copyOf(rows);
  }

  /** One row; null is what it has no column for, or no value. */
  record Row(String version, String status, long batch, @Nullable String name, @Nullable String checksum,
      @Nullable Instant appliedAt, @Nullable Instant rolledBackAt, @Nullable String took, @Nullable String error,
      String json) {
    /** When it began, since what the table has is the end. */
    @Nullable
    Instant begun(ExecutionTime time) {
      Duration duration = time.read(took);
      return appliedAt == null ? null : appliedAt.minus(duration);
    }
  }

  /** A table that is about to be made. */
  static BatchesRows none() {
    return new BatchesRows(USUAL, Set.of(), List.of());
  }

  /** Rows are asked for as JSON, so that a column that is not there is nothing worse than null. */
  static String question(PeerTable table, List<String> durations, List<String> errors, List<String> rolledBack) {
    return """
        SELECT 'column', a.attname::pg_catalog.text, t.typname::pg_catalog.text,
          (a.attnotnull AND NOT a.atthasdef AND a.attidentity OPERATOR(pg_catalog.=) '')::pg_catalog.text,
          NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
        WHERE a.attrelid OPERATOR(pg_catalog.=) %2$s::pg_catalog.regclass AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 'row', %3$s, %4$s, %5$s, %6$s, %7$s, %8$s, %9$s, %10$s, %11$s, j::pg_catalog.text
        FROM (SELECT pg_catalog.row_to_json(peer_row) FROM %1$s peer_row) AS peer(j)""".formatted(table.quoted(),
        Literal.of(table.quoted()), value("version"), value("status"), value("batch"), value("name"), value("checksum"),
        microseconds(value("applied_at")), microseconds(first(rolledBack)), first(durations), first(errors));
  }

  private static String value(String column) {
    return "(j OPERATOR(pg_catalog.->>) " + Literal.of(column) + ")";
  }

  private static String first(List<String> columns) {
    return columns.stream().map(BatchesRows::value).collect(Collectors.joining(", ", "COALESCE(", ")"));
  }

  /** What no zone stands beside is meant in that of the session, which is the database's. */
  static String microseconds(String time) {
    return "CASE WHEN " + time
        + " OPERATOR(pg_catalog.~) '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}' THEN (pg_catalog.date_part('epoch', "
        + time + "::pg_catalog.timestamptz) OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8::pg_catalog.text END";
  }

  /** The instant of {@link #microseconds}. */
  static @Nullable Instant instant(@Nullable String microseconds) {
    return microseconds == null
        ? null
        : Instant.EPOCH.plus(Duration.ofNanos(Math.multiplyExact(Long.parseLong(microseconds), 1000L)));
  }

  static BatchesRows of(List<List<@Nullable String>> answer) {
    if (answer.isEmpty()) {
      return none();
    }
    Map<String, String> types = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (List<@Nullable String> line : answer) {
      if ("row".equals(line.get(0))) {
        rows.add(row(line));
        continue;
      }
      types.put(text(line, 1), text(line, 2));
      if ("true".equals(line.get(3))) {
        required.add(text(line, 1));
      }
    }
    rows.sort(Comparator.comparingLong(Row::batch)
        .thenComparing(Row::appliedAt, Comparator.nullsLast(Comparator.naturalOrder()))
        .thenComparing(Row::version));
    return new BatchesRows(types, Set.copyOf(required), rows);
  }

  private static Row row(List<@Nullable String> line) {
    return new Row(Objects.requireNonNullElse(line.get(1), ""), Objects.requireNonNullElse(line.get(2), ""),
        number(line.get(3)), line.get(4), line.get(5), instant(line.get(6)), instant(line.get(7)), line.get(8),
        line.get(9), text(line, 10));
  }

  private static long number(@Nullable String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  boolean has(String column) {
    return types.containsKey(column);
  }

  String type(String column) {
    return types.getOrDefault(column, "");
  }

  boolean requires(String column) {
    return required.contains(column);
  }

  long lastBatch() {
    return rows.stream().mapToLong(Row::batch).max().orElse(0);
  }

  ExecutionTime time() {
    return ExecutionTime.of(rows.stream().flatMap(row -> Stream.ofNullable(row.took())).toList());
  }

  /** A version as this table writes it. */
  String spelled(Migration migration) {
    return switch (migration.id()) {
      case MigrationId.Versioned versioned -> spelled(versioned.version());
      case MigrationId.Repeatable repeatable -> repeatable.key();
    };
  }

  private String spelled(Version version) {
    boolean isNumber = Set.of("int2", "int4", "int8", "numeric").contains(type("version"));
    return isNumber && version.text().matches("\\d+") ? Version.numeric(version.text()).key() : version.text();
  }

  /** The migrations by their versions as this table writes them. */
  Map<String, Migration> versions(Sources sources) {
    return sources.set().migrations().stream()
        .collect(Collectors.toMap(this::spelled, migration -> migration, (first, second) -> first));
  }

  /** What the rows tell of files that are there. */
  List<Hashing.Kept> kept(Sources sources) {
    Map<String, Migration> versions = versions(sources);
    return rows.stream().flatMap(row -> kept(row, versions.get(row.version()), sources)).toList();
  }

  private static Stream<Hashing.Kept> kept(Row row, @Nullable Migration migration, Sources sources) {
    byte[] content = migration == null ? null : sources.files().files().get(migration.file());
    return content == null || row.checksum() == null || row.checksum().isEmpty()
        ? Stream.empty()
        : Stream.of(Hashing.Kept.of(content, row.checksum()));
  }

  /** What the row's checksum says of the file. */
  Claim compared(Claim claim, Row row, Sources sources) {
    return kept(row, claim.migration(), sources)
        .filter(one -> Hashing.verdict(one, kept(sources)) == Hashing.Verdict.OTHER)
        .findFirst()
        .map(one -> claim.ofContent(other(one.checksum())))
        .orElse(claim);
  }

  /** All that is known of a content that is not at hand. */
  static Checksum other(String checksum) {
    String lower = checksum.toLowerCase(Locale.ROOT);
    return new Checksum(lower, lower);
  }

  /** Columns that a new row needs and that nobody here knows how to fill. */
  List<Problem> unfillable(List<String> known) {
    return required.stream().filter(column -> !known.contains(column)).sorted()
        .map(column -> Problem.of(ProblemCode.JOURNAL, "the table of " + Tool.BATCHES.label() + " has a column \""
            + column + "\" that must have a value and has no default, and Whimbrel does not know what to write there")
            .state("nothing was changed")
            .remedy("give that column a default"))
        .toList();
  }
}
