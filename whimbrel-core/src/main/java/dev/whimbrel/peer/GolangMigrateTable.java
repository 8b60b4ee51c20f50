package dev.whimbrel.peer;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * {@code schema_migrations(version bigint, dirty boolean)}: one row that says where the database stands, or none. Everything up to that
 * version is applied, whatever order it was in; nothing says when. While a migration runs, and after it failed, the row is dirty, and
 * holds the version that is to be reached.
 */
final class GolangMigrateTable implements Bookkeeping {
  private static final String USUAL_NAME = "schema_migrations";
  private static final String DETACHING = "whimbrel adopt --detach";
  private static final long FACTOR = 1_486_364_155L;

  /** Whether the row tells golang-migrate to stop. */
  private enum Flag {
    CLEAN, DIRTY
  }

  /** What the table says: a version, or -1 for none. */
  private record State(BigInteger version, Flag flag) {
    static final BigInteger NO_VERSION = BigInteger.ONE.negate();
    static final State NOTHING = new State(NO_VERSION, Flag.CLEAN);

    static State of(List<@Nullable String> row) {
      String version = row.get(0);
      String dirty = row.get(1);
      if (version == null || dirty == null) {
        throw new IllegalArgumentException(
            "the row " + row.get(2) + " has no " + (version == null ? "version" : "value of dirty"));
      }
      return new State(new BigInteger(version), dirty.equals("t") ? Flag.DIRTY : Flag.CLEAN);
    }

    /** Where it stands while some of a migration is in effect: on the way to that version, or to the one before it. */
    static State of(Set<String> applied, List<Half> halves) {
      NavigableSet<BigInteger> versions = new TreeSet<>();
      applied.forEach(key -> NumericVersion.of(key).ifPresent(versions::add));
      for (Half half : halves) {
        BigInteger version = NumericVersion.of(half.key()).orElse(null);
        if (version != null && half.direction() == Direction.UP) {
          return new State(version, Flag.DIRTY);
        }
        if (version != null) {
          versions.remove(version);
          return new State(highest(versions), Flag.DIRTY);
        }
      }
      return new State(highest(versions), Flag.CLEAN);
    }

    private static BigInteger highest(NavigableSet<BigInteger> versions) {
      return versions.isEmpty() ? NO_VERSION : versions.last();
    }

    boolean isDirty() {
      return flag == Flag.DIRTY;
    }
  }

  @Override
  public boolean isIn(Shape shape) {
    Map<String, String> columns = shape.columns();
    boolean alone = columns.size() == 2 || shape.name().equals(USUAL_NAME);
    return alone && "int8".equals(columns.get("version")) && "bool".equals(columns.get("dirty"));
  }

  @Override
  public String question(PeerTable table, Sources sources) {
    return "SELECT version, dirty, pg_catalog.row_to_json(t) FROM " + table.quoted() + " t ORDER BY version";
  }

  @Override
  public Claims read(List<List<@Nullable String>> rows, Sources sources, History history) {
    List<Claim> known = sources.set().migrations().stream()
        .filter(migration -> history.standing(migration.id()).isApplied())
        .map(migration -> Claim.applied(migration, null))
        .toList();
    if (rows.size() > 1) {
      return new Claims(known, List.of(), List.of(several(rows)));
    }
    State actual = rows.isEmpty() ? State.NOTHING : State.of(rows.getFirst());
    if (!actual.isDirty()) {
      String row = rows.isEmpty() ? null : rows.getFirst().get(2);
      return new Claims(claims(actual.version(), row, sources, history), unknown(actual.version(), sources, history));
    }
    return actual.equals(State.of(keys(history), Half.in(history)))
        ? new Claims(known, List.of())
        : new Claims(known, List.of(), List.of(dirty(actual.version(), sources, history)));
  }

  private static Set<String> keys(History history) {
    return history.applied().stream().map(JournalEntry::key).collect(Collectors.toSet());
  }

  /**
   * The row is compared with the one that the journal would have written. golang-migrate runs nothing below the version at which it
   * finds the database, so what the journal says of those stays true: a migration that was passed over there is pending still.
   */
  private static List<Claim> claims(BigInteger version, @Nullable String row, Sources sources, History history) {
    BigInteger before = State.of(keys(history), List.of()).version();
    Set<String> begun = Half.in(history).stream().filter(half -> half.direction() == Direction.UP).map(Half::key)
        .collect(Collectors.toSet());
    List<Claim> claims = new ArrayList<>();
    NumericVersion.all(sources.set().migrations()).forEach((number, migration) -> {
      boolean isBegun = begun.contains(migration.id().key());
      boolean isReached = number.compareTo(version) <= 0;
      if (isReached && (isBegun || number.compareTo(before) > 0 || history.standing(migration.id()).isApplied())) {
        claims.add(Claim.applied(migration, number.equals(version) ? row : null));
      } else if (!isReached && isBegun && history.mirrored().isPresent()) {
        // the mirror had left the row dirty: somebody cleaned up, and said so with "migrate force"
        claims.add(Claim.applied(migration, null).with(Claim.Status.REVERTED));
      }
    });
    return claims;
  }

  private static List<String> unknown(BigInteger version, Sources sources, History history) {
    boolean isKnown = version.equals(State.NO_VERSION)
        || NumericVersion.all(sources.set().migrations()).containsKey(version)
        || history.standing(version.toString()).isApplied();
    return isKnown ? List.of() : List.of(version.toString());
  }

  private static Problem several(List<List<@Nullable String>> rows) {
    String versions = rows.stream().map(row -> State.of(row).version().toString()).collect(Collectors.joining(", "));
    return Problem.of(ProblemCode.JOURNAL,
        "golang-migrate's table holds " + rows.size() + " rows (" + versions + "), where that tool keeps one")
        .state("nothing was changed")
        .remedy("say at which version the database is, as with: migrate force " + State.of(rows.getLast()).version());
  }

