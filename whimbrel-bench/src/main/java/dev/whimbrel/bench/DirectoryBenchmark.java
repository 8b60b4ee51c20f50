package dev.whimbrel.bench;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A directory in memory becomes migrations: divided into statements, judged, with their checksums. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DirectoryBenchmark {
  @Param({"100", "1000", "10000"})
  int migrations;

  private FileSet files = FileSet.of("empty", Map.of());

  /** Before anything is measured. */
  @Setup
  public void write() {
    files = Directory.files(migrations);
  }

  /** With its down files, twice as many. */
  @Benchmark
  public MigrationSet parse() {
    return Format.GOLANG_MIGRATE.parse(files, ParseOptions.standard()).orThrow();
  }
}
