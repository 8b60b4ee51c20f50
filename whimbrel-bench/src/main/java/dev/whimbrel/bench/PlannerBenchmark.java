package dev.whimbrel.bench;

import dev.whimbrel.history.History;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A plan for a directory and a history. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlannerBenchmark {
  /** How much of the directory is applied. */
  public enum Applied {
    NOTHING, ALL
  }

  @Param({"100", "1000", "10000"})
  int migrations;

  @Param
  Applied applied = Applied.NOTHING;

  private MigrationSet set = new MigrationSet(List.of());
  private History history = History.empty();

  /** Before anything is measured. */
  @Setup
  public void read() {
    set = Directory.migrations(migrations);
    history = Directory.history(set, applied == Applied.ALL ? migrations : 0);
  }

  /** All that is pending. */
  @Benchmark
  public Plan latest() {
    return Planner.plan(set, history, new Goal.Latest(), Policy.strict()).orThrow();
  }

  /** What each row says, put together. */
  @Benchmark
  public History history() {
    return History.of(history.entries());
  }
}
