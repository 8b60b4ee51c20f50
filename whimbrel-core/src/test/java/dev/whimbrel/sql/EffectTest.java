package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read off the text of a statement that runs alone. */
class EffectTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "CREATE INDEX CONCURRENTLY i ON a (n) | build i on a : (n)",
      "create /* c */ unique ⏎-- c⏎ index concurrently I on Public.A using btree (n) | build unique i on public/a : using btree (n)",
      "CREATE INDEX CONCURRENTLY ON a (n) WHERE n > 0 | build - on a : (n) WHERE n > 0",
      "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a (n) | build i on a : (n)",
      "CREATE INDEX CONCURRENTLY i ON ONLY (a) (n) | build i on a : (n)",
      "CREATE INDEX CONCURRENTLY i ON a * (n) | build i on a : (n)",
      "CREATE INDEX CONCURRENTLY if ON a (n) | build if on a : (n)",
      "CREATE INDEX CONCURRENTLY \"if\" ON a (n) | build if on a : (n)",
      "CREATE INDEX CONCURRENTLY \"I \"\"x\"\".y\" ON \"S.s\".\"T\" (n) | build I \"x\".y on S.s/T : (n)",
      "CREATE INDEX CONCURRENTLY U&\"d\\0061t\\+000061\\\\\" ON ÄB (n) | build data\\ on Äb : (n)",
      "CREATE INDEX CONCURRENTLY U&\"d!0061\" UESCAPE '!' ON a (n) | again, in front of others",
      "CREATE INDEX CONCURRENTLY i ON a | again, in front of others",
      "CREATE INDEX i ON a (n) | again, in front of others",
      "DROP INDEX CONCURRENTLY i | drop i",
      "drop index concurrently if exists /* */ \"S\" . i cascade | drop S/i",
      "DROP INDEX CONCURRENTLY if | drop if",
      "DROP INDEX CONCURRENTLY if.i | drop if/i",
      "DROP INDEX CONCURRENTLY a, b | again, in front of others",
      "REINDEX INDEX CONCURRENTLY s.i | rebuild INDEX s/i",
      "reindex (concurrently, verbose) table a | rebuild TABLE a",
      "REINDEX (VERBOSE, CONCURRENTLY true) SCHEMA \"S\" | rebuild SCHEMA S",
      "REINDEX DATABASE CONCURRENTLY | rebuild DATABASE -",
      "REINDEX (CONCURRENTLY) DATABASE d | rebuild DATABASE d",
      "REINDEX (CONCURRENTLY off) TABLE a | again, in front of others",
      "REINDEX (CONCURRENTLY off, VERBOSE) TABLE CONCURRENTLY a | rebuild TABLE a",
      "REINDEX SCHEMA public | again, in front of others",
      "ALTER TABLE p DETACH PARTITION s.p1 CONCURRENTLY | detach s/p1 from p",
      "alter table if exists only s.p detach partition \"P 1\" concurrently | detach P 1 from s/p",
      "ALTER TABLE ONLY p DETACH PARTITION p1 CONCURRENTLY | detach p1 from p",
      "ALTER TABLE if DETACH PARTITION p1 CONCURRENTLY | detach p1 from if",
      "ALTER TABLE p DETACH PARTITION p1 FINALIZE | again, in front of others",
      "CREATE DATABASE \"D\" OWNER x | make DATABASE D",
      "CREATE TABLESPACE t LOCATION '/x' | make TABLESPACE t",
      "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p | make SUBSCRIPTION s",
      "DROP DATABASE IF EXISTS d WITH (FORCE) | remove DATABASE d",
      "DROP SUBSCRIPTION s | remove SUBSCRIPTION s",
      "DROP TABLESPACE t | remove TABLESPACE t",
      "VACUUM | again, in nobody's way",
      "VACUUM (ANALYZE, FULL off) a | again, in nobody's way",
      "VACUUM full a | again, in front of others",
      "VACUUM FREEZE a | again, in nobody's way",
      "VACUUM (VERBOSE, FULL) a | again, in front of others",
      "VACUUM (FULL true) a | again, in front of others",
      "CLUSTER | again, in front of others",
      "ALTER SYSTEM SET work_mem = '4MB' | again, in nobody's way",
      "ALTER DATABASE d SET TABLESPACE t | again, in front of others",
      "CALL p() | procedure",
      "do $$ BEGIN END $$ | procedure"})
  void reads(String text, String expected) {
    assertThat(described(Effect.of(statement(text)))).isEqualTo(expected);
  }

  private static Statement statement(String text) {
    return SqlScanner.scan(Source.ofText("x.sql", text.replace('⏎', '\n') + "\n;"), Lexicon.standard()).orThrow()
        .getFirst();
  }

  private static String described(Effect effect) {
    return switch (effect) {
      case Effect.IndexBuilt b -> "build " + (b.uniqueness() == Effect.Uniqueness.UNIQUE ? "unique " : "")
          + (b.name() == null ? "-" : b.name().name()) + " on " + name(b.table()) + " : " + b.definition();
      case Effect.IndexDropped d -> "drop " + name(d.index());
      case Effect.IndexRebuilt r -> "rebuild " + r.scope() + " " + name(r.name());
      case Effect.PartitionDetached d -> "detach " + name(d.partition()) + " from " + name(d.parent());
      case Effect.ObjectMade m -> "make " + m.kind() + " " + m.name().name();
      case Effect.ObjectDropped d -> "remove " + d.kind() + " " + d.name().name();
      case Effect.Repeatable r -> "again, in "
          + (r.queue() == Effect.Queue.NOBODY ? "nobody's way" : "front of others");
      case Effect.Procedure p -> "procedure";
    };
  }

  private static String name(@Nullable QualifiedName name) {
    return name == null ? "-" : String.join("/", name.parts().stream().map(Identifier::name).toList());
  }

  @Test
  void writesTheSameIndexElsewhere() {
    Effect effect = Effect.of(statement("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.a (n) -- c\n"));
    assertThat(effect)
        .isEqualTo(new Effect.IndexBuilt(new Identifier("i"), Effect.Existing.PASSED_OVER, QualifiedName.of("s", "a"),
            Effect.Uniqueness.UNIQUE, "(n)"));
    assertThat(List.of(effect)).first()
        .extracting(e -> ((Effect.IndexBuilt) e).elsewhere(new Identifier("x"), "pg_temp.\"a\""))
        .isEqualTo("CREATE UNIQUE INDEX \"x\" ON pg_temp.\"a\" (n)");
  }
}
