package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The statements that generated scripts are made of, as tokens with the holes filled. */
final class Templates {
  /** Who is to understand a script. */
  enum Audience {
    /** A parser: names may mean anything. */
    GRAMMAR,
    /** A server that runs it: names must exist, and be new. */
    SERVER
  }

  /** One statement to come. */
  record Template(StatementKind kind, List<String> tokens) {}

  private static final List<String> GRAMMAR = List.of(
      "ORDINARY|SELECT {expr} AS {name} , {expr} FROM {name} WHERE {expr}",
      "ORDINARY|SELECT {expr} , {literal} end",
      "ORDINARY|VALUES ( {expr} , {literal} ) , ( {expr} , {literal} )",
      "ORDINARY|INSERT INTO {name} . {name} ( {name} , {name} ) VALUES ( {expr} , {expr} ) ON CONFLICT DO NOTHING RETURNING *",
      "ORDINARY|UPDATE {name} SET {name} = {expr} WHERE {expr}",
      "ORDINARY|DELETE FROM {name} WHERE {expr}",
      "ORDINARY|CREATE TABLE IF NOT EXISTS {name} ( {name} int DEFAULT {num} , {name} text DEFAULT {literal} CHECK ( {expr} ) )",
      "ORDINARY|CREATE TABLE {name} ( {name} int GENERATED ALWAYS AS IDENTITY , CONSTRAINT {name} CHECK ( {expr} ) )",
      "ORDINARY|CREATE VIEW {name} AS SELECT {expr} AS {name}",
      "ORDINARY|CREATE FUNCTION {name} ( {name} int , int ) RETURNS text LANGUAGE plpgsql AS {string}",
      "ORDINARY|CREATE FUNCTION {name} ( ) RETURNS int LANGUAGE sql BEGIN ATOMIC {body} END",
      "ORDINARY|CREATE OR REPLACE FUNCTION {name} ( a int DEFAULT {num} ) RETURNS int BEGIN ATOMIC {body} END",
      "ORDINARY|create procedure {name} ( ) begin atomic {body} end",
      "ORDINARY|CREATE OR REPLACE PROCEDURE {name} ( ) LANGUAGE sql Begin Atomic END",
      "ORDINARY|CREATE FUNCTION begin ( ) RETURNS int RETURN {expr}",
      "ORDINARY|CREATE RULE {name} AS ON INSERT TO {name} DO ALSO ( SELECT {expr} ; DELETE FROM {name} ; NOTIFY {name} )",
      "ORDINARY|CREATE RULE {name} AS ON UPDATE TO {name} WHERE {expr} DO INSTEAD NOTHING",
      "ORDINARY|CREATE TRIGGER {name} BEFORE UPDATE ON {name} FOR EACH ROW WHEN ( {expr} ) EXECUTE FUNCTION {name} ( {string} )",
      "ORDINARY|DO {string}", "ORDINARY|DO LANGUAGE plpgsql {string}", "ORDINARY|COMMENT ON TABLE {name} IS {string}",
      "ORDINARY|PREPARE {name} AS SELECT $1 , {expr}", "ORDINARY|PREPARE transaction AS SELECT {expr}",
      "ORDINARY|EXECUTE {name} ( {literal} , {expr} )",
      "ORDINARY|GRANT SELECT , INSERT ON TABLE {name} TO {name} WITH GRANT OPTION",
      "ORDINARY|ALTER TABLE {name} ADD COLUMN {name} text DEFAULT {literal} , ALTER COLUMN {name} TYPE int USING {expr}",
      "ORDINARY|ALTER TYPE {name} ADD VALUE {string} BEFORE {string}",
      "ORDINARY|CREATE TYPE {name} AS ENUM ( {string} , {string} )",
      "ORDINARY|CREATE DOMAIN {name} AS text CHECK ( VALUE <> {literal} )",
      "ORDINARY|CREATE POLICY {name} ON {name} USING ( {expr} ) WITH CHECK ( {expr} )",
      "ORDINARY|EXPLAIN ( ANALYZE , COSTS off ) SELECT {expr}",
      "ORDINARY|DECLARE {name} CURSOR FOR SELECT {expr}", "ORDINARY|SET search_path TO {name} , {string}",
      "ORDINARY|CREATE UNIQUE INDEX {name} ON {name} ( {name} , lower ( {name} ) ) WHERE {expr}",
      "ORDINARY|WITH {name} AS ( SELECT {expr} ) SELECT * FROM {name}",
      "ORDINARY|SELECT {name} ( a => {expr} , b := {expr} )",
      "ORDINARY|SELECT a [ 1 : 2 ] , b :: numeric ( 10 , 2 ) [ ]",
      "ORDINARY|CALL {name} ( {expr} )", "ORDINARY|SAVEPOINT {name}", "ORDINARY|ROLLBACK TO SAVEPOINT {name}",
      "ORDINARY|ROLLBACK WORK TO {name}", "ORDINARY|RELEASE {name}", "ORDINARY|TABLE {name}",
      "ORDINARY|SELECT U&{plain} UESCAPE '!'", "ORDINARY|COPY {name} TO STDOUT",
      "ORDINARY|COPY ( SELECT {expr} ) TO STDOUT",
      "ORDINARY|COPY {name} FROM {string}", "ORDINARY|COPY {name} FROM PROGRAM {string}", "ORDINARY|CLUSTER {name}",
      "ORDINARY|REINDEX TABLE {name}", "ORDINARY|ALTER TABLE {name} DETACH PARTITION {name}",
      "ORDINARY|SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "ORDINARY|DISCARD PLANS", "BEGIN|BEGIN",
      "BEGIN|begin work",
      "BEGIN|START TRANSACTION READ WRITE", "BEGIN|Begin Transaction Isolation Level Serializable", "COMMIT|COMMIT",
      "COMMIT|end transaction", "COMMIT|COMMIT WORK AND NO CHAIN", "TRANSACTION_CONTROL|ROLLBACK",
      "TRANSACTION_CONTROL|ABORT",
      "TRANSACTION_CONTROL|COMMIT AND CHAIN", "TRANSACTION_CONTROL|PREPARE TRANSACTION {plain}",
      "TRANSACTION_CONTROL|ROLLBACK PREPARED {plain}",
      "OUTSIDE_TRANSACTION|CREATE INDEX CONCURRENTLY ON {name} ( {name} )",
      "OUTSIDE_TRANSACTION|DROP INDEX CONCURRENTLY IF EXISTS {name}", "OUTSIDE_TRANSACTION|VACUUM ( ANALYZE ) {name}",
      "OUTSIDE_TRANSACTION|REINDEX ( VERBOSE , CONCURRENTLY ) INDEX {name}",
      "OUTSIDE_TRANSACTION|ALTER TABLE {name} DETACH PARTITION {name} CONCURRENTLY",
      "STRING_SETTING|SET standard_conforming_strings = on",
      "STRING_SETTING|set session Standard_Conforming_Strings to off",
      "STRING_SETTING|RESET standard_conforming_strings",
      "STRING_SETTING|SELECT set_config ( 'standard_conforming_strings' , 'off' , false )",
      "COPY_FROM_STDIN|COPY {name} FROM STDIN", "COPY_FROM_STDIN|copy {name} . {name} ( {name} , {name} ) from stdin",
      "COPY_FROM_STDIN|Copy {name} From Stdin With ( FORMAT csv , DELIMITER {plain} )");

