package dev.whimbrel.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A script that makes a database of everything in moderation, another one for every seed. */
final class RandomSchema {
  private record Column(String name, String type) {}

  private record Relation(String name, List<Column> columns, List<String> key) {}

  private static final List<String> NAMES = List.of("id", "name", "Total", "created at", "order", "état", "x\"y",
      "note",
      "value", "user", "kind", "amount", "flag", "data", "ref", "day");
  private static final List<String> TYPES = List.of("integer", "bigint", "smallint", "text", "varchar(20)",
      "numeric(10,2)",
      "boolean", "date", "timestamptz", "uuid", "jsonb", "text[]", "interval", "double precision", "inet", "int4range",
      "timestamp(3)", "char(4)", "bytea");
  private static final List<String> KEY_TYPES = List.of("integer", "bigint", "text", "uuid", "date");
  private static final List<String> GRANTEES = List.of("rt_reader", "rt_writer");

  private final Random random;
  private final StringBuilder sql = new StringBuilder();
  private final List<String> types = new ArrayList<>(TYPES);
  private final List<Relation> tables = new ArrayList<>();
  private final List<Relation> readable = new ArrayList<>();
  private int number;

  private RandomSchema(long seed) {
    this.random = new Random(seed);
  }

  static String of(long seed) {
    RandomSchema schema = new RandomSchema(seed);
    schema.write();
    return schema.sql.toString();
  }

  private void write() {
    say("CREATE SCHEMA one");
    say("CREATE SCHEMA \"Two 2\"");
    times(3, this::anEnum);
    times(3, this::domain);
    times(2, this::composite);
    times(3, this::sequence);
    times(3, this::function);
    say("CREATE FUNCTION one.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'");
    times(7, this::table);
    times(2, this::partitioned);
    times(3, this::foreignKey);
    times(2, this::child);
    times(6, this::index);
    times(5, this::view);
    times(3, this::trigger);
    times(3, this::policy);
    times(6, this::comment);
    times(6, this::grant);
  }

  private void say(String statement) {
    sql.append(statement).append(";\n");
  }

