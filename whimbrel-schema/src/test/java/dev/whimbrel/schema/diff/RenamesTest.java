package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.Renames.Rename;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.sql.Source;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class RenamesTest {
  private static final String BEFORE = """
      create type mood as enum ('x');
      create table customer (id serial primary key, mail text unique, m mood, "Old Name" int check ("Old Name" > 0));
      create view v as select id from customer;
      create function f(int) returns int language sql as 'select 1';
      create function f(text) returns int language sql as 'select 1';
      """;

  @Test
  void whatIsToldIsRenamedAndNothingIsLost(TestDatabase test) {
    String after = """
        -- whimbrel: renamed table customer to client
        -- whimbrel: renamed column public.customer.mail to email
        -- whimbrel: renamed column customer."Old Name" to "New ""Name"
        -- whimbrel: renamed type mood to feeling
        -- whimbrel: renamed function f(int) to g
        create type feeling as enum ('x');
        create table client (id serial primary key, email text unique, m feeling, "New ""Name" int);
        alter table client add constraint "customer_Old Name_check" check ("New ""Name" > 0);
        create view v as select id from client;
        create function g(int) returns int language sql as 'select 1';
        create function f(text) returns int language sql as 'select 1';
        """.replace("f(int) to", "f(integer) to");
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema before = ChangePlanTest.schema(database, BEFORE);
      DatabaseSchema desired = ChangePlanTest.schema(database, after);
      Renames told = read(after, before).orThrow();
      assertThat(told.renames()).hasSize(5);
      Renames all = told.withNamesChosenByServer(before, desired);
      assertThat(all.renames()).extracting(Rename::directive).contains(
          "renamed table public.customer to client",
          "renamed sequence public.customer_id_seq to client_id_seq",
          "renamed constraint public.customer.customer_pkey to client_pkey",
          "renamed function public.f(integer) to g");
      DatabaseSchema renamed = ChangePlanTest.schema(database, BEFORE + String.join(";\n", all.statements()));
      ChangePlan plan = ChangePlan.between(renamed, desired);
      assertThat(plan.loses()).isEmpty();
      assertThat(plan.steps()).extracting(Step::sql).noneMatch(sql -> sql.startsWith("DROP TABLE"));
    }
  }

  @Test
  void theWayBackHasTheOldNames(TestDatabase test) {
    String before = """
        create schema s; create schema r;
        create table s.users (id int generated always as identity primary key, mail text unique, n serial);
        create table s.posts (x int check (x > 0), y int references s.users);
        create index on s.users (mail, n);
        create view r.v as select mail from s.users;
        """;
    String after = """
        -- whimbrel: renamed schema s to t
        -- whimbrel: renamed table s.users to client
        -- whimbrel: renamed column s.users.mail to email
        -- whimbrel: renamed column s.posts.x to z
        create schema t; create schema r;
        create table t.client (id int generated always as identity primary key, email text unique, n serial);
        create table t.posts (z int, y int references t.client);
        alter table t.posts add constraint posts_z_check check (z > 0);
        create index on t.client (email, n);
        create view r.v as select email as mail from t.client;
        """;
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema from = ChangePlanTest.schema(database, before);
      DatabaseSchema to = ChangePlanTest.schema(database, after);
      Renames renames = read(after, from).orThrow().withNamesChosenByServer(from, to);
      String there = before + String.join(";\n", renames.statements()) + ";\n";
      DatabaseSchema renamed = ChangePlanTest.schema(database, there);
      assertThat(ChangePlan.between(renamed, to).steps()).isEmpty();
      DatabaseSchema again = ChangePlanTest.schema(database,
          there + String.join(";\n", renames.reversed().statements()));
      assertThat(Difference.between(again, from).isEmpty()).isTrue();
      assertThat(read(after, to).orThrow()).isEqualTo(Renames.none());
    }
  }

  @Test
  void namesCanBeExchanged(TestDatabase test) {
    String before = "create table a (x int, y text); create table b (z int);";
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema schema = ChangePlanTest.schema(database, before);
      Renames renames = read("""
          -- whimbrel: renamed table a to b
          -- whimbrel: renamed table b to a
          -- whimbrel: renamed column a.x to y
          -- whimbrel: renamed column a.y to x
          """, schema).orThrow();
      DatabaseSchema renamed = ChangePlanTest.schema(database, before + String.join(";\n", renames.statements()));
      DatabaseSchema expected = ChangePlanTest.schema(database,
          "create table b (y int, x text); create table a (z int);");
      assertThat(Difference.between(renamed, expected).isEmpty()).isTrue();
    }
  }

  @Test
  void whatHasBeenRenamedAlreadyIsPassedOver(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema schema = ChangePlanTest.schema(database, "create table b (x int)");
      assertThat(read("-- whimbrel: renamed table a to b", schema).orThrow()).isEqualTo(Renames.none());
    }
  }

  @Test
  void whatCannotBeUnderstoodIsSaidWithItsLine(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema schema = ChangePlanTest.schema(database, BEFORE);
      assertThat(read("""
          select 1;
          -- whimbrel: renamed tabel a to b
          -- whimbrel: renamed table nobody to b
          -- whimbrel: renamed function f to g
          """, schema).problems()).extracting(Problem::message).containsExactly(
          "a rename cannot be understood: \"-- whimbrel: renamed tabel a to b\"",
          "a rename of table nobody is told of, but there is no such table",
          "a rename of function f is told of, but there is more than one of that name");
    }
  }

  @Test
  void whatIsAlikeIsOfferedAndNothingElse(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema from = ChangePlanTest.schema(database,
          "create table a (x int, y text); create table t (p int, q text, r int, s int)");
      DatabaseSchema to = ChangePlanTest.schema(database,
          "create table b (x int, y text); create table t (p int, w text, u int, v int)");
      assertThat(Renames.candidates(from, to).renames()).containsExactly(
          new Rename(ObjectId.of(Kind.TABLE, "public", "a"), "b"),
          new Rename(ObjectId.of(Kind.TABLE, "public", "t").part(Kind.COLUMN, "q"), "w"));
      assertThat(Renames.candidates(from, from).renames()).isEqualTo(List.of());
    }
  }

  @Test
  @Timeout(60)
  void whatIsAlikeIsFoundAmongThousands() {
    DatabaseSchema from = DatabaseSchema.of(18, many("a"));
    DatabaseSchema to = DatabaseSchema.of(18, many("b"));
    assertThat(Renames.candidates(from, to).renames()).hasSize(10_000);
  }

  private static List<SchemaObject> many(String prefix) {
    return IntStream.range(0, 10_000).boxed().<SchemaObject>flatMap(number -> {
      ObjectId id = ObjectId.of(Kind.TABLE, "s", prefix + number);
      Table table = new Table(id, Persistence.LOGGED, "heap", "", Map.of(), "", "", new Table.Parentage.None(),
          new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.DEFAULT, ""), Table.RowSecurity.OFF, null);
      return Stream.of(table, new Column(id.part(Kind.COLUMN, "c" + number), 1, "integer", "", null,
          new Column.Content.None(), Origin.LOCAL, "", "", -1, Map.of(), Map.of()));
    }).toList();
  }

  @Test
  void nothingToldIsNothingDone(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema schema = Inspector.inspect(database, Scope.everything());
      assertThat(read("create table a ();\n-- renamed table a to b", schema).orThrow().statements()).isEmpty();
    }
  }

  private static Result<Renames> read(String script, DatabaseSchema before) {
    return Renames.read(Source.ofText("schema.sql", script), List.of(), before);
  }
}