  private static final List<String> EXPRESSIONS = List.of("{num}", "{literal}", "{name}", "{literal}", "( {expr} )",
      "{atom} {op} {atom}", "( {expr} ) {op} ( {expr} )", "{atom} {op} - {atom}", "- {num}",
      "CASE WHEN {expr} THEN {expr} ELSE {expr} END", "CASE {name} WHEN {literal} THEN {expr} END",
      "{name} :: text", "{literal} :: {name}", "lower ( {expr} , {expr} )", "ARRAY [ {expr} , {expr} ]",
      "EXISTS ( SELECT {expr} )", "a . end", "CAST ( {expr} AS int )", "{name} IS NOT NULL");

  private static final List<String> BODIES = List.of("SELECT {expr} ;",
      "SELECT CASE WHEN {expr} THEN CASE {name} WHEN 1 THEN 2 END ELSE {expr} END ;",
      "SELECT {expr} AS end , 1 AS case ;",
      "INSERT INTO {name} VALUES ( CASE WHEN {expr} THEN 1 END ) ;", "RETURN {expr} ;",
      "CREATE FUNCTION {name} ( ) RETURNS int BEGIN ATOMIC SELECT {expr} ; END ;", "UPDATE {name} SET a = {literal} ;");

  private static final List<String> SERVER = List.of(
      "ORDINARY|CREATE TABLE {new} ( id int PRIMARY KEY , a text DEFAULT {string} , n numeric ( 10 , 2 ) CHECK ( n > {num} ) )",
      "ORDINARY|INSERT INTO {table} ( id , a ) VALUES ( {unique} , {string} ) , ( {unique} , {string} )",
      "ORDINARY|ALTER TABLE {table} ADD COLUMN {new} text DEFAULT {string}",
      "ORDINARY|UPDATE {table} SET a = a || {string} WHERE id <> {num}",
      "ORDINARY|CREATE INDEX {new} ON {table} ( lower ( a ) , n ) WHERE a <> {string}",
      "ORDINARY|CREATE VIEW {new} AS SELECT id , a || {string} AS b , CASE WHEN n > 1 THEN {string} END AS c FROM {table}",
      "ORDINARY|CREATE MATERIALIZED VIEW {new} AS SELECT {string} :: text AS a , {num} - - {num} AS b",
      "ORDINARY|CREATE FUNCTION {new} ( ) RETURNS text LANGUAGE sql AS {sqlbody}",
      "ORDINARY|CREATE FUNCTION {new} ( x int ) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT {string} ; "
          + "SELECT CASE WHEN x > 0 THEN 1 ELSE CASE x WHEN 0 THEN 2 END END ; END",
      "ORDINARY|CREATE OR REPLACE PROCEDURE {new} ( ) LANGUAGE sql BEGIN ATOMIC INSERT INTO {table} ( id ) VALUES ( 0 ) ; "
          + "SELECT 1 AS end ; END",
      "ORDINARY|CREATE PROCEDURE {new} ( INOUT x int ) LANGUAGE plpgsql AS {plpgsql}", "ORDINARY|DO {plpgsql}",
      "ORDINARY|CREATE RULE {new} AS ON DELETE TO {table} DO ALSO ( UPDATE {table} SET a = {string} ; NOTIFY n , {short} )",
      "ORDINARY|CREATE DOMAIN {new} AS text DEFAULT {string} CHECK ( VALUE <> {string} )",
      "ORDINARY|CREATE TYPE {new} AS ENUM ( {short} , 'b;' , $$c--$$ )",
      "ORDINARY|COMMENT ON TABLE {table} IS {string}",
      "ORDINARY|COMMENT ON COLUMN {table} . a IS {string}", "ORDINARY|CREATE SEQUENCE {new} INCREMENT BY 2",
      "ORDINARY|CREATE POLICY {new} ON {table} USING ( a = {string} )", "ORDINARY|GRANT SELECT ON {table} TO PUBLIC",
      "ORDINARY|SELECT set_config ( 'my.x' , {string} , false )", "BEGIN|BEGIN", "COMMIT|COMMIT",
      "COPY_FROM_STDIN|COPY {table} ( id , a ) FROM stdin");