  private void times(int most, Runnable work) {
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      work.run();
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A new one, so that the order of the names says nothing about the order of what is made. */
  private String fresh(String stem) {
    number++;
    String schema = any(List.of("public", "one", "\"Two 2\""));
    return schema + ".\"" + (char) ('a' + random.nextInt(26)) + stem + number + "\"";
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private void anEnum() {
    String name = fresh("enum");
    say("CREATE TYPE " + name + " AS ENUM (" + IntStream.rangeClosed(1, 1 + random.nextInt(4))
        .mapToObj(label -> "'label ''" + label + "'").collect(Collectors.joining(", ")) + ")");
    types.add(name);
  }

  private void domain() {
    String name = fresh("domain");
    say("CREATE DOMAIN " + name + " AS text" + (chance(40) ? " DEFAULT 'none'" : "") + (chance(30) ? " NOT NULL" : "")
        + (chance(60) ? " CHECK (length(value) < " + (5 + random.nextInt(50)) + ")" : ""));
    types.add(name);
  }

  private void composite() {
    String name = fresh("composite");
    List<Column> columns = columns(3);
    say("CREATE TYPE " + name + " AS (" + columns.stream().map(column -> quoted(column.name()) + " " + column.type())
        .collect(Collectors.joining(", ")) + ")");
    types.add(name);
  }

  private void sequence() {
    say("CREATE SEQUENCE " + fresh("sequence") + (chance(50) ? " AS integer" : "")
        + (chance(50) ? " INCREMENT BY " + any(List.of("2", "10", "-1")) : "") + (chance(30) ? " CACHE 5" : "")
        + (chance(30) ? " CYCLE" : ""));
  }

  private void function() {
    String name = fresh("function");
    String type = any(List.of("integer", "text", "date"));
    say("CREATE FUNCTION " + name + "(a " + type + ", b integer DEFAULT " + random.nextInt(9) + ") RETURNS " + type
        + " LANGUAGE " + any(List.of("sql", "sql IMMUTABLE", "sql STABLE STRICT COST 7")) + " AS 'select a'");
  }

  private List<Column> columns(int most) {
    List<String> names = new ArrayList<>(NAMES);
    List<Column> columns = new ArrayList<>();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      columns.add(new Column(names.remove(random.nextInt(names.size())), any(types)));
    }
    return columns;
  }

  private void table() {
    String name = fresh("table");
    List<Column> columns = columns(9);
    Column key = new Column("key", any(KEY_TYPES));
    List<String> lines = new ArrayList<>();
    columns.forEach(column -> lines.add(definition(column)));
    boolean identity = key.type().endsWith("int") && chance(60);
    lines.add(random.nextInt(lines.size() + 1), "key " + key.type() + (identity ? identity() : ""));
    if (chance(40)) {
      lines.add("computed text GENERATED ALWAYS AS ('x' || key::text) STORED".replace("key::text",
          key.type().equals("text") ? "key" : "coalesce(null, 'k')"));
    }
    boolean keyed = chance(80);
    if (keyed) {
      lines.add((chance(50) ? "CONSTRAINT \"the key " + number + "\" " : "") + "PRIMARY KEY (key)");
    }
    if (chance(40)) {
      lines.add("CONSTRAINT some_check CHECK (key IS NOT NULL" + (chance(50) ? " OR 1 < 2" : "") + ")");
    }
    if (chance(30)) {
      lines.add("UNIQUE (key)" + any(List.of("", " DEFERRABLE", " INCLUDE (key)")));
    }
    say("CREATE " + (chance(10) ? "UNLOGGED " : "") + "TABLE " + name + " (" + String.join(", ", lines) + ")"
        + (chance(20) ? " WITH (fillfactor = " + (20 + random.nextInt(80)) + ")" : ""));
    columns.add(key);
    Relation table = new Relation(name, columns, keyed ? List.of("key", key.type()) : List.of());
    tables.add(table);
    readable.add(table);
  }

  private String identity() {
    return " GENERATED " + any(List.of("ALWAYS", "BY DEFAULT")) + " AS IDENTITY"
        + (chance(40) ? " (START WITH " + (1 + random.nextInt(99)) + " INCREMENT BY 3)" : "");
  }

  private String definition(Column column) {
    String value = switch (column.type()) {
      case "integer", "bigint", "smallint", "numeric(10,2)", "double precision" ->
        any(List.of("0", "-1", "1 + 2", "NULL"));
      case "text", "varchar(20)", "char(4)" -> any(List.of("''", "'it''s'", "upper('a')", "CURRENT_USER"));
      case "boolean" -> any(List.of("true", "(1 > 2)"));
      case "date" -> "CURRENT_DATE";
      case "timestamptz", "timestamp(3)" -> "now()";
      case "uuid" -> "gen_random_uuid()";
      case "jsonb" -> "'{\"a\": 1}'";
      case "text[]" -> "'{}'";
      default -> "NULL";
    };
    boolean collated = column.type().equals("text") && chance(20);
    return quoted(column.name()) + " " + column.type() + (collated ? " COLLATE \"C\"" : "")
        + (chance(40) ? " DEFAULT " + value : "") + (chance(30) ? " NOT NULL" : "");
  }

  private void partitioned() {
    String name = fresh("parent");
    List<Column> columns = columns(4);
    boolean keyed = chance(60);
    say("CREATE TABLE " + name + " ("
        + columns.stream().map(column -> definition(column) + ", ").collect(Collectors.joining())
        + "part integer" + (keyed ? ", PRIMARY KEY (part)" : "") + ") PARTITION BY LIST (part)");
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      say("CREATE TABLE " + fresh("partition") + " PARTITION OF " + name + " FOR VALUES IN (" + i + ", " + (100 + i)
          + ")");
    }
    if (chance(60)) {
      say("CREATE INDEX " + quoted("part " + number) + " ON " + name + " (part DESC)");
    }
    readable.add(new Relation(name, columns, List.of()));
  }

