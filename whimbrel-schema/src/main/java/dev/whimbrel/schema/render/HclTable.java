package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body of a {@code table} block. */
final class HclTable {
  private static final Set<String> METHODS = Set.of("hash", "brin", "gin", "gist", "spgist");
  private static final Pattern CHECK = Pattern.compile("CHECK \\((?<expression>.*)\\)(?: NO INHERIT)?", Pattern.DOTALL);
  private static final Pattern EXCLUDE = Pattern.compile("EXCLUDE USING (?<method>\\S+) \\((?<rest>.*)",
      Pattern.DOTALL);
  private static final Pattern PARTITION = Pattern.compile("(?<type>\\w+) \\((?<parts>.*)\\)", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("\"(?:[^\"]|\"\")*+\"|[\\p{L}_][\\w$]*",
      Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern OPERATOR_CLASS = Pattern.compile("(?:(?<schema>[^.(]+)\\.)?(?<name>[^.(]+?) ?"
      + "(?:\\((?<parameters>.*)\\))?");

  private final DatabaseSchema schema;
  private final Overview overview;
  private final HclNames names;

  HclTable(DatabaseSchema schema, Overview overview, HclNames names) {
    this.schema = schema;
    this.overview = overview;
    this.names = names;
  }

  HclBody body(Table table) {
    ObjectId id = table.id();
    HclBody body = new HclBody().with("schema", HclNames.schemaReference(id.schema()))
        .withText("comment", comment(id));
    schema.columns(id).forEach(column -> body.block("column", List.of(column.id().part()), column(column)));
    overview.constraints(id, Constraint.Type.PRIMARY_KEY)
        .forEach(key -> body.block("primary_key", List.of(), key(key)));
    overview.constraints(id, Constraint.Type.FOREIGN_KEY)
        .forEach(key -> body.block("foreign_key", List.of(key.id().part()), foreignKey(key)));
    overview.indexes(id).forEach(index -> body.block("index", List.of(index.id().name()), index(index)));
    overview.constraints(id, Constraint.Type.CHECK)
        .forEach(check -> body.block("check", List.of(check.id().part()), check(check.definition())));
    overview.constraints(id, Constraint.Type.UNIQUE)
        .forEach(key -> body.block("unique", List.of(key.id().part()), unique(key)));
    overview.constraints(id, Constraint.Type.EXCLUSION)
        .forEach(exclusion -> body.block("exclude", List.of(exclusion.id().part()), exclusion(exclusion)));
    partition(table, body);
    rowSecurity(table, body);
    return body;
  }

  private HclBody column(Column column) {
    HclBody body = new HclBody().with("null", column.notNull() == null ? "true" : "false")
        .with("type", names.type(column));
    if (column.content() instanceof Column.Content.Default(String expression) && !overview.isSerial(column)) {
      body.with("default", names.value(column, expression));
    }
    body.withText("comment", comment(column.id()));
    switch (column.content()) {
      case Column.Content.Identity identity -> body.block("identity", List.of(), identity(identity));
      case Column.Content.Generated generated -> body.block("as", List.of(), new HclBody()
          .with("expr", HclBody.quoted(generated.expression())).with("type", generated.keeping().name()));
      case Column.Content.None none -> {
      }
      case Column.Content.Default value -> {
      }
    }
    return body;
  }

  private static HclBody identity(Column.Content.Identity identity) {
    return new HclBody().with("generated", identity.giving().name())
        .with("start", unlessOne(identity.counting().start()))
        .with("increment", unlessOne(identity.counting().increment()));
  }

  private static @Nullable String unlessOne(long number) {
    return number == 1 ? null : Long.toString(number);
  }

  private static HclBody key(Constraint key) {
    List<String> include = key.backing() == null ? List.of() : key.backing().include();
    return new HclBody().with("columns", HclBody.list(HclNames.columns(key.columns())))
        .withList("include", HclNames.columns(include));
  }

  private static HclBody unique(Constraint key) {
    HclBody body = key(key);
    return key.definition().startsWith("UNIQUE NULLS NOT DISTINCT") ? body.with("nulls_distinct", "false") : body;
  }

  private HclBody foreignKey(Constraint key) {
    Constraint.Reference reference = Objects.requireNonNull(key.reference());
    boolean own = reference.table().equals(key.id().relation());
    String prefix = own ? "" : names.reference(reference.table()) + ".";
    return new HclBody().with("columns", HclBody.list(HclNames.columns(key.columns())))
        .with("ref_columns",
            HclBody.list(reference.columns().stream().map(column -> prefix + HclNames.column(column)).toList()))
        .with("on_update", reference.onUpdate().name())
        .with("on_delete", reference.onDelete().name());
  }

  HclBody index(Index index) {
    boolean plain = index.parts().stream().allMatch(HclTable::isPlain);
    HclBody body = new HclBody().with("unique", index.uniqueness() == Index.Uniqueness.ANY ? null : "true");
    if (plain) {
      body.with("columns", HclBody.list(HclNames.columns(index.parts().stream().map(Index.Part::text).toList())));
    }
    body.withText("comment", comment(index.id()))
        .with("type", method(index.method()))
        .with("where", index.predicate().isEmpty() ? null : HclBody.quoted(index.predicate()))
        .with("nulls_distinct", index.uniqueness() == Index.Uniqueness.UNIQUE_NULLS_NOT_DISTINCT ? "false" : null)
        .withList("include", HclNames.columns(index.include()))
        .with("page_per_range", index.options().get("pages_per_range"));
    if (!plain) {
      index.parts().forEach(part -> body.block("on", List.of(), part(part)));
    }
    return body;
  }

  private static boolean isPlain(Index.Part part) {
    return part.subject() == Index.Subject.COLUMN && part.order() == Index.Order.ASCENDING
        && part.nulls() == Index.Nulls.LAST && part.operatorClass().isEmpty();
  }

  private static HclBody part(Index.Part part) {
    boolean descending = part.order() == Index.Order.DESCENDING;
    HclBody body = new HclBody().with("desc", descending ? "true" : null);
    body = part.subject() == Index.Subject.COLUMN
        ? body.with("column", HclNames.column(part.text()))
        : body.with("expr", HclBody.quoted(part.text()));
    return body.with("ops", operatorClass(part.operatorClass()))
        .with("nulls_first", !descending && part.nulls() == Index.Nulls.FIRST ? "true" : null)
        .with("nulls_last", descending && part.nulls() == Index.Nulls.LAST ? "true" : null);
  }

  private static @Nullable String method(String method) {
    if (method.equals("btree")) {
      return null;
    }
    return METHODS.contains(method) ? method.toUpperCase(Locale.ROOT) : HclBody.quoted(method);
  }

  /** A class of the server's own as a word, others quoted, one with parameters as it stands in SQL. */
  private static @Nullable String operatorClass(String text) {
    Matcher matcher = OPERATOR_CLASS.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return text.isEmpty() ? null : HclBody.quoted(text);
    }
    String name = matcher.group("name");
    if (matcher.group("parameters") != null) {
      return HclBody.sql(name + "(" + matcher.group("parameters").replaceAll("'(\\d+)'", "$1") + ")");
    }
    String of = matcher.group("schema");
    return of == null || of.equals("pg_catalog") ? name : HclBody.quoted(name);
  }

  static HclBody check(String definition) {
    Matcher matcher = CHECK.matcher(definition);
    String expression = matcher.matches() ? matcher.group("expression") : definition;
    return new HclBody().with("expr", HclBody.quoted(expression));
  }

  private static HclBody exclusion(Constraint exclusion) {
    Matcher matcher = EXCLUDE.matcher(exclusion.definition());
    if (!matcher.matches()) {
      return new HclBody();
    }
    String rest = matcher.group("rest");
    int end = SqlList.end(rest);
    HclBody body = new HclBody().with("type", method(matcher.group("method")));
    int where = rest.indexOf(" WHERE (", end);
    if (where > 0) {
      String condition = rest.substring(where + " WHERE (".length());
      body.with("where", HclBody.quoted(condition.substring(0, SqlList.end(condition))));
    }
    for (String element : SqlList.split(rest.substring(0, end))) {
      int with = element.lastIndexOf(" WITH ");
      body.block("on", List.of(), subject(element.substring(0, with))
          .with("op", HclBody.quoted(element.substring(with + " WITH ".length()))));
    }
    return body;
  }

  private static HclBody subject(String text) {
    return NAME.matcher(text).matches()
        ? new HclBody().with("column", HclNames.column(TypeText.bare(text)))
        : new HclBody().with("expr", HclBody.quoted(text));
  }

  private static void partition(Table table, HclBody body) {
    Matcher matcher = PARTITION.matcher(table.partitionKey());
    if (!matcher.matches()) {
      return;
    }
    List<String> parts = SqlList.split(matcher.group("parts"));
    HclBody partition = new HclBody().with("type", matcher.group("type"));
    if (parts.stream().allMatch(part -> NAME.matcher(part).matches())) {
      partition.with("columns", HclBody.list(HclNames.columns(parts.stream().map(TypeText::bare).toList())));
    } else {
      parts.forEach(part -> partition.block("by", List.of(), subject(part)));
    }
    body.block("partition", List.of(), partition);
  }

  private static void rowSecurity(Table table, HclBody body) {
    boolean enabled = table.rowSecurity() == Table.RowSecurity.ENABLED
        || table.rowSecurity() == Table.RowSecurity.FORCED;
    boolean enforced = table.rowSecurity() == Table.RowSecurity.FORCED
        || table.rowSecurity() == Table.RowSecurity.OFF_BUT_FORCED;
    if (enabled || enforced) {
      body.block("row_security", List.of(), new HclBody().with("enabled", enabled ? "true" : "false")
          .with("enforced", enforced ? "true" : null));
    }
  }

  private String comment(ObjectId id) {
    return schema.aspectsOf(id).comment();
  }
}
