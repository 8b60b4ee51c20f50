package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskingTest {
  private final TestDatabase database = Databases.create();

  @AfterEach
  void drops() {
    database.close();
  }

  private Asking ask(String query) {
    return Asking.of(DatabaseUrl.parse(database.url()).orThrow(), Mask.none(), Observer.SESSION, "spec.query", query);
  }

  private String refused(String query) {
    Asking asking = ask(query);
    assertThat(asking).isInstanceOf(Asking.Refused.class);
    return ((Asking.Refused) asking).said();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'a' UNION ALL SELECT 'b' ORDER BY 1",
      "SELECT x, 'more' FROM (VALUES ('a'), ('b')) v (x);",
      "VALUES ('a'), ('b') -- those", "WITH t AS (SELECT 'a' UNION ALL SELECT 'b') TABLE t",
      "/* ; */ (SELECT unnest('{a,b,NULL}'::text[]))"})
  void readsTheFirstColumn(String query) {
    assertThat(ask(query)).isEqualTo(new Asking.Said(List.of("a", "b")));
  }

  @Test
  void saysTruthAsTheServerDoes() {
    assertThat(ask("SELECT count(*) = 0 FROM pg_class WHERE relname = 'none'"))
        .isEqualTo(new Asking.Said(List.of("t")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'public'; COMMIT; CREATE TABLE public.pwned(i int); SELECT 'public'",
      "COMMIT; CREATE TABLE public.pwned(i int)", "CREATE TABLE public.pwned(i int)", "SELECT 1 AS i INTO public.pwned",
      "EXPLAIN ANALYZE CREATE TABLE public.pwned AS SELECT 1", "DO 'BEGIN CREATE TABLE public.pwned(i int); END'",
      "SELECT query_to_xml('CREATE TABLE public.pwned(i int)', true, true, '')", "SELECT 1) UNION (SELECT 2",
      "SELECT 'open",
      "", "-- nothing"})
  void changesNothing(String query) {
    assertThat(refused(query)).contains("; ");
    assertThat(database.value("SELECT to_regclass('public.pwned')")).isNull();
  }

  @Test
  void isOneStatement() {
    assertThat(refused("SELECT 1; SELECT 2"))
        .isEqualTo("spec.query holds 2 statements; write one query that only reads");
  }

  @Test
  void saysWhatTheServerSays() {
    assertThat(refused("SELECT a FROM nowhere"))
        .isEqualTo("the server refuses spec.query: relation \"nowhere\" does not exist (SQLSTATE 42P01);"
            + " mend it: one SELECT that only reads, and that the role of the URL may run");
  }

  @Test
  void takesInNoMoreThanFitsIntoAHeap() {
    assertThat(ask("SELECT 'ten letters' FROM generate_series(1, 10000)")).isInstanceOf(Asking.Said.class);
    assertThat(refused("SELECT 1 FROM generate_series(1, 100000000)"))
        .isEqualTo("spec.query gives more than 10000 rows; let it give less: only its first column is read");
    String bytes = "spec.query gives more than 1 MiB; let it give less: only its first column is read";
    assertThat(refused("SELECT repeat('x', 1000) || g FROM generate_series(1, 100000000) g")).isEqualTo(bytes);
    assertThat(refused("SELECT repeat('x', 30000000)")).isEqualTo(bytes);
    assertThat(refused("SELECT NULL, repeat('x', 30000000)")).isEqualTo(bytes);
  }

  @Test
  void whatMayPassIsNoAnswer() throws SQLException {
    SessionSettings quick = new SessionSettings(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(100),
        Duration.ofMillis(500), "whimbrel operator");
    DatabaseUrl url = DatabaseUrl.parse(database.url()).orThrow();
    database.execute("CREATE TABLE health (ok boolean)");
    try (Connection other = database.connect(); Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE health IN ACCESS EXCLUSIVE MODE");
      assertThat(Asking.of(url, Mask.none(), quick, "spec.query", "SELECT count(*) = 0 FROM health"))
          .isInstanceOfSatisfying(Asking.Silent.class, silent -> assertThat(silent.why()).contains("lock timeout"));
      other.rollback();
    }
    assertThat(Asking.of(url, Mask.none(), quick, "spec.query", "SELECT pg_sleep(60)"))
        .isInstanceOf(Asking.Silent.class);
    assertThat(refused("SELECT 1 / 0")).contains("division by zero");
  }

  @Test
  void waitsForAServerThatIsNotThere() {
    assertThat(Asking.of(DatabaseUrl.parse("postgres://me@127.0.0.1:1/none").orThrow(), Mask.none(),
        Observer.SESSION.withConnectTimeout(Duration.ofMillis(100)), "spec.query", "SELECT 1"))
        .isInstanceOf(Asking.Silent.class);
  }
}
