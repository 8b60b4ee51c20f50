package dev.whimbrel.schema.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class EmptinessGuardTest {
  private static final ObjectId TABLE = ObjectId.of(Kind.TABLE, "public", "it's");
  private static final ObjectId COLUMN = TABLE.part(Kind.COLUMN, "Text");

  @Test
  void whatIsEmptyIsDropped(TestDatabase test) {
    test.execute("CREATE TABLE \"it's\" (id int, \"Text\" text); INSERT INTO \"it's\" VALUES (1, NULL)");
    assertThat(failure(test, "ALTER TABLE \"it's\" DROP COLUMN \"Text\";", COLUMN)).isNull();
    test.execute("DELETE FROM \"it's\"");
    assertThat(failure(test, "DROP TABLE \"it's\";", TABLE)).isNull();
    assertThat(test.query("SELECT pg_catalog.to_regclass('\"it''s\"')").getFirst()).containsOnlyNulls();
  }

  @Test
  void whatIsCommittedWhileItWaitsIsNotLost(TestDatabase test) {
    test.execute("CREATE TABLE \"it's\" (id int, \"Text\" text)");
    try (Database writer = open(test)) {
      writer.send("BEGIN; INSERT INTO \"it's\" VALUES (1, 'x')");
      CompletableFuture<@Nullable String> down = CompletableFuture
          .supplyAsync(() -> failure(test, "DROP TABLE \"it's\";", TABLE));
      while (test.query("SELECT 1 FROM pg_catalog.pg_locks WHERE NOT granted").isEmpty()) {
        Thread.onSpinWait();
      }
      writer.send("COMMIT");
      assertThat(down.join()).isEqualTo("public.it's was empty when it was looked at, and is not any more");
    }
    assertThat(failure(test, "ALTER TABLE \"it's\" DROP COLUMN \"Text\";", COLUMN))
        .isEqualTo("public.it's.Text was empty when it was looked at, and is not any more");
    assertThat(test.query("SELECT \"Text\" FROM \"it's\"")).hasSize(1);
  }

  @Test
  void withoutAnythingToGuardItIsAsItWas() {
    Script down = script("DROP TABLE t;");
    assertThat(EmptinessGuard.before(down, List.of())).isSameAs(down);
  }

  private static @Nullable String failure(TestDatabase test, String sql, ObjectId empty) {
    Script guarded = EmptinessGuard.before(script(sql), List.of(empty));
    String text = guarded.source().text(guarded.source().begin(), guarded.source().end());
    try (Database database = open(test)) {
      ServerFailure failure = database.send(text).failure();
      return failure == null ? null : failure.error().message();
    }
  }

  private static Script script(String sql) {
    Source source = Source.ofText("1_a.up.sql (computed down)", sql);
    return SqlScanner.scan(source, Lexicon.standard())
        .then(statements -> Script.of(source, statements, TransactionRequest.AUTOMATIC)).orThrow();
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }
}
