package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Script;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Statements that change rows, or may: what they did, no catalog shows. */
final class DataChanges {
  private static final int SHOWN = 70;
  private static final String NAME = "((?:\"(?:[^\"]|\"\")++\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"(?:[^\"]|\"\")++\"|[\\w$]+))?)";
  private static final Pattern OF_TABLE = Pattern
      .compile("(?is)(?:INSERT\\s+INTO|UPDATE(?:\\s+ONLY)?|DELETE\\s+FROM(?:\\s+ONLY)?"
          + "|TRUNCATE(?:\\s+TABLE)?(?:\\s+ONLY)?|MERGE\\s+INTO(?:\\s+ONLY)?|COPY)\\s+" + NAME + ".*");
  private static final Pattern ONE_NAME = Pattern.compile("\"(?:[^\"]|\"\")++\"|[\\w$]+");
  private static final Pattern SEVERAL = Pattern.compile("(?is)TRUNCATE\\b.*,.*");
  private static final Pattern OF_ANY = Pattern.compile("(?is)(?:DO|CALL|EXECUTE)\\b.*");
  private static final Pattern IN_QUERY = Pattern
      .compile("(?is)WITH\\b.*\\b(?:INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|MERGE\\s+INTO)\\b.*");
  private static final Pattern CALLING = Pattern.compile("(?is)SELECT\\b.*\\(.*");
  private static final Pattern SETTING = Pattern
      .compile("(?is)SELECT\\s+(?:pg_catalog\\s*\\.\\s*)?set_config\\s*\\(.*");

  private DataChanges() {}

  /** A sentence for each that does not only change what the way back drops anyway. */
  static List<Trial.Loss> of(Script up, Tables tables) {
    return up.statements().stream().filter(statement -> changes(statement.text(), tables))
        .map(statement -> new Trial.Loss(sentence(statement), null)).toList();
  }

  /** Those on both sides of a migration, by which a statement is told to concern one of them. */
  record Tables(Set<ObjectId> made, Set<ObjectId> others) {
    Tables {
      made = Set.copyOf(made);
      others = Set.copyOf(others);
    }

    static Tables of(DatabaseSchema before, DatabaseSchema after) {
      Set<ObjectId> others = tables(before);
      Set<ObjectId> made = tables(after);
      made.removeAll(others);
      return new Tables(made, others);
    }

    private static Set<ObjectId> tables(DatabaseSchema schema) {
      return schema.objects().keySet().stream().filter(id -> id.kind() == Kind.TABLE)
          .collect(Collectors.toCollection(HashSet::new));
    }

    /** Whether it can be no other than one that the migration made. */
    boolean isMade(List<String> name) {
      return made.stream().anyMatch(id -> isNamed(id, name)) && others.stream().noneMatch(id -> isNamed(id, name));
    }

    private static boolean isNamed(ObjectId id, List<String> name) {
      return name.equals(List.of(id.schema(), id.name())) || name.equals(List.of(id.name()));
    }
  }

  private static String sentence(Statement statement) {
    return "line " + statement.line() + ", \"" + statement.brief(SHOWN) + "\": rows that it changed stay as they are";
  }

  private static boolean changes(String text, Tables tables) {
    Matcher ofTable = OF_TABLE.matcher(text);
    if (ofTable.matches()) {
      return !tables.isMade(names(ofTable.group(1))) || SEVERAL.matcher(text).matches();
    }
    return OF_ANY.matcher(text).matches() || IN_QUERY.matcher(text).matches()
        || (CALLING.matcher(text).matches() && !SETTING.matcher(text).matches());
  }

  private static List<String> names(String name) {
    return ONE_NAME.matcher(name).results().map(MatchResult::group).map(DataChanges::unquoted).toList();
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }
}
