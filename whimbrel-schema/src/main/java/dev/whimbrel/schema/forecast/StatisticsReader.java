package dev.whimbrel.schema.forecast;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.schema.resource.Resource;
import dev.whimbrel.sql.Identifier;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database how large things are, what is asked of it, and how often. It changes nothing, also in a transaction that is
 * read-only, and opens no relation that somebody has locked.
 */
public final class StatisticsReader {
  private static final String SIZES = Resource.query(StatisticsReader.class, "sizes.sql");
  private static final String TRANSACTIONS = Resource.query(StatisticsReader.class, "transactions.sql");
  private static final String RECORDER = Resource.query(StatisticsReader.class, "recorder.sql");
  private static final String LAST_USE = Resource.query(StatisticsReader.class, "last-use.sql");
  private static final String QUERIES = Resource.query(StatisticsReader.class, "queries.sql");
  private static final String COUNTING = Resource.query(StatisticsReader.class, "counting.sql");
  private static final String ROOM = Resource.query(StatisticsReader.class, "room.sql");
  private static final String NAMED = Resource.query(StatisticsReader.class, "named.sql");
  private static final String CONCERNED = Resource.query(StatisticsReader.class, "concerned.sql");

  /** From this version up a server knows when a relation was last read. */
  private static final int LAST_USE_SINCE = 16;
  /** What ends sooner keeps nobody waiting for long. */
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String NONE = "0";
  private static final String NO_SIZES = "the sizes of tables cannot be read";
  private static final String NO_LOAD = "how busy tables are cannot be read";
  private static final String NO_QUERIES = "the queries of pg_stat_statements cannot be read";

  private StatisticsReader() {}

  /**
   * A relation as it lies there.
   *
   * @param kind as in {@code pg_class}
   * @param table of an index, the oid of its table, otherwise 0
   * @param parent of a partition, the oid of what it is part of, otherwise 0
   */
  private record File(String oid, Relation relation, String kind, Size size, String table, String parent) {
    boolean isIndex() {
      return kind.equals("i") || kind.equals("I");
    }
  }

  /**
   * How large tables, materialized views and indexes are, and which transactions have been open for a minute: one message.
   *
   * @throws WhimbrelException if the server refuses to tell
   */
  public static Statistics statistics(Database database) {
    return statistics(database, LONG);
  }

  /**
   * The same.
   *
   * @param age of the transactions that count, at least
   */
  static Statistics statistics(Database database, Duration age) {
    boolean dated = major(database) >= LAST_USE_SINCE;
    String asked = SIZES + ";\n" + TRANSACTIONS.formatted(age.toSeconds());
    Answer answer = sent(database, dated ? asked + ";\n" + LAST_USE : asked, NO_SIZES);
    Map<String, Instant> lastUse = new HashMap<>();
    if (dated) {
      answer.rows(2).forEach(row -> lastUse.put(text(row, 0), Instant.ofEpochMilli(number(row, 1))));
    }
    return new Statistics(sizes(answer.rows(0).stream().map(row -> file(row, lastUse)).toList()),
        OpenTransactions.of(answer.rows(1)));
  }

  /**
   * What is asked of it, where {@code pg_stat_statements} is there and may be read: two messages.
   *
   * @throws WhimbrelException if the server refuses to tell
   */
  public static Queries queries(Database database) {
    List<List<@Nullable String>> recorder = sent(database, RECORDER, NO_QUERIES).rows(0);
    if (recorder.isEmpty()) {
      return Queries.unknown();
    }
    String schema = new Identifier(text(recorder.getFirst(), 0)).quoted();
    boolean dated = text(recorder.getFirst(), 1).equals("true");
    Answer answer = sent(database, (dated ? QUERIES + ";\n" + COUNTING : QUERIES).formatted(schema, schema),
        NO_QUERIES);
    List<List<@Nullable String>> rows = answer.rows(0);
    List<Queries.Query> queries = rows.stream().filter(row -> row.get(0) != null)
        .map(row -> new Queries.Query(text(row, 0), number(row, 1))).toList();
    long all = rows.isEmpty() ? 0 : number(rows.getFirst(), 2);
    return new Queries(Queries.Known.RECORDED, queries, all - queries.stream().mapToLong(Queries.Query::calls).sum(),
        dated ? seconds(answer.rows(1).getFirst(), 0) : null);
  }

