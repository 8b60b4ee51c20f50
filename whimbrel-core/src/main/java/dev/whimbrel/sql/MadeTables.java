package dev.whimbrel.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which tables there are after a series of statements that were not there before, as far as plain statements say so: what a function
 * or a DO block does is not seen. Temporary tables do not count.
 */
public final class MadeTables {
  /** How a script makes a table. */
  public enum Manner {
    PLAIN, IF_NOT_EXISTS
  }

  /** One of them. */
  public record Made(TableName name, Manner manner) {}

  private final List<Made> made = new ArrayList<>();

  private MadeTables() {}

  /** The tables that are left at the end, in the order of their making. */
  public static List<Made> of(List<Statement> statements) {
    MadeTables tables = new MadeTables();
    statements.forEach(statement -> tables
        .read(new Words(statement.source().bytes(), statement.start(), statement.end(), statement.strings())));
    return List.copyOf(tables.made);
  }

  private void read(Words words) {
    String first = words.keyword();
    words.advance();
    switch (first) {
      case "CREATE" -> create(words);
      case "DROP" -> drop(words);
      case "ALTER" -> alter(words);
      default -> {
        // makes no table in a way that can be seen
      }
    }
  }

  private void create(Words words) {
    words.acceptAny("UNLOGGED", "FOREIGN");
    if (!words.accept("TABLE")) {
      return;
    }
    boolean tolerant = words.accept("IF") && words.accept("NOT") && words.accept("EXISTS");
    name(words).filter(name -> name.schema() == null || !name.schema().name().equals("pg_temp"))
        .ifPresent(name -> made.add(new Made(name, tolerant ? Manner.IF_NOT_EXISTS : Manner.PLAIN)));
  }

  private void drop(Words words) {
    if (words.accept("SCHEMA")) {
      names(words).forEach(schema -> made.removeIf(table -> schema.table().equals(table.name().schema())));
      return;
    }
    words.accept("FOREIGN");
    if (words.accept("TABLE")) {
      names(words).forEach(name -> made.removeIf(table -> table.name().mayBe(name)));
    }
  }

  private static List<TableName> names(Words words) {
    if (words.accept("IF")) {
      words.accept("EXISTS");
    }
    List<TableName> names = new ArrayList<>();
    do {
      name(words).ifPresent(names::add);
    } while (words.accept(','));
    return names;
  }

  private void alter(Words words) {
    words.accept("FOREIGN");
    if (!words.accept("TABLE")) {
      return;
    }
    if (words.accept("IF")) {
      words.accept("EXISTS");
    }
    words.accept("ONLY");
    Optional<TableName> name = name(words);
    if (name.isEmpty()) {
      return;
    }
    words.accept('*');
    TableName old = name.get();
    if (words.accept("RENAME") && words.accept("TO")) {
      name(words).ifPresent(renamed -> replace(old, new TableName(old.schema(), renamed.table())));
    } else if (words.accept("SET") && words.accept("SCHEMA")) {
      name(words).ifPresent(schema -> replace(old, new TableName(schema.table(), old.table())));
    }
  }

  private void replace(TableName old, TableName name) {
    made.replaceAll(table -> table.name().mayBe(old) ? new Made(name, table.manner()) : table);
  }

  private static Optional<TableName> name(Words words) {
    String first = words.name();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    words.advance();
    if (!words.accept('.')) {
      return Optional.of(new TableName(null, new Identifier(first)));
    }
    String second = words.name();
    words.advance();
    return second.isEmpty() || words.accept('.')
        ? Optional.empty()
        : Optional.of(new TableName(new Identifier(first), new Identifier(second)));
  }
}
