package dev.whimbrel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Simulations by the hundred; how many, and from which seed, is told by {@code simulation.runs} and {@code simulation.seed}. With
 * {@code simulation.repeat} each is played so often: two runs at once do not meet in the same way every time.
 */
@ExtendWith(FreshDatabases.class)
class SimulationTest {
  /** They mostly wait. */
  private static final int AT_ONCE = 10;

  private static final int RUNS = Integer.getInteger("simulation.runs", 100);
  private static final long SEED = Long.getLong("simulation.seed", 1);
  private static final int REPEAT = Integer.getInteger("simulation.repeat", 1);
  private static final int MOST_SHOWN = 10;
  private static final int BLOCK = 5;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void seededRunsConvergeAndTellTheTruth(TestDatabase server) throws Exception {
    List<Long> seeds = new ArrayList<>();
    for (long seed = SEED; seed < SEED + RUNS; seed++) {
      seeds.addAll(Collections.nCopies(REPEAT, seed));
    }
    long start = System.nanoTime();
    List<String> violations = Collections.synchronizedList(new ArrayList<>());
    int faults = play(server, seeds, violations);
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    System.out.printf(Locale.ROOT, "%d simulations with %d faults in %.1f s, %.1f each second, %d violations%n",
        seeds.size(), faults, seconds, seeds.size() / seconds, violations.size());
    assertThat(violations.stream().limit(MOST_SHOWN)).as("%d violations", violations.size()).isEmpty();
    assertThat(faults).isPositive();
  }

  /** Gives the number of things that went wrong. */
  private static int play(TestDatabase server, List<Long> seeds, List<String> violations) throws Exception {
    AtomicInteger faults = new AtomicInteger();
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(AT_ONCE)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 1; i <= Math.min(AT_ONCE, seeds.size()); i++) {
        String name = server.name() + "_" + i;
        futures.add(players.submit(() -> {
          try (Arena arena = new Arena(server, name, timer)) {
            Simulation simulation = new Simulation(arena);
            for (int from = next.getAndAdd(BLOCK); from < seeds.size(); from = next.getAndAdd(BLOCK)) {
              for (long seed : seeds.subList(from, Math.min(from + BLOCK, seeds.size()))) {
                simulation.play(Script.of(seed)).ifPresent(violations::add);
              }
            }
            faults.addAndGet(simulation.faults());
          }
        }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
    return faults.get();
  }
}
