package dev.whimbrel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FreshDatabases.class)
class CatalogFingerprintTest {
  private static final String ROLE = "create role fingerprint_reader;";

  private static CatalogFingerprint before = new CatalogFingerprint(List.of());

  /** Roles belong to the server: made once for all tests. */
  @BeforeAll
  static void makeTheRole(TestDatabase database) throws IOException {
    database.execute(ROLE + setup());
    before = database.fingerprint();
  }

  @AfterAll
  static void dropTheRole() {
    try (TestDatabase database = Databases.create()) {
      database.execute("drop role fingerprint_reader");
    }
  }

  static Stream<Named<Txtar.Entry>> changes() throws IOException {
    return cases().files().stream().skip(1).map(change -> Named.of(change.name(), change));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void sees(Txtar.Entry change, TestDatabase database) throws Exception {
    List<String> lines = change.content().lines().toList();
    String expected = lines.getLast();
    database.execute(setup());
    database.execute(String.join("\n", lines.subList(0, lines.size() - 1)));
    CatalogFingerprint after = database.fingerprint();
    assertThat(before.difference(after)).contains(expected);
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void isTheSameForADatabaseMadeInAnotherWay(TestDatabase other) throws Exception {
    other.execute("create table gone (n serial); drop table gone; set search_path = app; set timezone = 'Asia/Tokyo'");
    other.execute(setup());
    other.execute("set intervalstyle = 'iso_8601'; grant all on app.parent to fingerprint_reader");
    other.execute("revoke all on app.parent from fingerprint_reader; reindex index app.child_parent");
    assertThat(before.difference(other.fingerprint())).isEmpty();
    assertThat(other.fingerprint()).isEqualTo(before);
  }

  @Test
  void doesNotDependOnTheSessionThatReadsIt(TestDatabase database) throws Exception {
    database.execute(setup());
    database.execute("create table app.times (t timestamptz, d date, f float8, b bytea, i interval)");
    database.execute("insert into app.times values (now(), now(), 0.1, '\\x00', '1 day 2:00')");
    CatalogFingerprint first = database.fingerprint();
    database.execute("alter role postgres in database " + database.name() + " set search_path = app");
    database.execute("alter role postgres in database " + database.name() + " set datestyle = 'German'");
    database.execute("alter role postgres in database " + database.name() + " set bytea_output = 'escape'");
    database.execute("alter role postgres in database " + database.name() + " set intervalstyle = 'iso_8601'");
    database.execute("alter role postgres in database " + database.name() + " set quote_all_identifiers = on");
    assertThat(first).isEqualTo(database.fingerprint().without("setting of postgres"));
  }

  @Test
  void leavesOutSchemas(TestDatabase database) throws Exception {
    database.execute(setup());
    CatalogFingerprint first = database.fingerprint("whimbrel", "o'ther");
    database.execute("""
      create schema whimbrel;
      create schema "o'ther";
      create table whimbrel.journal (id int constraint key primary key, at timestamptz default now());
      create type whimbrel.state as enum ('a');
      create function whimbrel.f() returns int language sql as 'select 1';
      create view "o'ther".v as select * from whimbrel.journal;
      insert into whimbrel.journal values (1);
      comment on schema whimbrel is 'c';
      comment on table whimbrel.journal is 'c';
      comment on column whimbrel.journal.id is 'c';
      comment on constraint key on whimbrel.journal is 'c';
      comment on view "o'ther".v is 'c';
      """);
    assertThat(first.difference(database.fingerprint("whimbrel", "o'ther"))).isEmpty();
    assertThat(first.difference(database.fingerprint())).contains("schema whimbrel", "content of whimbrel.journal");
  }

  @Test
  void seesTheOrderOfColumns(TestDatabase one, TestDatabase other) {
    one.execute("create table t (a int, b int, c int)");
    other.execute("create table t (a int, c int); alter table t add b int");
    assertThat(one.fingerprint().difference(other.fingerprint())).isEqualTo("""
      - column public.t.b #2 integer storage p
      + column public.t.b #3 integer storage p
      + column public.t.c #2 integer storage p
      - column public.t.c #3 integer storage p""");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15})
  void worksOnOlderVersions(int major) throws Exception {
    assumeTrue(major != TestServer.requestedMajor(), "that is what all other tests use");
    try (TestDatabase database = Databases.create(major)) {
      database.execute(ROLE + setup());
      CatalogFingerprint first = database.fingerprint();
      assertThat(first.entries()).hasSizeGreaterThan(50);
      database.execute("alter table app.parent add extra int");
      assertThat(first.difference(database.fingerprint())).contains("+ column app.parent.extra #5 integer");
      database.execute("drop owned by fingerprint_reader; drop role fingerprint_reader");
    }
  }

  private static String setup() throws IOException {
    return cases().content("setup");
  }

  private static Txtar cases() throws IOException {
    try (
        InputStream in = Objects
            .requireNonNull(CatalogFingerprintTest.class.getResourceAsStream("fingerprint.txtar"))) {
      return Txtar.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
