package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan says beside its statements. */
@ExtendWith(FreshDatabases.class)
class ChangePlanTest {

  @Test
  void whatIsAlikeNeedsNoPlan(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema schema = schema(database, "create table a (id serial primary key, n text default 'x')");
      assertThat(ChangePlan.between(schema, schema).isEmpty()).isTrue();
      assertThat(ChangePlan.between(schema, schema).transactions()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      host 'h'                 | host 'h', password 'x'   | f (y int options (token 'x')) | (table_name 't', secret 'x')
      host 'h', password 'x'   | host 'i', password 'y'   | f (y int options (token 'y')) | (table_name 't', secret 'y')
      host 'h', password 'x'   | host 'i'                 | f (y int)                     | (table_name 'u')
      """)
  void whatIsHiddenIsNoDifference(String before, String after, String table, String options, TestDatabase test) {
    String made = "create foreign data wrapper w options (%s); create server s foreign data wrapper w options (%s); ";
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema to = schema(database, made.formatted(after, after) + "create foreign table " + table
          + " server s options " + options);
      for (String from : List.of("", made.formatted(before, before), made.formatted(before, before)
          + "create foreign table f (y int options (token 'z')) server s options (table_name 't', secret 'z')")) {
        Pair.rolledBack(database, () -> {
          Pair.run(database, from);
          ChangePlan.between(Inspector.inspect(database, Scope.everything()), to).steps()
              .forEach(step -> Pair.run(database, step.sql()));
          DatabaseSchema reached = Inspector.inspect(database, Scope.everything());
          assertThat(Difference.between(reached, to).isEmpty()).isTrue();
          assertThat(ChangePlan.between(to, reached).isEmpty()).isTrue();
          return reached;
        });
      }
    }
  }

  @Test
  void aLabelThatIsUsedIsCommittedFirst(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      String before = "create type mood as enum ('sad'); create table a (m mood default 'sad')";
      DatabaseSchema from = schema(database, before);
      DatabaseSchema to = schema(database,
          "create type mood as enum ('sad', 'fine'); create table a (m mood default 'fine')");
      ChangePlan plan = ChangePlan.between(from, to);
      assertThat(plan.transactions()).hasSize(2);
      assertThat(plan.transactions().getFirst()).extracting(Step::sql)
          .containsExactly("ALTER TYPE public.mood ADD VALUE 'fine'");
      assertThat(plan.directives()).containsExactly("no-transaction");
      assertThat(plan.loses()).isEmpty();

      Pair.run(database, before);
      for (List<Step> transaction : plan.transactions()) {
        Pair.run(database, "begin");
        transaction.forEach(step -> Pair.run(database, step.sql()));
        Pair.run(database, "commit");
      }
      assertThat(Difference.between(Inspector.inspect(database, Scope.everything()), to).isEmpty()).isTrue();
    }
  }

  @Test
  void aLabelThatIsNotUsedNeedsNoTransactionOfItsOwn(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      ChangePlan plan = ChangePlan.between(schema(database, "create type mood as enum ('sad')"),
          schema(database, "create type mood as enum ('sad', 'fine')"));
      assertThat(plan.steps()).extracting(Step::transaction).containsExactly(Step.Transaction.ANY);
      assertThat(plan.directives()).isEmpty();
    }
  }

  @Test
  void indexesAreBuiltConcurrentlyIfToldSo(TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      DatabaseSchema from = schema(database, "create table a (x int, y int); create index i on a (x)");
      DatabaseSchema to = schema(database,
          "create table a (x int, y int, z int); create index k on a (y); create table b (x int); create index l on b (x)");
      ChangePlan plan = ChangePlan.between(from, to,
          ChangePlan.Options.standard().withIndexes(ChangePlan.Indexes.CONCURRENTLY));
      assertThat(plan.steps()).filteredOn(step -> step.transaction() == Step.Transaction.ALONE).extracting(Step::sql)
          .containsExactly("DROP INDEX CONCURRENTLY public.i",
              "CREATE INDEX CONCURRENTLY k ON public.a USING btree (y)");
      assertThat(plan.directives()).containsExactly("transaction per-segment");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      create table a (x int)                | select 1                           | drops table public.a with its rows
      create table a (x int, y int)         | create table a (x int)             | drops column public.a.y with its values
      create table a (x bigint)             | create table a (x int)             | turns column public.a.x from bigint into integer: values that do not fit are refused, cut or rounded
      create table a (x int)                | create table a (x bigint)          | ''
      create table a (x varchar(5))         | create table a (x varchar(9))      | ''
      create table a (x varchar(9))         | create table a (x varchar(5))      | turns column public.a.x from character varying(9) into character varying(5): values that do not fit are refused, cut or rounded
      create table a (x numeric(8,2))       | create table a (x numeric(8,3))    | turns column public.a.x from numeric(8,2) into numeric(8,3): values that do not fit are refused, cut or rounded
      create table a (x numeric(8,2))       | create table a (x numeric(9,3))    | ''
      create table a (x int)                | create table a (x text)            | ''
      create sequence s                     | select 1                           | drops sequence public.s and how far it has counted
      create table a (x serial)             | create table a (x int generated always as identity) | ''
      create table a (x int, y int generated always as (x + 1) stored) | create table a (x int) | ''
      create view v as select 1 as x        | select 1                           | ''
      create type e as enum ('x', 'y'); create table a (x e) | create type e as enum ('x'); create table a (x e) | turns column public.a.x into public.e without 'y': rows that have it are refused
      create materialized view v as select 1 as x | select 1                     | ''
      create table a (x json)               | create table a (x jsonb)           | turns column public.a.x from json into jsonb: of a key that is there twice one stays, and neither order nor spacing
      create table a (x bit(8))             | create table a (x bit varying(8))  | ''
      create table a (x bit(8))             | create table a (x bit varying)     | ''
      create table a (x bit(8))             | create table a (x bit varying(4))  | turns column public.a.x from bit(8) into bit varying(4): values that do not fit are refused, cut or rounded
      create type c as (x int, y int); create table a (x c)                  | create type c as (x int); create table a (x c)            | drops attribute public.c.y with its values
      create type c as (x int, y int); create domain d as c; create table a (x d[]) | create type c as (x int); create domain d as c; create table a (x d[]) | drops attribute public.c.y with its values
      create type c as (x int, y int); create table a of c                   | create type c as (x int); create table a of c             | drops column public.a.y with its values
      create type c as (x bigint); create table a of c                       | create type c as (x int); create table a of c             | turns column public.a.x from bigint into integer: values that do not fit are refused, cut or rounded
      create type c as (x int, y int)       | create type c as (x int)           | ''
      create type c as (x int, y int); create table a (x c)                  | create type c as (y int, x int); create table a (x c)     | turns column public.a.x from public.c into public.c: values that do not fit are refused, cut or rounded
      create table a (x int generated always as identity) | create table a (x int not null) | drops the identity of column public.a.x and how far it has counted
      create sequence s                     | create sequence s increment -1     | begins sequence public.s anew: where it stands is outside of its new bounds
      create sequence s                     | create sequence s minvalue 5 start 7 | begins sequence public.s anew: where it stands is outside of its new bounds
      create sequence s                     | create sequence s maxvalue 9       | ''
      create table a (x int generated always as identity) | create table a (x int generated always as identity (minvalue 5 start 7)) | begins the identity of column public.a.x anew: where it stands is outside of its new bounds
      """)
  void sayWhatIsLost(String from, String to, String loss, TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      ChangePlan plan = ChangePlan.between(schema(database, from), schema(database, to));
      assertThat(plan.isEmpty()).isFalse();
      assertThat(plan.loses().stream().map(step -> sentence(step.loss())).toList())
          .isEqualTo(loss.isEmpty() ? List.of() : List.of(loss));
    }
  }

