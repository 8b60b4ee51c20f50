package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.WireSession.Answer;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our statements one by one leave the same database behind as the whole text, divided by the server alone. */
@ExtendWith(FreshDatabases.class)
class CatalogTest {
  private static final int BATCHES = 3;
  private static final int SCRIPTS_PER_BATCH = 100;

  static List<CorpusFile> corpus() {
    return CorpusFile.all();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void isTheSameForEveryFileOfTheCorpus(CorpusFile file, TestDatabase whole, TestDatabase divided) throws IOException {
    try (WireSession one = WireSession.open(whole); WireSession other = WireSession.open(divided)) {
      runWhole(one, file.sql(), file.copyData());
      runDivided(other, file.source());
    }
    assertThat(divided.fingerprint().difference(whole.fingerprint())).isEmpty();
  }

  /** Every script has a schema to itself, so that one look at the catalogs serves many of them. */
  @Test
  void isTheSameForGeneratedScripts(TestDatabase whole, TestDatabase divided) throws IOException {
    try (WireSession one = WireSession.open(whole); WireSession other = WireSession.open(divided)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        for (int seed = batch * SCRIPTS_PER_BATCH; seed < (batch + 1) * SCRIPTS_PER_BATCH; seed++) {
          String schema = "CREATE SCHEMA s%d; SET search_path TO s%1$d".formatted(seed);
          succeed(one.run(schema), schema);
          succeed(other.run(schema), schema);
          GeneratedScript script = ScriptGenerator.executable(seed);
          runWhole(one, script.sql(), script.copyData());
          runDivided(other, Source.ofText("seed " + seed, script.text()));
        }
        assertThat(divided.fingerprint().difference(whole.fingerprint())).as("batch %d", batch).isEmpty();
        drop(one, batch);
        drop(other, batch);
      }
    }
  }

  private static void drop(WireSession session, int batch) throws IOException {
    for (int seed = batch * SCRIPTS_PER_BATCH; seed < (batch + 1) * SCRIPTS_PER_BATCH; seed++) {
      succeed(session.run("DROP SCHEMA s" + seed + " CASCADE"), "seed " + seed);
    }
  }

  private static void runWhole(WireSession session, String sql, List<byte[]> copyData) throws IOException {
    succeed(session.run(sql.getBytes(StandardCharsets.UTF_8), copyData), sql);
    succeed(session.run("COMMIT"), sql);
  }

  private static void runDivided(WireSession session, Source source) throws IOException {
    for (Statement statement : SqlScanner.scan(source, Lexicon.standard()).orThrow()) {
      byte[] sql = statement.text().getBytes(StandardCharsets.UTF_8);
      byte[] data = source.text(statement.dataStart(), statement.dataEnd()).getBytes(StandardCharsets.UTF_8);
      succeed(session.run(sql, List.of(data)), source.name() + ": " + statement.text());
    }
    succeed(session.run("COMMIT"), source.name());
  }

  private static void succeed(Answer answer, String what) {
    assertThat(answer.errors()).as(what).isEmpty();
  }
}
