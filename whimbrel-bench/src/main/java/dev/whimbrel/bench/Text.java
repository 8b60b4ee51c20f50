package dev.whimbrel.bench;

import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.List;

/** SQL by the megabyte, of the kinds that files of migrations are made of. */
public enum Text {
  /** Statements of a line or two, many names, few literals. */
  DDL,
  /** One row each: what dumps are made of. */
  INSERTS,
  /** Lines of data, one statement. */
  COPY,
  /** Bodies in dollar quotes and of BEGIN ATOMIC, comments, nested parentheses. */
  FUNCTIONS;

  private static final int MEGABYTE = 1024 * 1024;

  /** A megabyte of it, the same each time. */
  Source megabyte() {
    StringBuilder text = new StringBuilder(this == COPY ? "copy account (id, name, note) from stdin;\n" : "");
    for (int number = 0; text.length() < MEGABYTE; number++) {
      text.append(piece(number));
    }
    return Source.ofText("megabyte.sql", text.append(this == COPY ? "\\.\n" : "").toString());
  }

  private String piece(int number) {
    return switch (this) {
      case DDL -> table(number);
      case INSERTS -> insert(number);
      case COPY -> row(number);
      case FUNCTIONS -> function(number);
    };
  }

  /** The statements of that. */
  List<Statement> statements() {
    return SqlScanner.scan(megabyte(), Lexicon.standard()).orThrow();
  }

  /** The SQL of one small migration. */
  static String migration(int number) {
    return number % 2 == 0 ? table(number) : function(number);
  }

  private static String table(int number) {
    return """
        create table item_%1$d (
            id bigint generated always as identity primary key,
            tenant integer not null, name text not null default 'new; not yet paid', price numeric(12,2) not null check (price >= 0)
        );
        create index item_%1$d_tenant_idx on item_%1$d (tenant, name desc);
        comment on table item_%1$d is 'items of group %1$d';
        """.formatted(number);
  }

  private static String insert(int number) {
    return "insert into account (id, name, note) values (%d, 'name %d', 'it''s a note; of some length, as notes are');\n"
        .formatted(number, number);
  }

  private static String row(int number) {
    return "%d\tname %d\tit's a note; of some length, as notes are\n".formatted(number, number);
  }

  private static String function(int number) {
    return """
        create or replace function total_%1$d(tenant integer) returns numeric language plpgsql stable as $body$
        declare
            total numeric := 0;
        begin
            -- the semicolons in this body do not end the statement
            select coalesce(sum(price), 0) into total from item_%1$d i where i.tenant = total_%1$d.tenant;
            return total; /* nor /* does */ this; */
        end;
        $body$;
        create function twice_%1$d(n integer) returns integer begin atomic select case when n > 0 then n * 2 else 0 end; end;
        """.formatted(number);
  }
}