  /**
   * How busy its tables are: four messages at most. Nothing stops for want of it: if the server refuses to tell, it is not known.
   *
   * @param statistics of the same database
   */
  public static Load load(Database database, Statistics statistics) {
    try {
      return traffic(database, statistics).load(queries(database), room(database));
    } catch (WhimbrelException e) {
      ServerError error = e.problems().getFirst().server();
      return new Load.Unknown("the server refuses to tell" + (error == null ? "" : ": " + error.message()));
    }
  }

  /** What a query of it can mean. */
  static Traffic traffic(Database database, Statistics statistics) {
    Answer answer = sent(database, NAMED + ";\n" + CONCERNED, NO_LOAD);
    Traffic traffic = new Traffic(statistics,
        answer.rows(0).stream().map(row -> new Traffic.Named(text(row, 0), new Relation(text(row, 1), text(row, 2)),
            text(row, 3).equals("true") ? Traffic.Visibility.BY_NAME : Traffic.Visibility.WITH_SCHEMA,
            number(row, 4))).toList());
    answer.rows(1).forEach(row -> traffic.concerns(text(row, 0), text(row, 1)));
    return traffic;
  }

  static Traffic.Room room(Database database) {
    List<@Nullable String> row = sent(database, ROOM, NO_LOAD).rows(0).getFirst();
    return new Traffic.Room(number(row, 0), seconds(row, 1));
  }

  private static @Nullable Duration seconds(List<@Nullable String> row, int index) {
    return row.get(index) == null ? null : Duration.ofSeconds(number(row, index));
  }

  private static File file(List<@Nullable String> row, Map<String, Instant> lastUse) {
    long pages = number(row, 5);
    long block = number(row, 8);
    String toast = row.get(7);
    long own = row.get(6) == null ? pages * block : number(row, 6);
    Size size = new Size(rows(Double.parseDouble(text(row, 4)), pages, own / block),
        own + (toast == null ? 0 : Long.parseLong(toast)), number(row, 9), lastUse.get(text(row, 0)));
    return new File(text(row, 0), new Relation(text(row, 1), text(row, 2)), text(row, 3), size, text(row, 10),
        text(row, 11));
  }

  /** As the planner counts them: as dense as when the server looked, in as many pages as there are now. */
  private static long rows(double then, long pagesThen, long pages) {
    if (pages == 0) {
      return 0;
    }
    if (then < 0) {
      return -1;
    }
    return Math.round(pagesThen <= 0 ? then : then / pagesThen * pages);
  }

  private static Map<Relation, Size> sizes(List<File> files) {
    Map<String, File> byOid = new HashMap<>();
    files.forEach(file -> byOid.put(file.oid(), file));
    Map<String, Size> sizes = new HashMap<>();
    for (File file : files) {
      if (file.isIndex()) {
        add(sizes, byOid, file.table(), file.size(), Size::readLike);
      }
      add(sizes, byOid, file.oid(), file.size(), Size::plus);
    }
    Map<Relation, Size> named = new HashMap<>();
    sizes.forEach((oid, size) -> named.put(Objects.requireNonNull(byOid.get(oid)).relation(), size));
    return named;
  }

  /** How something is added to what is known of a relation. */
  private interface Addition {
    Size of(Size known, Size more);
  }

  /** To a relation and all that it is part of. */
  private static void add(Map<String, Size> sizes, Map<String, File> byOid, String oid, Size more, Addition addition) {
    @Nullable
    File file = byOid.get(oid);
    while (file != null) {
      sizes.put(file.oid(), addition.of(sizes.getOrDefault(file.oid(), new Size(0, 0, 0)), more));
      file = file.parent().equals(NONE) ? null : partitioned(byOid.get(file.parent()));
    }
  }

  /** A table with children that is no partitioned one has rows of its own, and theirs are not its. */
  private static @Nullable File partitioned(@Nullable File parent) {
    return parent != null && (parent.kind().equals("p") || parent.kind().equals("I")) ? parent : null;
  }

  private static int major(Database database) {
    return switch (database.dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    };
  }

  private static Answer sent(Database database, String sql, String refusal) {
    Answer answer = database.send(sql);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.DATABASE_ERROR, refusal).server(failure.error()), null);
    }
    return answer;
  }

  private static long number(List<@Nullable String> row, int index) {
    return Long.parseLong(text(row, index));
  }

  private static String text(List<@Nullable String> row, int index) {
    return Objects.requireNonNull(row.get(index));
  }
}
