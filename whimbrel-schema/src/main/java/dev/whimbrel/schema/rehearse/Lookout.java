package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.resource.Resource;
import dev.whimbrel.sql.Identifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches a statement that commits by itself from a second session. On a small shadow such a statement is over before anybody can look: so
 * the second session holds locks on the tables that it names, from a weak one to one that only statements of the same kind conflict with, and lets go of
 * the strongest that is left each time the statement waits for it and has been seen. What it takes while it waits for nobody is not seen.
 */
final class Lookout {
  private static final int MOST_HELD = 1000;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_$]+");
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final String LOCKS = Resource.query(Lookout.class, "locks_of.sql");
  private static final List<String> HELD = List.of("ACCESS SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE");

  private final Database second;
  private final int watched;
  private final Map<String, LockMode> seen = new HashMap<>();
  private int levels;

  private Lookout(Database second, int watched) {
    this.second = second;
    this.watched = watched;
  }

  /** What became of a statement, and the locks that it had or asked for. */
  record Sighting(@Nullable ServerFailure failure, Map<String, LockMode> locks) {}

  /**
   * Runs a statement and watches it.
   *
   * @param second another session of the same database
   * @param watched the process of the session in which it runs
   * @param catalog what is there
   * @param text of the statement
   */
  static Sighting watch(Database second, int watched, Catalog catalog, String text,
      Supplier<@Nullable ServerFailure> statement) {
    Lookout lookout = new Lookout(second, watched);
    try {
      lookout.hold(concerned(catalog, text));
      return lookout.watched(statement);
    } finally {
      lookout.letGoOfAll();
    }
  }

  /** Nobody goes on while the statement still runs: its session would be closed under it. */
  private Sighting watched(Supplier<@Nullable ServerFailure> statement) {
    CompletableFuture<@Nullable ServerFailure> running = CompletableFuture.supplyAsync(statement,
        Thread.ofVirtual()::start);
    try {
      while (!running.isDone()) {
        look();
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return new Sighting(running.join(), Map.copyOf(seen));
    } catch (WhimbrelException e) {
      try {
        letGoOfAll();
      } finally {
        running.handle((ended, failure) -> ended).join();
      }
      throw e;
    }
  }

  /** The tables that are named, or of which an index is: a server has room for some thousands of locks, and schemas are larger. */
  private static List<Catalog.Relation> concerned(Catalog catalog, String text) {
    Set<String> words = Set
        .of(BETWEEN_WORDS.splitAsStream(text.toLowerCase(Locale.ROOT)).distinct().toArray(String[]::new));
    List<Catalog.Relation> named = catalog.relations().values().stream()
        .filter(one -> one.isTable() || one.isIndex())
        .filter(one -> BETWEEN_WORDS.splitAsStream(one.name().toLowerCase(Locale.ROOT)).allMatch(words::contains))
        .map(catalog::tableOf)
        .filter(Catalog.Relation::isTable).distinct().toList();
    return named.isEmpty()
        ? catalog.relations().values().stream().filter(Catalog.Relation::isTable).limit(MOST_HELD).toList()
        : named.subList(0, Math.min(MOST_HELD, named.size()));
  }

  private void hold(List<Catalog.Relation> held) {
    List<String> tables = held.stream()
        .map(one -> new Identifier(one.schema()).quoted() + "." + new Identifier(one.name()).quoted()).toList();
    StringBuilder commands = new StringBuilder("BEGIN");
    for (String mode : HELD) {
      commands.append(";\nSAVEPOINT ").append(savepoint(levels++));
      tables.forEach(table -> commands.append(";\nLOCK TABLE ONLY ").append(table).append(" IN ").append(mode)
          .append(" MODE"));
    }
    run(commands.toString());
  }

  private static String savepoint(int level) {
    return "whimbrel_" + level;
  }

  private void look() {
    if (levels == 0) {
      return;
    }
    List<List<@Nullable String>> rows = Asked.of(second, LOCKS.replace("$1", String.valueOf(watched))).rows(0);
    if (rows.stream().noneMatch(row -> "f".equals(row.get(2)))) {
      return;
    }
    for (List<@Nullable String> row : rows) {
      String relation = row.get(0);
      if (relation != null) {
        seen.merge(relation, LockMode.of(Objects.requireNonNull(row.get(1))), Probe::stronger);
      }
    }
    letGo();
  }

  private void letGo() {
    levels--;
    run(levels == 0 ? "ROLLBACK" : "ROLLBACK TO " + savepoint(levels));
  }

  private void letGoOfAll() {
    if (levels > 0) {
      levels = 0;
      Asked.anyway(second, "ROLLBACK");
    }
  }

  private void run(String sql) {
    Asked.of(second, sql);
  }
}
