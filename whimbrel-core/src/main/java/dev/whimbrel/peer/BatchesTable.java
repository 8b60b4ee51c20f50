package dev.whimbrel.peer;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.Event.Meaning;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Literal;
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
 * {@code schema_migrations(version, status, batch, checksum, …)}: one row for each migration that was ever tried, with a status. What
 * else it has, and of which types, differs from one project to the next, so only what is there is read and written. No lock.
 */
final class BatchesTable implements Bookkeeping {
  private static final String APPLIED = "applied";
  private static final String FAILED = "failed";
  private static final String ROLLBACK = "rollback";
  private static final String PENDING = "pending";

  private static final List<String> DURATIONS = List.of("execution_time", "execution_time_ms", "duration_ms");
  private static final List<String> ERRORS = List.of("error_message", "error");
  private static final List<String> ROLLED_BACK = List.of("rolled_back_at", "rollback_at");

  private final BatchesRows rows;
  private final Naming naming;
  private final Hashing hashing;

  BatchesTable() {
    this(BatchesRows.none(), Naming.WORDS, Hashing.USUAL);
  }

  private BatchesTable(BatchesRows rows, Naming naming, Hashing hashing) {
    this.rows = rows;
    this.naming = naming;
    this.hashing = hashing;
  }

  @Override
  public boolean isIn(Shape shape) {
    return shape.has("version", "status")
        && (shape.name().equals(Tool.BATCHES.usualName()) || shape.has("batch", "checksum", "applied_at"));
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return BatchesRows.question(table, DURATIONS, ERRORS, ROLLED_BACK);
  }

  @Override
  public Bookkeeping in(List<List<@Nullable String>> answer, Sources sources, History history) {
    BatchesRows found = BatchesRows.of(answer);
    Map<String, Migration> versions = found.versions(sources);
    List<Naming.Named> named = found.rows().stream()
        .flatMap(row -> Stream.ofNullable(versions.get(row.version()))
            .map(migration -> new Naming.Named(migration, Objects.requireNonNullElse(row.name(), ""))))
        .toList();
    return new BatchesTable(found, Naming.of(named, Naming.WORDS), Hashing.forRowsBeside(found.kept(sources)));
  }

  @Override
  public Claims read(List<List<@Nullable String>> answer, Sources sources, History history) {
    BatchesRows found = BatchesRows.of(answer);
    Map<String, Migration> versions = found.versions(sources);
    Map<String, Claim> claims = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    List<Problem> problems = new ArrayList<>(found.unfillable(known()));
    for (BatchesRows.Row row : found.rows()) {
      Migration migration = versions.get(row.version());
      switch (row.status()) {
        case PENDING -> claims.remove(row.version());
        case APPLIED, ROLLBACK, FAILED -> {
          if (migration != null) {
            claims.put(row.version(), claim(row, migration, found, sources, history));
          } else if (row.status().equals(APPLIED)) {
            unknown.add(row.version());
          }
        }
        default -> problems.add(strange(row));
      }
    }
    return new Claims(List.copyOf(claims.values()), unknown, problems);
  }

  private static Claim claim(BatchesRows.Row row, Migration migration, BatchesRows found, Sources sources,
      History history) {
    Claim claim = Claim.applied(migration, row.json()).inTurn(row.batch());
    return switch (row.status()) {
      case ROLLBACK -> claim.with(Claim.Status.REVERTED).at(row.rolledBackAt(), row.rolledBackAt());
      case FAILED -> failed(row, claim, history.standing(migration.id()));
      default -> found.compared(claim, row, sources).at(row.begun(found.time()), row.appliedAt());
    };
  }

  /** That tool runs each migration in a transaction, so nothing of it is in effect. */
  private static Claim failed(BatchesRows.Row row, Claim claim, Standing standing) {
    String error = row.error() == null || row.error().isEmpty()
        ? "it failed, and the table does not say of what"
        : row.error();
    Claim failed = claim.with(Claim.Status.PARTIAL)
        .with(new Claim.Progress(0, claim.migration().up().statements().size(), error))
        .at(row.begun(new ExecutionTime(ExecutionTime.Unit.MILLISECONDS)), row.appliedAt());
    return standing.isApplied() ? failed.with(doubtful(claim.migration())) : failed;
  }

  private static Problem doubtful(Migration migration) {
    return Problem.of(ProblemCode.JOURNAL, Tool.BATCHES.label() + " says that " + migration.id()
        + " failed, and the journal says that it is applied: its way back failed, or it was reverted and failed when it "
        + "was applied again")
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("look at what is in effect, and set the status of that row to 'applied' or to 'rollback'");
  }

