package dev.whimbrel.schema.rollback;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the tables of a database at one moment.
 *
 * @param tables by their oids, which a renamed table keeps
 */
record Rows(Map<String, Held> tables) {
  /** More are not looked at; a shadow has few. */
  static final int MOST = 1000;

  Rows {
    // in their order, as what is found is told in it
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  /**
   * A column.
   *
   * @param number which a renamed column keeps, and one that is made anew does not get
   */
  record Field(String number, String name, Role role) {
    /** Of a key that is not whole any more. */
    Field withoutRole() {
      return new Field(number, name, Role.VALUE);
    }
  }

  /** Whether a row is told apart by it. */
  enum Role {
    KEY, VALUE
  }

  /**
   * A table with its rows.
   *
   * @param rows values as text, in the order of the columns; the first ones by the key if there are more
   */
  record Held(String schema, String name, List<Field> fields, List<List<@Nullable String>> rows, Extent extent) {
    Held {
      fields = List.copyOf(fields);
      rows = List.copyOf(rows);
    }

    String label() {
      return schema + "." + name;
    }

    private String query() {
      String columns = fields.stream().map(field -> new Identifier(field.name()).quoted() + "::pg_catalog.text")
          .collect(Collectors.joining(", "));
      return "select " + columns + " from " + new Identifier(schema).quoted() + "." + new Identifier(name).quoted()
          + " order by " + order() + " limit " + (MOST + 1);
    }

    /** By the numbers of the columns; where each row is to be found in the table changes with every update. */
    private String order() {
      boolean keyed = fields.stream().anyMatch(field -> field.role() == Role.KEY);
      return IntStream.range(0, fields.size()).filter(i -> !keyed || fields.get(i).role() == Role.KEY)
          .mapToObj(i -> String.valueOf(i + 1)).collect(Collectors.joining(", "));
    }

    private Held filled(List<List<@Nullable String>> found) {
      return found.size() > MOST
          ? new Held(schema, name, fields, found.subList(0, MOST), Extent.BEGINNING)
          : new Held(schema, name, fields, found, Extent.WHOLE);
    }
  }

  /** How much of a table was looked at. */
  enum Extent {
    WHOLE, BEGINNING
  }

  /** Of all tables but those of some schemas. */
  static Rows of(Database database, List<String> without) {
    List<Held> tables = new ArrayList<>();
    List<String> oids = new ArrayList<>();
    for (Map.Entry<String, List<List<@Nullable String>>> table : grouped(database, without).entrySet()) {
      List<@Nullable String> first = table.getValue().getFirst();
      oids.add(table.getKey());
      tables.add(new Held(text(first, 1), text(first, 2), table.getValue().stream().map(Rows::field).toList(),
          List.of(), Extent.WHOLE));
    }
    if (tables.isEmpty()) {
      return new Rows(Map.of());
    }
    Answer answer = database.send(tables.stream().map(Held::query).collect(Collectors.joining(";\n")));
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new IllegalStateException(failure.error().message());
    }
    Map<String, Held> held = new LinkedHashMap<>();
    for (int i = 0; i < tables.size(); i++) {
      held.put(oids.get(i), tables.get(i).filled(answer.rows(i)));
    }
    return new Rows(held);
  }

  private static Map<String, List<List<@Nullable String>>> grouped(Database database, List<String> without) {
    String names = without.stream().map(Literal::of).collect(Collectors.joining(", "));
    return database.query(Query.TABLES.text().formatted(names)).stream()
        .collect(Collectors.groupingBy(row -> text(row, 0), LinkedHashMap::new, Collectors.toList()));
  }

  private static Field field(List<@Nullable String> row) {
    return new Field(text(row, 3), text(row, 4), text(row, 5).equals("true") ? Role.KEY : Role.VALUE);
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  Optional<Held> named(String schema, String name) {
    return tables.values().stream().filter(held -> held.schema().equals(schema) && held.name().equals(name))
        .findFirst();
  }
}