  private static Problem dirty(BigInteger version, Sources sources, History history) {
    NavigableMap<BigInteger, Migration> versions = NumericVersion.all(sources.set().migrations());
    Set<BigInteger> possible = new TreeSet<>();
    possible.add(version);
    possible.add(Objects.requireNonNullElse(versions.lowerKey(version), State.NO_VERSION));
    if (versions.higherKey(version) != null) {
      possible.add(versions.higherKey(version));
    }
    String where = version.equals(State.NO_VERSION) ? "before the first version" : "at version " + version;
    Problem problem = Problem.of(ProblemCode.PARTLY_APPLIED, "golang-migrate's table is dirty " + where
        + ": the migration that leads there failed, from below or from above, or it is running")
        .state("nothing was changed")
        .remedy(
            "look what of it is in effect, finish or undo that by hand, say at which version the database then is, with "
                + possible.stream().map(GolangMigrateTable::force).collect(Collectors.joining(" or "))
                + ", and run this again"
                + (history.mirrored().isPresent() ? "; or, if that table is not wanted any more: " + DETACHING : ""));
    return versions.containsKey(version)
        ? problem.inFile(versions.get(version).file())
        : problem;
  }

  private static String force(BigInteger version) {
    return "migrate force " + (version.signum() < 0 ? "-- " : "") + version;
  }

  @Override
  public List<String> ddl(PeerTable table) {
    return List.of("CREATE TABLE " + table.quoted()
        + " (version pg_catalog.int8 NOT NULL PRIMARY KEY, dirty pg_catalog.bool NOT NULL)");
  }

  @Override
  public List<String> following(PeerTable table, Change change) {
    return writing(table, State.of(change.keys(), change.halves()));
  }

  /**
   * golang-migrate says TRUNCATE where this says DELETE. What is left is the same, but TRUNCATE needs a right that the role may not have,
   * and would lock out {@code migrate version} and every dump until the migration commits.
   */
  private static List<String> writing(PeerTable table, State state) {
    List<String> commands = new ArrayList<>();
    commands.add("DELETE FROM " + table.quoted());
    if (!state.equals(State.NOTHING)) {
      commands.add(Demand.one("INSERT INTO " + table.quoted() + " (version, dirty) VALUES (" + state.version() + ", "
          + state.isDirty() + ")", "'" + state.version() + "'", "written", table.tool()));
    }
    return commands;
  }

  @Override
  public Optional<String> holding(PeerTable table, Change change) {
    State state = State.of(change.keys(), change.halves());
    String rows = "(SELECT pg_catalog.count(*) FROM " + table.quoted();
    return Optional.of(state.equals(State.NOTHING)
        ? rows + ") OPERATOR(pg_catalog.=) 0"
        : rows + ") OPERATOR(pg_catalog.=) 1 AND " + rows + " WHERE version OPERATOR(pg_catalog.=) " + state.version()
            + " AND dirty OPERATOR(pg_catalog.=) " + state.isDirty() + ") OPERATOR(pg_catalog.=) 1");
  }

  @Override
  public List<String> settling(PeerTable table, List<Migration> applied) {
    Set<String> keys = applied.stream().map(migration -> migration.id().key()).collect(Collectors.toSet());
    return writing(table, State.of(keys, List.of()));
  }

  @Override
  public List<Problem> unsayable(Sources sources, History history) {
    List<Problem> problems = new ArrayList<>();
    BigInteger highest = State.of(keys(history), List.of()).version();
    NumericVersion.all(sources.set().migrations()).headMap(highest, false).values().stream()
        .filter(migration -> !history.standing(migration.id()).isApplied())
        .forEach(migration -> problems.add(passedOver(migration, highest)));
    history.applied().stream().filter(entry -> sources.byKey(entry.key()).isEmpty())
        .forEach(entry -> problems.add(withoutFile(entry)));
    return problems;
  }

  private static Problem passedOver(Migration migration, BigInteger highest) {
    return Problem.of(ProblemCode.OUT_OF_ORDER, "is pending, and golang-migrate would take it for applied: it keeps "
        + "one version, and takes everything up to " + highest + " for applied")
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("apply it first with: whimbrel up --out-of-order; or give it a version after " + highest
            + "; or, if its effects are there: whimbrel resolve " + migration.id() + " --as applied");
  }

  private static Problem withoutFile(JournalEntry entry) {
    return Problem
        .of(ProblemCode.MISSING, "version " + entry.version() + " is applied, and the directory has no file of "
            + "it: golang-migrate would not find its way from there")
        .state("nothing was changed")
        .remedy("restore the file; or, if its effects are gone from the database: whimbrel resolve " + entry.version()
            + " --as reverted");
  }

  /** Opened by a URL, golang-migrate takes the path of the URL for the name of the database, slash and all. */
  @Override
  public List<ForeignLock> locks(PeerTable table, Identity identity) {
    String schema = table.schema().name();
    String name = table.name().name();
    return List.of(lock(schema, name, "/" + identity.database()), lock(schema, name, identity.database()));
  }

  private static ForeignLock lock(String... names) {
    return new ForeignLock.Key(Tool.GOLANG_MIGRATE.label(), key(names));
  }

  /** Of the schema, the table and, last, the database. */
  static long key(String... names) {
    CRC32 crc = new CRC32();
    crc.update(String.join("\0", names).getBytes(StandardCharsets.UTF_8));
    return crc.getValue() * FACTOR & 0xFFFF_FFFFL;
  }
}
