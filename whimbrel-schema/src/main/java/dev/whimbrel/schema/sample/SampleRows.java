package dev.whimbrel.schema.sample;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A few rows for every table that has none, made so that they satisfy its constraints: what a way back does to rows is seen in them. */
public final class SampleRows {
  private static final int WANTED = 3;
  private static final int TRIES = 24;

  private final DatabaseSchema schema;
  private final Set<ObjectId> tried;
  private final ValuePool pool;
  private final Map<String, String> commands = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private SampleRows(DatabaseSchema schema, Set<ObjectId> tried) {
    this.schema = schema;
    this.tried = tried;
    this.pool = new ValuePool(schema);
  }

  /** Makes them in the database that has this schema; gives the tables for which none could be made, each with the reason. */
  public static List<String> into(Database database, DatabaseSchema schema) {
    return into(database, schema, new HashSet<>());
  }

  /**
   * The same for those tables for which it was not tried yet.
   *
   * @param tried grows by them
   */
  public static List<String> into(Database database, DatabaseSchema schema, Set<ObjectId> tried) {
    return new SampleRows(schema, tried).fill(database);
  }

  private List<String> fill(Database database) {
    ordered().forEach(this::prepare);
    if (commands.isEmpty()) {
      return notes;
    }
    Answer answer = database.send(String.join(";\n", commands.values()));
    ServerFailure failure = answer.failure();
    if (failure != null) {
      return List.of("no rows were made: " + failure.error().message());
    }
    int i = 0;
    for (String table : commands.keySet()) {
      String left = Objects.requireNonNull(answer.rows(2 * i + 1).getFirst().getFirst());
      if (!left.isEmpty()) {
        notes.add(without(table, left));
      }
      i++;
    }
    return notes;
  }

  private static String without(String table, String reason) {
    return "no rows could be made for table " + table + ": " + reason;
  }

  /** What is pointed at comes first. */
  private Set<Table> ordered() {
    Set<Table> ordered = new LinkedHashSet<>();
    Set<ObjectId> begun = new LinkedHashSet<>();
    schema.all(Table.class).forEach(table -> visit(table, begun, ordered));
    return ordered;
  }

  private void visit(Table table, Set<ObjectId> begun, Set<Table> ordered) {
    if (!begun.add(table.id())) {
      return;
    }
    for (Constraint constraint : ValuePool.pointing(schema, table.id())) {
      if (schema.find(Objects.requireNonNull(constraint.reference()).table()).orElse(null) instanceof Table other) {
        visit(other, begun, ordered);
      }
    }
    ordered.add(table);
  }

  private void prepare(Table table) {
    if (table.foreign() != null || table.parentage() instanceof Table.Parentage.PartitionOf || !tried.add(table.id())) {
      return;
    }
    String label = table.id().schema() + "." + table.id().name();
    List<String> inserts = new ArrayList<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      inserts.addAll(inserts(table, attempt));
    }
    List<String> unknown = unknown(table);
    if (!unknown.isEmpty()) {
      notes.add(without(label, String.join(", ", unknown)));
      return;
    }
    commands.put(label, block(table.id(), inserts));
  }

  private List<String> unknown(Table table) {
    return schema.columns(table.id()).stream()
        .filter(column -> column.notNull() != null && column.content() instanceof Column.Content.None)
        .filter(column -> pool.values(column.type(), List.of(), 0).isEmpty())
        .map(column -> "column " + column.id().part() + " has the type " + column.type())
        .toList();
  }

  /** Every attempt once with all columns and once with those alone that must be given. */
  private List<String> inserts(Table table, int attempt) {
    Map<String, String> pointed = pointed(table, attempt);
    Map<String, String> all = new TreeMap<>();
    Map<String, String> least = new TreeMap<>();
    int position = 0;
    for (Column column : schema.columns(table.id())) {
      position++;
      if (isGiven(column)) {
        continue;
      }
      String name = column.id().part();
      String value = pointed.get(name);
      if (value == null) {
        List<String> said = ValuePool.said(schema, table.id(), name);
        List<String> values = pool.values(column.type(), said, attempt);
        if (values.isEmpty()) {
          continue;
        }
        // the first that is likely, and if that does not do, others, for one column after the other
        int first = attempt / WANTED * position % values.size();
        value = ValuePool.fitting(name, rotated(values, first), said);
      }
      all.put(name, value);
      if (column.notNull() != null && column.content() instanceof Column.Content.None) {
        least.put(name, value);
      }
    }
    return all.equals(least)
        ? List.of(insert(table.id(), all))
        : List.of(insert(table.id(), all), insert(table.id(), least));
  }

  private static List<String> rotated(List<String> values, int first) {
    return Stream.concat(values.stream().skip(first), values.stream().limit(first)).toList();
  }

  private static boolean isGiven(Column column) {
    return switch (column.content()) {
      case Column.Content.None none -> false;
      case Column.Content.Default expression -> expression.expression().contains("nextval(");
      case Column.Content.Generated generated -> true;
      case Column.Content.Identity identity -> true;
    };
  }

  private Map<String, String> pointed(Table table, int attempt) {
    Map<String, String> values = new TreeMap<>();
    for (Constraint constraint : ValuePool.pointing(schema, table.id())) {
      Constraint.Reference reference = Objects.requireNonNull(constraint.reference());
      for (int i = 0; i < constraint.columns().size(); i++) {
        values.put(constraint.columns().get(i), "(select r." + new Identifier(reference.columns().get(i)).quoted()
            + " from " + quoted(reference.table()) + " r order by r.ctid limit 1 offset " + attempt % WANTED + ")");
      }
    }
    return values;
  }

  private static String quoted(ObjectId table) {
    return new Identifier(table.schema()).quoted() + "." + new Identifier(table.name()).quoted();
  }

  private static String insert(ObjectId table, Map<String, String> values) {
    if (values.isEmpty()) {
      return "insert into " + quoted(table) + " default values";
    }
    return "insert into " + quoted(table) + " ("
        + values.keySet().stream().map(name -> new Identifier(name).quoted()).collect(Collectors.joining(", "))
        + ") values (" + String.join(", ", values.values()) + ")";
  }

  /** Tries one after the other until there are enough; leaves the last reason if there is none. */
  private static String block(ObjectId table, List<String> inserts) {
    String body = """
        declare
          attempt pg_catalog.text;
          made pg_catalog.int4 := (select pg_catalog.count(*) from (select from %1$s limit 1) held) operator(pg_catalog.*) %2$d;
          reason pg_catalog.text := 'no attempt';
        begin
          set constraints all immediate;
          foreach attempt in array array[%3$s]::pg_catalog.text[] loop
            exit when made operator(pg_catalog.>=) %2$d;
            begin
              execute attempt;
              made := made operator(pg_catalog.+) 1;
            exception when others then
              reason := sqlerrm;
            end;
          end loop;
          perform pg_catalog.set_config('whimbrel.rows', case when made operator(pg_catalog.>) 0 then '' else reason end, false);
        end""".formatted(quoted(table), WANTED, inserts.stream().map(Literal::of).collect(Collectors.joining(", ")));
    return "do " + Literal.of(body) + ";\nselect pg_catalog.current_setting('whimbrel.rows')";
  }
}