  private final TextGenerator text;
  private final Audience audience;
  private final Strings initial;
  private final List<String> tables = new ArrayList<>();
  private int names;

  Templates(TextGenerator text, Audience audience, Strings initial) {
    this.text = text;
    this.initial = initial;
    this.audience = audience;
  }

  Template next() {
    if (audience == Audience.GRAMMAR) {
      return fill(text.any(GRAMMAR));
    }
    return fill(tables.isEmpty() ? SERVER.getFirst() : text.any(SERVER));
  }

  /** One line of COPY data without its end. */
  String copyRow() {
    if (audience == Audience.SERVER) {
      return ++names + "\t" + text.any(List.of("x; y", "'", "\\N", "$$", "-- /*", "é\\t", "\"", "\\\\."));
    }
    return text.any(List.of("1\tx; y", "'", "\\N", "$$", "/*", "", " \\.", "\\.x", "(", "COPY t FROM stdin;", "a\rb"));
  }

  private Template fill(String line) {
    int bar = line.indexOf('|');
    List<String> tokens = tokens(line.substring(bar + 1), 3);
    if (line.startsWith("STRING_SETTING")) {
      text.set(line.contains("off") ? Strings.BACKSLASH_ESCAPES : line.contains("RESET") ? initial : Strings.STANDARD);
    }
    if (line.contains("CREATE TABLE {new}")) {
      tables.add(tokens.get(2));
    }
    return new Template(StatementKind.valueOf(line.substring(0, bar)), tokens);
  }

  private List<String> tokens(String template, int depth) {
    List<String> tokens = new ArrayList<>();
    Arrays.stream(template.split(" ")).forEach(part -> tokens.addAll(part(part, depth)));
    return tokens;
  }

  private List<String> part(String part, int depth) {
    return switch (part) {
      case "{expr}" -> tokens(depth == 0 ? "{num}" : text.any(EXPRESSIONS), Math.max(depth - 1, 0));
      case "{body}" -> body();
      case "{name}" -> List.of(text.name());
      case "{atom}" -> tokens(text.any(List.of("{num}", "{literal}", "{name}")), 0);
      case "{op}" -> List.of(text.operator());
      case "{num}" -> List.of(text.number());
      case "{literal}" -> List.of(text.literal());
      case "{string}" -> List.of(text.string());
      case "{plain}", "U&{plain}" -> List.of(part.replace("{plain}", "'!0041;'"));
      case "{short}" -> List.of(text.quoted("it's; /*"));
      case "{sqlbody}" -> List.of(text.quoted("SELECT 'a;' || $x$;'$x$; SELECT 'b' -- ;\n"));
      case "{plpgsql}" -> List.of(text.quoted("BEGIN PERFORM 1; IF true THEN NULL; END IF; END"));
      case "{new}" -> List.of("x" + ++names);
      case "{unique}" -> List.of("" + ++names);
      case "{table}" -> List.of(text.any(tables));
      default -> List.of(part);
    };
  }

  private List<String> body() {
    List<String> body = new ArrayList<>();
    for (int left = text.number(4); left > 0; left--) {
      body.addAll(tokens(text.any(BODIES), 2));
    }
    return body;
  }
}
