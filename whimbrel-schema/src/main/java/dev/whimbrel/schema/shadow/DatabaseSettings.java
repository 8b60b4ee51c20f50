package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is set for one database and whoever connects to it ({@code ALTER DATABASE … SET}), to be put back as it was. */
record DatabaseSettings(String database, Map<String, String> values) {
  private static final String ASKED = """
      SELECT pg_catalog.current_database()::pg_catalog.text, pg_catalog.split_part(one, '=', 1),
        pg_catalog.substr(one, pg_catalog.strpos(one, '=') OPERATOR(pg_catalog.+) 1)
      FROM (SELECT 1) AS always LEFT JOIN (
        SELECT pg_catalog.unnest(setting.setconfig) AS one
        FROM pg_catalog.pg_db_role_setting AS setting
        WHERE setting.setrole OPERATOR(pg_catalog.=) 0::pg_catalog.oid AND setting.setdatabase OPERATOR(pg_catalog.=) (
          SELECT oid FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database())) AS settings ON true""";

  /** Their values are lists of names, quoted where they have to be, and would become one name as a literal. */
  private static final Set<String> LISTS = Set.of("search_path", "temp_tablespaces", "session_preload_libraries",
      "local_preload_libraries");

  static DatabaseSettings of(Database database) {
    Map<String, String> values = new LinkedHashMap<>();
    String name = "";
    for (List<String> row : database.query(ASKED)) {
      name = Objects.requireNonNull(row.getFirst());
      if (row.get(1) != null) {
        values.put(row.get(1), Objects.requireNonNull(row.get(2)));
      }
    }
    return new DatabaseSettings(name, values);
  }

  DatabaseSettings without(String name) {
    Map<String, String> others = new LinkedHashMap<>(values);
    others.remove(name);
    return new DatabaseSettings(database, others);
  }

  DatabaseSettings with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put(name, value);
    return new DatabaseSettings(database, all);
  }

  /** What leads back to these from others. */
  List<String> restoring(DatabaseSettings others) {
    if (equals(others)) {
      return List.of();
    }
    List<String> commands = new ArrayList<>();
    String alter = "ALTER DATABASE " + new Identifier(database).quoted();
    commands.add(alter + " RESET ALL");
    values.forEach((name, value) -> commands.addAll(setting(alter, name, value)));
    return commands;
  }

  private static List<String> setting(String alter, String name, String value) {
    String quoted = new Identifier(name).quoted();
    return LISTS.contains(name)
        ? List.of("SELECT pg_catalog.set_config(" + Literal.of(name) + ", " + Literal.of(value) + ", false)",
            alter + " SET " + quoted + " FROM CURRENT", "RESET " + quoted)
        : List.of(alter + " SET " + quoted + " TO " + Literal.of(value));
  }
}
