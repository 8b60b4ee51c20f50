package dev.whimbrel.schema.ddl;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names and values as they stand in a script that people read: in quotes only where they must be. */
public final class Quoting {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** All key words that are not free to be any name, of PostgreSQL 14 to 18: {@code pg_get_keywords()} with {@code catcode <> 'U'}. */
  private static final Set<String> KEYWORDS = Set.of("""
      all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char \
      character check coalesce collate collation column concurrently constraint create cross current_catalog current_date \
      current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do \
      else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike \
      in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg json_exists \
      json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like \
      limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset \
      on only or order out outer overlaps overlay placing position precision primary real references returning right row select \
      session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to \
      trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes \
      xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"""
      .split(" "));

  private Quoting() {}

  /** A name of the catalog. */
  public static String name(String name) {
    return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name) ? name : new Identifier(name).quoted();
  }

  /** A name with its schema, or alone if that is empty. */
  public static String name(String schema, String name) {
    return schema.isEmpty() ? name(name) : name(schema) + "." + name(name);
  }

  /** A text as a literal. */
  public static String literal(String text) {
    return Literal.of(text);
  }

  static String names(Collection<String> names) {
    return names.stream().map(Quoting::name).collect(Collectors.joining(", "));
  }

  /** A role, or everybody. */
  static String role(String role) {
    return "public".equals(role) ? "PUBLIC" : name(role);
  }
}
