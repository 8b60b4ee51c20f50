package dev.whimbrel.bench;

import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenDigest;
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

/** The checksum over the tokens of a megabyte. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ChecksumBenchmark {
  @Param
  Text text = Text.DDL;

  private List<Statement> statements = List.of();

  /** Before anything is measured. */
  @Setup
  public void scan() {
    statements = text.statements();
  }

  /** What comes after the division into statements. */
  @Benchmark
  public String tokens() {
    return TokenDigest.of(statements);
  }
}
