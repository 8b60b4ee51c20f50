package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.sql.Identifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a statement that commits by itself from a second session. On a small shadow such a statement is over before anybody can look: so
 * the second session holds locks on every table, from a weak one to one that only statements of the same kind conflict with, and lets go of
 * the strongest that is left each time the statement waits for it and has been seen. What it takes while it waits for nobody is not seen.
 */
final class Lookout {
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final String LOCKS = CatalogReader.resource("locks_of.sql");
  private static final List<String> HELD = List.of("ACCESS SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE");

  private final Database second;
  private final int watched;
  private final Map<String, LockMode> seen = new HashMap<>();
  private int held;

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
   */
  static Sighting watch(Database second, int watched, Catalog catalog, Supplier<@Nullable ServerFailure> statement) {
    Lookout lookout = new Lookout(second, watched);
    lookout.hold(catalog);
    CompletableFuture<@Nullable ServerFailure> running = CompletableFuture.supplyAsync(statement,
        Thread.ofVirtual()::start);
    try {
      while (!running.isDone()) {
        lookout.look();
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return new Sighting(running.join(), Map.copyOf(lookout.seen));
    } finally {
      lookout.letGoOfAll();
    }
  }

  private void hold(Catalog catalog) {
    List<String> tables = catalog.relations().values().stream().filter(Catalog.Relation::isTable)
        .map(one -> new Identifier(one.schema()).quoted() + "." + new Identifier(one.name()).quoted()).toList();
    StringBuilder commands = new StringBuilder("BEGIN");
    for (String mode : HELD) {
      commands.append(";\nSAVEPOINT ").append(savepoint(held++));
      tables.forEach(table -> commands.append(";\nLOCK TABLE ONLY ").append(table).append(" IN ").append(mode)
          .append(" MODE"));
    }
    run(commands.toString());
  }

  private static String savepoint(int level) {
    return "whimbrel_" + level;
  }

  private void look() {
    if (held == 0) {
      return;
    }
    List<List<@Nullable String>> rows = second.query(LOCKS.replace("$1", String.valueOf(watched)));
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
    held--;
    run(held == 0 ? "ROLLBACK" : "ROLLBACK TO " + savepoint(held));
  }

  private void letGoOfAll() {
    if (held > 0) {
      held = 0;
      run("ROLLBACK");
    }
  }

  private void run(String sql) {
    ServerFailure failure = second.send(sql).failure();
    if (failure != null) {
      throw new IllegalStateException(failure.error().message());
    }
  }
}
