package dev.whimbrel.sql;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table as a script names it.
 *
 * @param schema or null where search_path decides
 * @param table its name in that schema
 */
public record TableName(@Nullable Identifier schema, Identifier table) {
  private static final Pattern PLAIN = Pattern.compile("[^.\"\0]+");
  private static final String PART = "(" + PLAIN.pattern() + "|\"(?:[^\"\0]|\"\")++\")";
  private static final Pattern TYPED = Pattern.compile("(?:" + PART + "\\.)?" + PART);

  public TableName {
    Objects.requireNonNull(table);
  }

  /** May be the same table: what is not written, search_path decides. */
  boolean mayBe(TableName other) {
    return table.equals(other.table) && (schema == null || other.schema == null || schema.equals(other.schema));
  }

  /**
   * The name that somebody types: {@code table} or {@code schema.table}, each part as the catalog has it, or in double quotes where it
   * holds a dot or a quote, as in {@code "my.schema"."a ""table"""}. Without quotes nothing is folded.
   */
  public static Result<TableName> read(String text) {
    Matcher matcher = TYPED.matcher(text);
    if (!matcher.matches()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "\"" + text + "\" is not the name of a table")
          .remedy("write TABLE or SCHEMA.TABLE, and a part that holds a dot or a quote in double quotes, as in: "
              + "--table '\"my.schema\".\"my table\"'"));
    }
    String schema = matcher.group(1);
    return Result.ok(new TableName(schema == null ? null : part(schema), part(matcher.group(2))));
  }

  private static Identifier part(String written) {
    boolean isQuoted = written.startsWith("\"");
    return new Identifier(isQuoted ? written.substring(1, written.length() - 1).replace("\"\"", "\"") : written);
  }

  /** As {@link #read} understands it. */
  public String written() {
    return schema == null ? written(table) : written(schema) + "." + written(table);
  }

  private static String written(Identifier part) {
    return PLAIN.matcher(part.name()).matches() ? part.name() : part.quoted();
  }

  /** As it may stand in SQL. */
  public String quoted() {
    return schema == null ? table.quoted() : schema.quoted() + "." + table.quoted();
  }

  @Override
  public String toString() {
    return quoted();
  }
}
