package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MadeTablesTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "NOTHING", value = {
      "create table a (n int) | \"a\"",
      "CREATE /* x */ TABLE Public.Users () | \"public\".\"users\"",
      "create unlogged table if not exists \"A \"\"b\" () | \"A \"\"b\" IF_NOT_EXISTS",
      "create foreign table f (n int) server s | \"f\"",
      "create table c as select 1 | \"c\"",
      "create table p1 partition of p for values in (1) | \"p1\"",
      "create table ÄB () | \"Äb\"",
      "create temp table a (); create temporary table b (); create local temp table c () | NOTHING",
      "create table pg_temp.a () | NOTHING",
      "create table U&\"a\" () | NOTHING",
      "create index on a (n); create view v as select 1; create type t as (n int) | NOTHING",
      "create function f() returns int language sql begin atomic create table x (); end | NOTHING",
      "do $$ begin create table x (); end $$ | NOTHING",
      "create table a (); create table b (); drop table if exists a, public.b cascade | NOTHING",
      "create table s.a (); create table b (); drop table t.a; drop table b | \"s\".\"a\"",
      "create table a (); create table s.b (); drop schema if exists s cascade | \"a\"",
      "create table a (); alter table if exists only a * rename to b | \"b\"",
      "create table a (n int); alter table a rename n to m; alter table a rename column m to n | \"a\"",
      "create table a (); alter table a set schema s | \"s\".\"a\"",
      "create table a (); alter table a set (fillfactor = 50), add m int | \"a\"",
      "drop table | NOTHING",
      "create table | NOTHING",
      "create table a. | NOTHING",
      "create table a.b.c () | NOTHING"})
  void whatIsLeft(String script, String expected) {
    List<Statement> statements = SqlScanner.scan(Source.ofText("a.sql", script), Lexicon.standard()).orThrow();
    assertThat(MadeTables.of(statements)).extracting(MadeTablesTest::shown)
        .isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  private static String shown(MadeTables.Made made) {
    return made.name() + (made.manner() == MadeTables.Manner.PLAIN ? "" : " " + made.manner());
  }
}