  private void child() {
    Relation parent = any(tables);
    say("CREATE TABLE " + fresh("child") + " (own integer DEFAULT 5) INHERITS (" + parent.name() + ")");
  }

  private void foreignKey() {
    List<Relation> keyed = tables.stream().filter(table -> !table.key().isEmpty()).toList();
    if (keyed.isEmpty()) {
      return;
    }
    Relation target = any(keyed);
    Relation table = any(tables);
    if (sql.toString().contains("UNLOGGED")) {
      return;
    }
    number++;
    say("ALTER TABLE " + table.name() + " ADD COLUMN ref_" + number + " " + target.key().getLast() + " CONSTRAINT fk_"
        + number
        + " REFERENCES " + target.name() + any(List.of("", " ON DELETE CASCADE", " ON UPDATE SET NULL DEFERRABLE",
            " MATCH FULL DEFERRABLE INITIALLY DEFERRED")));
  }

  private void index() {
    Relation table = any(tables);
    number++;
    say("CREATE INDEX " + quoted("index " + number) + " ON " + table.name() + " "
        + any(
            List.of("(key)", "(key DESC NULLS LAST)", "((key IS NULL), key) WHERE key IS NOT NULL", "USING hash (key)",
                "(key) INCLUDE (key) WITH (fillfactor = 50)", "USING brin (key)")));
  }

  private void view() {
    Relation from = any(readable);
    String name = fresh("view");
    List<Column> columns = from.columns().stream().filter(column -> chance(70)).toList();
    List<Column> chosen = columns.isEmpty() ? List.of(from.columns().getFirst()) : columns;
    boolean kept = chance(25);
    say("CREATE " + (kept ? "MATERIALIZED " : "") + "VIEW " + name
        + (!kept && chance(30) ? " WITH (security_barrier = true)" : "") + " AS SELECT "
        + chosen.stream().map(column -> "r." + quoted(column.name())).collect(Collectors.joining(", ")) + ", "
        + any(List.of("1 AS one", "now() AS now", "CASE WHEN 1 < 2 THEN 'a'::text ELSE 'b' END AS \"A b\""))
        + " FROM " + from.name() + " r"
        + any(List.of("", " WHERE r." + quoted(chosen.getFirst().name()) + " IS NOT NULL", " LIMIT 5")));
    readable.add(new Relation(name, chosen, List.of()));
  }

  private void trigger() {
    number++;
    say("CREATE TRIGGER " + quoted("trigger " + number) + " "
        + any(List.of("BEFORE INSERT", "AFTER UPDATE OF key", "AFTER DELETE"))
        + " ON " + any(tables).name() + " FOR EACH " + any(List.of("ROW", "STATEMENT"))
        + " EXECUTE FUNCTION one.touch()");
  }

  private void policy() {
    Relation table = any(tables);
    number++;
    say("CREATE POLICY " + quoted("policy " + number) + " ON " + table.name() + any(List.of("", " AS RESTRICTIVE"))
        + any(List.of("", " FOR SELECT", " FOR DELETE")) + any(List.of("", " TO rt_reader", " TO rt_reader, rt_writer"))
        + " USING (key IS NOT NULL)");
    if (chance(50)) {
      say("ALTER TABLE " + table.name() + " ENABLE ROW LEVEL SECURITY");
    }
  }

  private void comment() {
    Relation table = any(tables);
    String text = any(List.of("'plain'", "'it''s'", "E'two\\nlines \\\\ and more'", "'-- no comment'"));
    say(chance(50)
        ? "COMMENT ON TABLE " + table.name() + " IS " + text
        : "COMMENT ON COLUMN " + table.name() + "." + quoted(any(table.columns()).name()) + " IS " + text);
  }

  private void grant() {
    Relation table = any(tables);
    say("GRANT " + any(List.of("SELECT", "INSERT, UPDATE", "ALL", "SELECT (key)", "UPDATE (key)")) + " ON "
        + table.name() + " TO "
        + any(GRANTEES) + (chance(20) ? " WITH GRANT OPTION" : ""));
  }
}
