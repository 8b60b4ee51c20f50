package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.ChosenName;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names that the server chooses where none is given, as long as they are free; empty where its cutting is not sure. */
final class Chosen {
  private static final int LONGEST = 63;

  private Chosen() {}

  static String notNull(String table, String column) {
    return ChosenName.of(table, column, "not_null");
  }

  /** Of a domain. */
  static String notNull(String domain) {
    return ChosenName.of(domain, "", "not_null");
  }

  static String sequence(String table, String column) {
    return ChosenName.of(table, column, "seq");
  }

  static String primaryKey(String table) {
    return ChosenName.of(table, "", "pkey");
  }

  /**
   * Of an index or a key.
   *
   * @param columns {@code expr} for each expression
   * @param label {@code idx}, {@code key} or {@code excl}
   */
  static String index(String table, List<String> columns, String label) {
    String all = String.join("_", columns);
    return isShort(all) ? ChosenName.of(table, all, label) : "";
  }

  static String multirange(String range) {
    int at = range.indexOf("range");
    String name = at < 0 ? range + "_multirange" : range.substring(0, at) + "multi" + range.substring(at);
    return isShort(name) ? name : "";
  }

  private static boolean isShort(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }
}
