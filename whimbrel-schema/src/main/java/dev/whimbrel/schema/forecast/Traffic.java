package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Load.Rate;
import dev.whimbrel.schema.forecast.Mention.Access;
import dev.whimbrel.schema.forecast.Queries.Query;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.sql.TableName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts, for each relation, the queries that name it or what stands for it. */
final class Traffic {
  /** An average over less says nothing. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** Rows are counted all the time, also those that somebody loads before the first user comes. */
  private static final Duration SHORTEST_OF_ROWS = Duration.ofHours(1);

  /** Where more of the calls are hidden than this, what is counted of tables says more. */
  private static final double MOST_UNSEEN = 0.5;

  private final Statistics statistics;
  private final Map<String, Named> byOid = new HashMap<>();
  private final Map<String, List<Named>> byName = new HashMap<>();
  private final Map<String, Set<String>> concerned = new HashMap<>();

  Traffic(Statistics statistics, List<Named> relations) {
    this.statistics = statistics;
    relations.forEach(relation -> {
      byOid.put(relation.oid(), relation);
      byName.computeIfAbsent(relation.relation().name(), none -> new ArrayList<>()).add(relation);
    });
  }

  /** What a query has to say to mean a relation. */
  enum Visibility {
    BY_NAME, WITH_SCHEMA
  }

  /**
   * What a query can name.
   *
   * @param visibility for the role that looks
   * @param changed how many rows of it were
   */
  record Named(String oid, Relation relation, Visibility visibility, long changed) {}

  /**
   * What the server has room for.
   *
   * @param connections how many sessions there can be
   * @param rowsOver for how long rows have been counted, or null if that is not known
   */
  record Room(long connections, @Nullable Duration rowsOver) {}

  /** How often, since the server counts. */
  private static final class Count {
    private long reads;
    private long writes;

    private void add(Access access, long times) {
      switch (access) {
        case READ -> reads += times;
        case WRITE -> writes += times;
      }
    }

    private Rate over(Duration time) {
      return new Rate((double) reads / time.toSeconds(), (double) writes / time.toSeconds());
    }
  }

  /** Says that who names the first concerns the second as well, by their oids. */
  void concerns(String oid, String other) {
    concerned.computeIfAbsent(oid, none -> new HashSet<>()).add(other);
  }

  /** The best that can be known. */
  Load load(Queries queries, Room room) {
    Optional<Load.Calls> calls = calls(queries, room.connections());
    Optional<Load.Rows> rows = rows(room.rowsOver());
    if (calls.isPresent() && (calls.get().unseen() <= MOST_UNSEEN || rows.isEmpty())) {
      return calls.get();
    }
    return rows.isPresent() ? rows.get() : Load.Unknown.notCounted();
  }

  private Optional<Load.Calls> calls(Queries queries, long connections) {
    Duration over = queries.over();
    if (over == null || over.compareTo(SHORTEST) < 0) {
      return Optional.empty();
    }
    Map<String, Count> counts = new HashMap<>();
    long unseen = queries.hidden();
    long all = queries.hidden();
    for (Query query : queries.queries()) {
      all += query.calls();
      unseen += count(query, counts) ? 0 : query.calls();
    }
    return Optional.of(new Load.Calls(rates(counts, over), over, all == 0 ? 0 : (double) unseen / all, connections));
  }

  /** A call counts once for each relation, and as a write if it is one. Whether all is known that the query names. */
  private boolean count(Query query, Map<String, Count> counts) {
    Optional<Set<Mention>> mentions = MentionReader.read(query.text());
    if (mentions.isEmpty()) {
      return false;
    }
    boolean isClear = true;
    Map<String, Access> accesses = new HashMap<>();
    for (Mention mention : mentions.get()) {
      Optional<Named> named = named(mention.name());
      named.ifPresent(
          one -> reached(one.oid()).forEach(oid -> accesses.merge(oid, mention.access(), Traffic::stronger)));
      isClear &= named.isPresent() || !isAmbiguous(mention.name());
    }
    accesses.forEach((oid, access) -> counts.computeIfAbsent(oid, none -> new Count()).add(access, query.calls()));
    return isClear;
  }

  private static Access stronger(Access one, Access other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * Which one is meant. Without a schema it is the one that this session would find: which others would find, nobody tells; and if it finds
   * none, the only one of that name.
   */
  private Optional<Named> named(TableName name) {
    List<Named> all = byName.getOrDefault(name.table().name(), List.of());
    if (name.schema() != null) {
      String schema = name.schema().name();
      return all.stream().filter(one -> one.relation().schema().equals(schema)).findFirst();
    }
    Optional<Named> visible = all.stream().filter(one -> one.visibility() == Visibility.BY_NAME).findFirst();
    return visible.isPresent() || all.size() != 1 ? visible : Optional.of(all.getFirst());
  }

  private boolean isAmbiguous(TableName name) {
    return name.schema() == null && byName.getOrDefault(name.table().name(), List.of()).size() > 1;
  }

  /** Itself and all that it concerns. */
  private Set<String> reached(String oid) {
    Set<String> reached = new HashSet<>();
    Deque<String> left = new ArrayDeque<>(List.of(oid));
    while (!left.isEmpty()) {
      String one = left.pop();
      if (reached.add(one)) {
        left.addAll(concerned.getOrDefault(one, Set.of()));
      }
    }
    return reached;
  }

  private Optional<Load.Rows> rows(@Nullable Duration over) {
    if (over == null || over.compareTo(SHORTEST_OF_ROWS) < 0) {
      return Optional.empty();
    }
    Map<String, Count> counts = new HashMap<>();
    byOid.forEach((oid, named) -> {
      Count count = new Count();
      count.reads = statistics.of(named.relation()).map(size -> Math.max(0, size.scans())).orElse(0L);
      count.writes = reached(oid).stream().flatMap(one -> Optional.ofNullable(byOid.get(one)).stream())
          .mapToLong(Named::changed).sum();
      counts.put(oid, count);
    });
    return Optional.of(new Load.Rows(rates(counts, over), over));
  }

  private Map<Relation, Rate> rates(Map<String, Count> counts, Duration over) {
    Map<Relation, Rate> rates = new HashMap<>();
    counts.forEach((oid, count) -> {
      Named named = byOid.get(oid);
      if (named != null && count.reads + count.writes > 0) {
        rates.put(named.relation(), count.over(over));
      }
    });
    return rates;
  }
}
