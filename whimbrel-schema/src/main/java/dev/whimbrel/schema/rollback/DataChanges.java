package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Script;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that change rows, or may: what they did, no catalog shows. */
final class DataChanges {
  private static final int SHOWN = 70;
  private static final String NAME = "((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))?)";
  private static final Pattern OF_TABLE = Pattern
      .compile("(?is)(?:INSERT\\s+INTO|UPDATE(?:\\s+ONLY)?|DELETE\\s+FROM(?:\\s+ONLY)?"
          + "|TRUNCATE(?:\\s+TABLE)?(?:\\s+ONLY)?|MERGE\\s+INTO(?:\\s+ONLY)?|COPY)\\s+" + NAME + ".*");
  private static final Pattern OF_ANY = Pattern.compile("(?is)(?:DO|CALL|EXECUTE)\\b.*");
  private static final Pattern IN_QUERY = Pattern
      .compile("(?is)WITH\\b.*\\b(?:INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|MERGE\\s+INTO)\\b.*");
  private static final Pattern CALLING = Pattern.compile("(?is)SELECT\\b.*\\(.*");
  private static final Pattern SETTING = Pattern
      .compile("(?is)SELECT\\s+(?:pg_catalog\\s*\\.\\s*)?set_config\\s*\\(.*");

  private DataChanges() {}

  /**
   * A sentence for each.
   *
   * @param gone the tables, by their names alone, that the way back drops anyway
   */
  static List<Trial.Loss> of(Script up, Set<String> gone) {
    return up.statements().stream().filter(statement -> changes(statement.text(), gone))
        .map(statement -> new Trial.Loss(sentence(statement), null)).toList();
  }

  private static String sentence(Statement statement) {
    return "line " + statement.line() + ", \"" + statement.brief(SHOWN) + "\": rows that it changed stay as they are";
  }

  private static boolean changes(String text, Set<String> gone) {
    Matcher ofTable = OF_TABLE.matcher(text);
    if (ofTable.matches()) {
      return !gone.contains(lastName(ofTable.group(1)));
    }
    return OF_ANY.matcher(text).matches() || IN_QUERY.matcher(text).matches()
        || (CALLING.matcher(text).matches() && !SETTING.matcher(text).matches());
  }

  private static String lastName(String name) {
    String last = name.replaceFirst("(?s)^(?:\"(?:[^\"]|\"\")+\"|[\\w$]+)\\s*\\.\\s*", "");
    return last.startsWith("\"")
        ? last.substring(1, last.length() - 1).replace("\"\"", "\"")
        : last.toLowerCase(java.util.Locale.ROOT);
  }
}