  @Test
  void labelsAreCommittedTogetherAndWhatIsAloneStandsAlone() {
    Step any = Step.of("a", ObjectId.of(Kind.TABLE, "", "t"));
    Step label = new Step("b", any.about(), Loss.none(), Step.Transaction.COMMITTED_BEFORE_NEXT, List.of());
    Step alone = new Step("c", any.about(), Loss.none(), Step.Transaction.ALONE, List.of());
    assertThat(new ChangePlan(List.of(label, label, any, any, alone, any)).transactions())
        .containsExactly(List.of(label, label), List.of(any, any), List.of(alone), List.of(any));
    assertThat(new ChangePlan(List.of(label)).transactions()).containsExactly(List.of(label));
    ChangePlan large = new ChangePlan(java.util.stream.IntStream.range(0, 200_000)
        .mapToObj(number -> Step.of("statement " + number, any.about())).toList());
    assertThat(large.transactions()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      create table a (x int) | create table a (x int not null)        | fails if public.a.x is null anywhere
      create table a (x int) | create table a (x int, y int not null) | fails if public.a has rows: the column has no default
      create sequence s      | create sequence s maxvalue 9           | fails if sequence public.s has counted beyond its new bounds
      """)
  void saysWhatMayFail(String from, String to, String note, TestDatabase test) {
    try (Database database = PairsTest.open(test)) {
      ChangePlan plan = ChangePlan.between(schema(database, from), schema(database, to));
      assertThat(plan.steps().stream().flatMap(step -> step.notes().stream())).containsExactly(note);
    }
  }

  private static String sentence(Loss loss) {
    return switch (loss) {
      case Loss.None() -> "";
      case Loss.Drops(String sentence) -> sentence;
      case Loss.MayLose(String sentence) -> sentence;
    };
  }

  static DatabaseSchema schema(Database database, String sql) {
    return Pair.rolledBack(database, () -> {
      Pair.run(database, sql);
      return Inspector.inspect(database, Scope.everything());
    });
  }
}
