package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Containers of several services that start at once on an empty database. */
@ExtendWith(FreshDatabases.class)
class AsServicesTest {
  private static final Path BACKEND = Seed.SHARED_AI.original().resolve("backend");

  @Test
  void tablesThatAnotherServiceMakesAtTheSameMomentAreUsed(TestDatabase database) throws Exception {
    Prompt prompt = Prompt.in(BACKEND).on(database);
    try (Connection other = database.connect(); ExecutorService pool = Executors.newSingleThreadExecutor()) {
      other.setAutoCommit(false);
      other.createStatement()
          .execute(Files.readString(Seed.SHARED_AI.original().resolve("tracking_tables.sql")));
      Future<Said> up = pool.submit(() -> prompt.type("as services -service=ai-svc -action=up"));
      awaitWaiting(database, up);
      other.commit();

      assertThat(up.get(60, TimeUnit.SECONDS).fine())
          .endsWith("[ai-svc-migrations] All migrations completed successfully\n");
    }
    assertThat(database.query("SELECT service, version FROM schema_versions"))
        .isEqualTo(List.of(List.of("ai-svc", "2")));
  }

  @Test
  void allOfThemAtOnce(TestDatabase database) throws Exception {
    Prompt prompt = Prompt.in(BACKEND).on(database);
    List<Callable<Said>> containers = List.of("discovery-svc", "ai-svc", "chat-svc", "ai-svc").stream()
        .<Callable<Said>>map(service -> () -> prompt.type("as services -service=" + service + " -action=up")).toList();
    try (ExecutorService pool = Executors.newFixedThreadPool(containers.size())) {
      for (Future<Said> said : pool.invokeAll(containers)) {
        assertThat(said.get().exitCode()).as(said.get().err()).isZero();
      }
    }
    assertThat(database.query("SELECT service, version FROM schema_versions ORDER BY service")).isEqualTo(
        List.of(List.of("ai-svc", "2"), List.of("chat-svc", "3"), List.of("discovery-svc", "12")));
    assertThat(database.value("SELECT count(*) FROM migration_records")).isEqualTo("17");
  }

  private static void awaitWaiting(TestDatabase database, Future<?> run) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while ("0".equals(database.value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))) {
      assertThat(run.isDone()).as("the run waits for the other's tables").isFalse();
      assertThat(System.nanoTime()).as("waiting for a run that waits for a lock").isLessThan(end);
    }
  }
}
