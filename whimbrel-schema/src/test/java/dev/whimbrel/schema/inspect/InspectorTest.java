package dev.whimbrel.schema.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.testkit.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class InspectorTest {
  @Test
  void aNewDatabaseHasOnlyItsPublicSchema(TestDatabase test) {
    DatabaseSchema schema = inspect(test.url());
    assertThat(schema.objects().keySet()).containsExactly(ObjectId.of(Kind.SCHEMA, "", "public"));
    assertThat(schema.aspects()).isEmpty();
    assertThat(schema.unmodelled()).isEmpty();
    test.execute("drop schema public");
    assertThat(inspect(test.url())).isEqualTo(DatabaseSchema.empty(test.major()));
  }

  @Test
  void aWholeDatabaseIsAHandfulOfRoundTrips(TestDatabase test) {
    test.execute("""
      do $$ begin
        for i in %d..%d loop
          execute format('create table t%%s (id int primary key, name text not null, up int check (up > 0), at timestamptz default now())', i);
          execute format('create index on t%%s (name, at)', i);
          execute format('create view v%%s as select id, name from t%%s', i, i);
          execute format('alter table t%%s add foreign key (up) references t%%s', i, i);
          if i %% 500 = 0 then commit; end if;
        end loop;
      end $$""".formatted(1, 20));
    try (CountingProxy proxy = CountingProxy.before(test.address()); Database database = open(proxy.url())) {
      Traffic before = proxy.total();
      Inspector.inspect(database, Scope.everything());
      assertThat(proxy.total().since(before).flights()).isEqualTo(5);
      test.execute("create operator family f using btree");
      Traffic named = proxy.total();
      assertThat(Inspector.inspect(database, Scope.everything()).unmodelled()).hasSize(1);
      assertThat(proxy.total().since(named).flights()).isEqualTo(6);
    }
  }

  @Test
  void aReadingThatIsGivenUpLeavesTheSessionAsItWas(TestDatabase test) {
    try (Database database = open(test.url())) {
      try (Snapshot snapshot = Snapshot.of(database)) {
        assertThat(snapshot.rows(Query.RELATIONS)).isEmpty();
      }
      assertThat(database.isInTransaction()).isFalse();
      assertThat(database.send("begin; create table a (x int)").failure()).isNull();
      try (Snapshot snapshot = Snapshot.of(database)) {
        assertThat(snapshot.rows(Query.RELATIONS)).hasSize(1);
      }
      assertThat(database.send("insert into a values (1); commit").failure()).isNull();
    }
  }

  @Test
  void whoeverLocksATableIsNamed(TestDatabase test) {
    test.execute("create table busy (x int default 1)");
    try (Database other = open(test.url()); Database database = open(test.url())) {
      other.send("begin; lock table busy in access exclusive mode");
      database.send("set lock_timeout = '50ms'");
      assertThatThrownBy(() -> Inspector.inspect(database, Scope.everything()))
          .isInstanceOfSatisfying(WhimbrelException.class, e -> {
            Problem problem = e.problems().getFirst();
            assertThat(problem.state()).startsWith("busy is locked by pid " + other.pid() + " (");
            assertThat(problem.remedy())
                .isEqualTo("try again when it is done, or with a longer --lock-timeout; or end that session: "
                    + "psql -c 'select pg_terminate_backend(" + other.pid() + ")'");
          });
    }
  }

  @Test
  void aPlainRoleReadsTheSame(TestDatabase test) throws IOException {
    String role = "plain_" + test.name();
    for (String file : List.of("others", "routines", "tables", "views", "security")) {
      String script = Files.readString(Path.of("src/test/resources/inspect/" + file + ".sql"));
      try (Database database = open(test.url())) {
        assertThat(database.send("begin;\n" + script).failure()).isNull();
        DatabaseSchema whole = Inspector.inspect(database, Scope.everything());
        assertThat(database.send("create role " + role + "; set local role " + role).failure()).isNull();
        DatabaseSchema seen = Inspector.inspect(database, Scope.everything());
        Set<String> facts = new TreeSet<>(Facts.of(whole));
        facts.removeAll(Facts.of(seen));
        assertThat(facts).isSubsetOf("user_mapping remote.postgres options=[password, user]");
        assertThat(seen.unmodelled().stream().map(one -> one.kind() + ": " + one.identity()).toList())
            .isSubsetOf("options of a user mapping: postgres on server remote, which this role may not see",
                "options of a user mapping: public on server locked, which this role may not see");
        database.send("rollback");
      }
    }
  }

  /** Objects with the names of the catalog's, in public and among the temporary ones, and a search_path that prefers them. */
  @Test
  void nobodyCanPutHisOwnInThePlaceOfTheCatalog(TestDatabase test) {
    try (Database database = open(test.url())) {
      Answer answer = database.send("""
          create table public.t (a int, b text);
          create table public.pg_class (oid oid, relname text);
          create function public.format_type(oid, integer) returns text language sql as $$ select 'hacked' $$;
          create function public.eq(text, text) returns boolean language sql as $$ select false $$;
          create operator public.= (function = public.eq, leftarg = text, rightarg = text);
          create operator public.<> (function = public.eq, leftarg = text, rightarg = text);
          create function pg_temp.format_type(oid, integer) returns text language sql as $$ select 'hacked' $$;
          create temporary table pg_class (oid oid, relkind "char");
          create temporary table pg_attribute (attrelid oid);
          create temporary table pg_namespace (oid oid, nspname name);
          create temporary table "text" (a int);
          create temporary table regclass (a int);
          create temporary sequence fleeting;
          create temporary view pg_depend as select 1 as classid;
          set search_path = public, pg_temp, pg_catalog""");
      assertThat(answer.failure()).isNull();
      DatabaseSchema schema = Inspector.inspect(database, Scope.everything());
      assertThat(Facts.of(schema)).contains("table public.t accessMethod=heap",
          "column public.t.a position=1 type=integer",
          "column public.t.b position=2 type=text", "table public.pg_class accessMethod=heap");
      assertThat(Facts.of(schema)).noneMatch(fact -> fact.contains("pg_temp") || fact.contains("fleeting"));
      assertThat(schema.unmodelled()).isEmpty();
      assertThat(schema).isEqualTo(inspect(test.url()));
    }
  }

  /** The statements of a directory without its data, and what the other reading of the catalogs finds: as many of each kind, nothing that has no record. */
  @Test
  void theShopIsReadWhole(TestDatabase test) throws IOException {
    try (Database database = open(test.url());
        Stream<Path> files = Files.list(Path.of("../examples/shop/migrations"))) {
      files.filter(file -> !file.toString().contains("_seed_")).sorted().map(InspectorTest::read)
          .flatMap(InspectorTest::statements)
          .forEach(sql -> assertThat(database.send(sql).failure()).as(sql).isNull());
    }
    DatabaseSchema schema = inspect(test.url());
    assertThat(schema.unmodelled()).isEmpty();
    try (Database database = open(test.url())) {
      Catalog catalog = Catalog.read(sql -> {
        Answer answer = database.send(sql);
        return answer.completed().isEmpty() ? List.of() : answer.completed().getLast().rows();
      }, List.of());
      for (Kind kind : List.of(Kind.COLUMN, Kind.CONSTRAINT, Kind.TRIGGER, Kind.POLICY)) {
        assertThat(count(schema, kind)).as(kind.label()).isEqualTo(catalog.entries().stream()
            .filter(entry -> isOf(kind, entry)).count());
      }
    }
  }

  /** Of the part that leads up; one by one where it does not run in a transaction. */
  private static Stream<String> statements(String file) {
    String up = file.split("-- \\+migrate Down", 2)[0];
    return up.contains("CONCURRENTLY") ? Stream.of(up.split(";\n")).filter(one -> !one.isBlank()) : Stream.of(up);
  }

  private static long count(DatabaseSchema schema, Kind kind) {
    long parts = schema.all(SchemaObject.class).filter(object -> object.id().kind() == kind).count();
    return kind == Kind.COLUMN
        ? parts + schema.all(View.class).mapToLong(view -> view.columns().size()).sum()
            + schema.all(MaterializedView.class).mapToLong(view -> view.columns().size()).sum()
        : parts;
  }

  private static boolean isOf(Kind kind, String entry) {
    return entry.startsWith(kind.name().toLowerCase(Locale.ROOT) + " ") && !entry.contains(": NOT NULL ");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatabaseSchema inspect(String url) {
    try (Database database = open(url)) {
      return Inspector.inspect(database, Scope.everything());
    }
  }

  private static Database open(String url) {
    return Database.open(DatabaseUrl.parse(url).orThrow(), SessionSettings.standard());
  }
}
