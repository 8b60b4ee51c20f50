package dev.whimbrel.peer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of Atlas's table.
 *
 * @param version as the file name has it
 * @param type bits: {@link #BASELINE}, {@link #EXECUTED}, {@link #RESOLVED}
 * @param applied how many statements took effect, as Atlas counts them
 * @param total how many the file had when the row was made; Atlas never corrects it
 * @param executedAt when the first attempt began
 * @param error of the last attempt, or an empty text
 * @param hash of the file and all before it, when the row was made
 * @param partialHashes one for each statement in effect; empty where the file is finished, or was with newer versions of Atlas
 * @param json the row
 */
record AtlasRow(String version, long type, long applied, long total, Instant executedAt, String error, String hash,
    List<String> partialHashes, String json) {
  static final long BASELINE = 1;
  static final long EXECUTED = 2;
  static final long RESOLVED = 4;

  /** What {@link #of} reads; the alias of the table is {@code t}. */
  static final String COLUMNS = """
      version, type, applied, total,
      pg_catalog.to_char(pg_catalog.timezone('UTC', executed_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), error, hash,
      (SELECT pg_catalog.string_agg(h, E'\\n' ORDER BY n) FROM pg_catalog.jsonb_array_elements_text(
        CASE WHEN pg_catalog.jsonb_typeof(partial_hashes) OPERATOR(pg_catalog.=) 'array' THEN partial_hashes
          ELSE '[]'::pg_catalog.jsonb END)
        WITH ORDINALITY one(h, n)), pg_catalog.row_to_json(t)""";

  AtlasRow {
    partialHashes = List.copyOf(partialHashes);
  }

  static AtlasRow of(List<@Nullable String> row) {
    return new AtlasRow(text(row, 0), number(row, 1), number(row, 2), number(row, 3), Instant.parse(text(row, 4)),
        Objects.requireNonNullElse(row.get(5), ""), text(row, 6),
        Objects.requireNonNullElse(row.get(7), "").lines().toList(), text(row, 8));
  }

  private static long number(List<@Nullable String> row, int column) {
    return Long.parseLong(text(row, column));
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  boolean is(long bit) {
    return (type & bit) != 0;
  }

  /** Whether it is a migration: Atlas keeps a name of the database in the same table. */
  boolean isRevision() {
    return !version.startsWith(".");
  }

  /** Whether Atlas itself would go on with the file. */
  boolean isUnfinished() {
    return applied != total;
  }

  /**
   * Whether the file is finished although the counts differ: a total that was noted before the file was mended stays as it was.
   *
   * @param now how many statements the file has, or a negative number if nobody can tell
   */
  boolean isFinished(long now) {
    boolean halted = applied == 0 || (applied <= total && !partialHashes.isEmpty() && applied != now);
    return !isUnfinished() || (error.isEmpty() && !halted);
  }

  /** Whether a version comes before another one as Atlas compares them: byte by byte. */
  static boolean before(String version, String other) {
    return Arrays.compareUnsigned(version.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)) < 0;
  }
}
