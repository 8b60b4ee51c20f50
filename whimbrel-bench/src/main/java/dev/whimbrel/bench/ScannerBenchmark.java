package dev.whimbrel.bench;

import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
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

/** A megabyte of text divided into statements. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ScannerBenchmark {
  @Param
  Text text = Text.DDL;

  private Source source = Source.ofText("empty.sql", "");

  /** Before anything is measured. */
  @Setup
  public void read() {
    source = text.megabyte();
  }

  /** What {@code up} does with every file. */
  @Benchmark
  public List<Statement> scan() {
    return SqlScanner.scan(source, Lexicon.standard()).orThrow();
  }
}
