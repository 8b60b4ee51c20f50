package dev.whimbrel.schema.ddl;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names that the server chooses where none is given, as long as they are free. */
final class Chosen {
  private static final int LONGEST = 63;

  private Chosen() {}

  static String notNull(String table, String column) {
    return name(table, column, "not_null");
  }

  /** Of a domain. */
  static String notNull(String domain) {
    return name(domain, "", "not_null");
  }

  static String sequence(String table, String column) {
    return name(table, column, "seq");
  }

  static String primaryKey(String table) {
    return name(table, "", "pkey");
  }

  /**
   * Of an index or a key.
   *
   * @param columns {@code expr} for each expression
   * @param label {@code idx}, {@code key} or {@code excl}
   */
  static String index(String table, List<String> columns, String label) {
    String all = String.join("_", columns);
    return isShort(all) ? name(table, all, label) : "";
  }

  static String multirange(String range) {
    int at = range.indexOf("range");
    String name = at < 0 ? range + "_multirange" : range.substring(0, at) + "multi" + range.substring(at);
    return isShort(name) ? name : "";
  }

  /** As {@code makeObjectName} of the server: the longer of the two is cut until all fits; empty where that is not sure. */
  private static String name(String first, String second, String label) {
    String whole = join(first, second, label);
    if (isShort(whole)) {
      return whole;
    }
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(whole)) {
      return "";
    }
    String one = first;
    String two = second;
    while (join(one, two, label).length() > LONGEST) {
      if (one.length() > two.length()) {
        one = one.substring(0, one.length() - 1);
      } else {
        two = two.substring(0, two.length() - 1);
      }
    }
    return join(one, two, label);
  }

  private static String join(String first, String second, String label) {
    return first + (second.isEmpty() ? "" : "_" + second) + "_" + label;
  }

  private static boolean isShort(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }
}
