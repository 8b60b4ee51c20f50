package dev.whimbrel.schema.queries;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.rehearse.Observation.Change;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import dev.whimbrel.schema.rehearse.Rehearsal;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tries queries after each statement of a rehearsal that could concern them. For one rehearsal, which may begin anew. */
public final class QueryWatch implements Rehearsal.Witness {
  private final List<Query> queries;
  private final List<Harm> harms = new ArrayList<>();
  private String path = "";
  private List<Answered> first = List.of();
  private List<Answered> before = List.of();

  /** For these queries. */
  public QueryWatch(List<Query> queries) {
    this.queries = List.copyOf(queries);
  }

  /** What a statement does to a query. */
  public sealed interface Harm {
    Rehearsed by();

    Query query();

    /**
     * It cannot be run any more.
     *
     * @param message what the server says
     */
    record Broken(Rehearsed by, Query query, String message) implements Harm {}

    /**
     * It found rows by an index, and reads whole tables now.
     *
     * @param tables with their schemas
     */
    record Slower(Rehearsed by, Query query, Set<String> tables) implements Harm {}

    /**
     * Its values are taken for something else.
     *
     * @param before the types of its values, divided by commas
     */
    record Shifted(Rehearsed by, Query query, String before, String after) implements Harm {}
  }

  /**
   * A query of which nothing is known.
   *
   * @param message what the server says
   */
  public record Unknown(Query query, String message) {}

  /** What was done to them, in the order of the statements: of several attempts, in the one of which this is the report. */
  public List<Harm> harms(Rehearsal.Report report) {
    Set<Rehearsed> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.addAll(report.statements());
    return harms.stream().filter(harm -> seen.contains(harm.by())).toList();
  }

  /** Those that did not run before the first statement either: nothing is known of them. */
  public List<Unknown> unknown() {
    List<Unknown> unknown = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      if (first.get(i) instanceof Answered.Fails fails) {
        unknown.add(new Unknown(queries.get(i), fails.message()));
      }
    }
    return unknown;
  }

  @Override
  public void begin(Database database) {
    path = QueryTrial.searchPath(database);
    before = QueryTrial.of(database, path, queries);
    first = before;
  }

  @Override
  public void after(Rehearsed rehearsed, Database database) {
    if (queries.isEmpty() || !(rehearsed.outcome() instanceof Rehearsed.Outcome.Ran ran)
        || ran.observation().changes().stream().noneMatch(QueryWatch::matters)) {
      return;
    }
    List<Answered> now = QueryTrial.of(database, path, queries);
    for (int i = 0; i < now.size(); i++) {
      compare(rehearsed, queries.get(i), before.get(i), now.get(i));
    }
    before = now;
  }

  /** What is only new breaks nothing, unless it takes the place of something on the search path. */
  private static boolean matters(Change change) {
    return change.what() != What.CREATED
        || Set.of("function", "table", "view", "type", "enum", "domain", "column", "rule",
            "index").contains(change.kind());
  }

  private void compare(Rehearsed by, Query query, Answered was, Answered is) {
    if (!(was instanceof Answered.Works worked)) {
      return;
    }
    switch (is) {
      case Answered.Fails fails -> harms.add(new Harm.Broken(by, query, fails.message()));
      case Answered.Unplanned unplanned -> {
      }
      case Answered.Works works -> {
        Set<String> lost = new TreeSet<>(worked.indexed());
        lost.removeAll(works.indexed());
        if (!lost.isEmpty()) {
          harms.add(new Harm.Slower(by, query, lost));
        }
        if (!worked.types().equals(works.types())) {
          harms.add(new Harm.Shifted(by, query, worked.types(), works.types()));
        }
      }
    }
  }
}