  private static Problem strange(BatchesRows.Row row) {
    return Problem.of(ProblemCode.JOURNAL, "the row of " + row.version() + " in the table of " + Tool.BATCHES.label()
        + " has the status \"" + row.status() + "\", which is none of pending, applied, failed and rollback")
        .state("nothing was changed")
        .remedy("set it to one of these");
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>(List.of("version", "name", "description", "status", "batch", "checksum",
        "applied_at", "created_at", "updated_at"));
    known.addAll(DURATIONS);
    known.addAll(ERRORS);
    return known;
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("""
        CREATE TABLE %s (
          version pg_catalog.varchar(255) PRIMARY KEY,
          name pg_catalog.varchar(255) NOT NULL,
          status pg_catalog.varchar(20) NOT NULL,
          batch pg_catalog.int4 NOT NULL,
          checksum pg_catalog.varchar(64) NOT NULL,
          applied_at pg_catalog.timestamptz,
          execution_time pg_catalog.int8)""".formatted(table.quoted()));
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    if (change.concludes(Meaning.IS_APPLIED)) {
      return written(table, change, applied(change));
    }
    if (change.concludes(Meaning.IS_NOT_APPLIED)) {
      return List.of(update(table, change, reverted(change)));
    }
    if (change.entry().direction() == Direction.UP) {
      return change.isPartial() || change.entry().event() == Event.FAILED
          ? written(table, change, failed(change))
          : List.of();
    }
    return List.of(update(table, change, change.isPartial() ? failed(change) : status(APPLIED)));
  }

  @Override
  public Optional<String> holding(PeerTable table, Change change) {
    return switch (change.entry().event().meaning()) {
      case IS_APPLIED -> Optional.of(isThere(table, change, "=", APPLIED));
      case IS_NOT_APPLIED -> Optional.of("NOT " + isThere(table, change, "<>", ROLLBACK));
      case ATTEMPT -> Optional.of(change.entry().direction() == Direction.UP
          ? isThere(table, change, "=", FAILED)
          : "NOT " + isThere(table, change, "<>", FAILED));
    };
  }

  private String isThere(PeerTable table, Change change, String operator, String status) {
    return "EXISTS (SELECT FROM " + table.quoted() + where(change) + " AND status::pg_catalog.text OPERATOR(pg_catalog."
        + operator + ") " + Literal.of(status) + ")";
  }

  /** Its batch and its times are those of the run that applied it, so that the last batch stays the last. */
  @Override
  public List<String> correcting(PeerTable table, Change change) {
    return List.of(update(table, change, Map.of("checksum", Literal.of(checksum(change)))));
  }

  /** The row is kept, whatever became of the migration before. */
  private List<String> written(PeerTable table, Change change, Map<String, String> values) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("version", version(change));
    String name = Literal.of(change.migration().map(naming::of).orElse(change.entry().description()));
    all.put("name", name);
    all.put("description", name);
    all.putAll(values);
    if (!all.containsKey("applied_at") && rows.requires("applied_at")) {
      all.put("applied_at", change.end());
    }
    all.put("created_at", change.end());
    all.put("updated_at", change.end());
    all.keySet().removeIf(column -> !rows.has(column));
    String insert = "INSERT INTO " + table.quoted() + " (" + String.join(", ", all.keySet()) + ") SELECT "
        + String.join(", ", all.values()) + " WHERE NOT EXISTS (SELECT FROM " + table.quoted() + where(change) + ")";
    return List.of(update(table, change, values), insert);
  }

  private String update(PeerTable table, Change change, Map<String, String> values) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("updated_at", change.end());
    return "UPDATE " + table.quoted() + " SET " + all.entrySet().stream()
        .filter(value -> rows.has(value.getKey()))
        .map(value -> value.getKey() + " = " + value.getValue())
        .collect(Collectors.joining(", ")) + where(change);
  }

  private String where(Change change) {
    return " WHERE version OPERATOR(pg_catalog.=) " + version(change);
  }

  private String version(Change change) {
    return Literal.of(change.migration().map(migration -> rows.spelled(migration))
        .orElse(change.entry().key()));
  }

  private Map<String, String> applied(Change change) {
    Map<String, String> values = attempted(change, APPLIED);
    values.put("applied_at", change.end());
    ERRORS.forEach(column -> values.put(column, rows.requires(column) ? "''" : "NULL"));
    ROLLED_BACK.forEach(column -> values.put(column, "NULL"));
    return values;
  }

  private Map<String, String> failed(Change change) {
    Map<String, String> values = change.entry().direction() == Direction.UP
        ? attempted(change, FAILED)
        : status(FAILED);
    String error = Literal.of(change.entry().error() == null ? "" : change.entry().error());
    ERRORS.forEach(column -> values.put(column, error));
    return values;
  }

  private Map<String, String> attempted(Change change, String status) {
    Map<String, String> values = status(status);
    NewEntry entry = change.entry();
    values.put("batch", Literal.of(String.valueOf(Math.max(entry.batch(), rows.lastBatch() + 1))));
    values.put("checksum", Literal.of(checksum(change)));
    DURATIONS.forEach(column -> values.put(column, rows.time().of(change, rows.type(column))));
    return values;
  }

  private static Map<String, String> reverted(Change change) {
    Map<String, String> values = status(ROLLBACK);
    ROLLED_BACK.forEach(column -> values.put(column, change.end()));
    return values;
  }

  private static Map<String, String> status(String word) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("status", Literal.of(word));
    return values;
  }

  private String checksum(Change change) {
    byte[] content = change.migration().map(migration -> change.sources().files().files().get(migration.file()))
        .orElse(null);
    return content == null ? "" : hashing.of(content);
  }
}
