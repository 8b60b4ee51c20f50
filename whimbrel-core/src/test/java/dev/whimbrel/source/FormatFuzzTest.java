package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.whimbrel.sql.Lexicon;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever lies in a directory, it is read or refused: nothing is thrown and nothing hangs. */
@Execution(ExecutionMode.CONCURRENT)
class FormatFuzzTest {
  private static final int ROUNDS = 8_000;
  private static final List<String> SHREDS = List.of("\n", "\r\n", "-- +migrate Up\n", "-- +migrate Down\n",
      "-- +migrate StatementBegin\n", "-- +goose Up\n", "-- +goose StatementEnd\n", "-- +goose ENVSUB ON\n", "${",
      "${A:", "${A:1:2}",
      "$A", "\\$", "}", "-- migrate:up\n", "-- migrate:down transaction:false\n", "-- atlas:delimiter \\n\n",
      "-- atlas:txtar\n\n",
      "-- checks.sql --\n", "-- atlas:assert oneof\n", "SELECT true;\n", "-- migration.sql --\n", "-- down.sql --\n",
      "-- whimbrel: transaction per-segment\n", "-- whimbrel: x\n",
      "-- whimbrel: allow WB110 because \"x\"\n", "-- whimbrel: allow WB110 until 2027-02 ",
      "--liquibase formatted sql\n", "--changeset a:1\n", "--changeset a:2 endDelimiter:/ runOnChange:true\n",
      "--rollback ", "/* liquibase rollback\n", "--ignoreLines:start\n", "--ignoreLines:2\n", "/\n",
      "--property name:x value:${y}\n", "${x}", "--precondition-sql-check expectedResult:0 select 1\n",
      "BEGIN;", "COMMIT;",
      "VACUUM;", "'", "\"", "$$", "$x$", "/*", "*/", "(", ")", ";", "COPY t FROM stdin;\n1\n\\.\n", "\\.", "\u0000",
      "\u00ff",
      "\u00ef\u00bb\u00bf", "SET standard_conforming_strings = off;", "h1:", "h1:x\n", "--", "# atlas:sum ignore\n");
  private static final List<String> NAMES = List.of("1_a.sql", "1_a.up.sql", "1_a_down.sql", "V1__a.sql", "V1.0__b.sql",
      "V1__a.sql.conf", "R__r.sql", "U1__a.sql", "B1__b.sql", "x/V2__c.sql", ".sql", "_.sql", "_up.sql", "1_up.sql",
      "1.sql",
      "a.SQL", "atlas.sum", "99999999999999999999999_x.sql", "0_x.sql", "V.sql", "V1.sql.conf", "beforeMigrate.sql",
      "V1__.sql",
      "+1_x.sql", "-1_x.sql", "root.xml", "x/a.sql", "1-x.sql", "1_\ud800.sql");

  @Test
  void neverThrowsAndNeverHangs() {
    List<FormatCase> seeds = FormatCase.all().toList();
    Random random = new Random(20260131);
    Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
      for (int round = 0; round < ROUNDS; round++) {
        FileSet files = mutated(seeds.get(random.nextInt(seeds.size())).files(), random);
        int seed = round;
        assertThatCode(() -> readAll(files)).as(() -> "round " + seed + ": " + shown(files)).doesNotThrowAnyException();
      }
    });
  }

  private static void readAll(FileSet files) {
    Format.detect(files);
    Format.detectForNew(files);
    ParseOptions options = new ParseOptions(Lexicon.standard(), Map.of("A", "a${B}", "schema", "x"));
    for (Format format : Format.values()) {
      format.parse(files, options);
      format.integrityFile(files);
      format.newFiles(files, "next", Numbering.AS_BEFORE, Instant.EPOCH);
    }
  }

  private static FileSet mutated(FileSet seed, Random random) {
    TreeMap<String, byte[]> files = new TreeMap<>(seed.files());
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<String> names = new ArrayList<>(files.keySet());
      String name = names.isEmpty() || random.nextInt(4) == 0 ? any(NAMES, random) : any(names, random);
      switch (random.nextInt(8)) {
        case 0 -> files.remove(name);
        case 1 -> files.put(any(NAMES, random), files.getOrDefault(name, new byte[0]));
        default -> files.put(name, mutated(files.getOrDefault(name, new byte[0]), random));
      }
    }
    return new FileSet("m", files, new TreeSet<>(seed.others()));
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    StringBuilder text = new StringBuilder(new String(bytes, ISO_8859_1));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(3)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, text.substring(at, to));
        default -> text.insert(at, any(SHREDS, random));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private static String any(List<String> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static String shown(FileSet files) {
    StringBuilder out = new StringBuilder();
    files.files()
        .forEach((name, bytes) -> out.append("=== ").append(name).append('\n').append(new String(bytes, ISO_8859_1))
            .append('\n'));
    return out.toString();
  }
}
