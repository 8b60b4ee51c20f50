package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code key:value} words of a line of Liquibase's. Keys are found whatever their case is, and the last of several counts, as
 * with Liquibase itself.
 */
final class LiquibaseAttributes {
  private static final List<String> TRUTHS = List.of("splitStatements", "stripComments", "rollbackSplitStatements",
      "runOnChange", "runAlways", "runInTransaction", "failOnError", "ignore");
  private static final List<String> TEXTS = List.of("endDelimiter", "rollbackEndDelimiter", "context", "contextFilter",
      "labels", "dbms", "logicalFilePath", "runWith", "runWithSpoolFile");

  /** Known in other kinds of changelogs; nothing that runs depends on them. */
  private static final List<String> PASSED_OVER = List.of("created", "objectQuotingStrategy", "comment");

  private static final Pattern WORD = Pattern.compile("(\\w+):(\"[^\"]*\"|\\S*)|\\S+");

  private static final Pattern LOGICAL_PATH = Pattern.compile(".*logicalFilePath:(\\S*).*", Pattern.CASE_INSENSITIVE);

  /** Names that people give PostgreSQL and Liquibase does not. */
  private static final List<String> MISNAMED = List.of("postgres", "postgre", "pgsql", "psql", "pg");

  private final Lines lines;
  private final int line;
  private final Mistakes mistakes;
  private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private LiquibaseAttributes(Lines lines, int line, Mistakes mistakes) {
    this.lines = lines;
    this.line = line;
    this.mistakes = mistakes;
  }

  /** The attributes of a changeset, which are what follows its id. */
  static LiquibaseAttributes ofChangeset(Lines lines, int line, String text, Mistakes mistakes) {
    LiquibaseAttributes attributes = new LiquibaseAttributes(lines, line, mistakes);
    attributes.read(text);
    attributes.check();
    return attributes;
  }

  /** What the first line of a file, or a changeset's, says in place of the file's path; null if it says nothing. */
  static @Nullable String logicalPath(String line) {
    Matcher matcher = LOGICAL_PATH.matcher(line);
    return matcher.matches() && !matcher.group(1).isEmpty() ? unquoted(matcher.group(1)) : null;
  }

  private void read(String text) {
    String waiting = null;
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      String key = word.group(1);
      String value = word.group(2);
      if (key == null || value == null) {
        String bare = word.group();
        if (waiting != null) {
          values.put(waiting, bare);
        } else {
          bare(bare);
        }
        waiting = null;
      } else {
        known(key).ifPresent(name -> values.put(name, unquoted(value)));
        // the only attribute whose value Liquibase also finds behind a blank
        waiting = key.equalsIgnoreCase("dbms") && value.isEmpty() ? "dbms" : null;
      }
    }
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static List<String> all() {
    return Stream.concat(TRUTHS.stream(), TEXTS.stream()).toList();
  }

  private Optional<String> known(String key) {
    Optional<String> exact = all().stream().filter(key::equalsIgnoreCase).findFirst();
    if (exact.isEmpty() && PASSED_OVER.stream().noneMatch(key::equalsIgnoreCase)) {
      wrong("\"" + key + "\" is no attribute of a changeset in formatted SQL, and Liquibase would pass over it",
          Nearest.to(key, all()).map(near -> "did you mean \"" + near + ":\"?").orElse("remove it"));
    }
    return exact;
  }

  /** Any other word means nothing to Liquibase, and is a mistake where it looks like an attribute. */
  private void bare(String word) {
    String name = word.replaceFirst("=.*", "");
    Optional<String> meant = all().stream().filter(name::equalsIgnoreCase).findFirst();
    meant.ifPresent(
        key -> wrong("Liquibase would pass over \"" + word + "\": an attribute is a name, a colon and a value",
            "write \"" + key + ":VALUE\", without blanks"));
  }

  private void check() {
    values.forEach((key, value) -> {
      if (TRUTHS.contains(key) && !value.matches("(?i)(?:true|false)\\b.*")) {
        wrong("\"" + key + "\" is neither true nor false, which Liquibase takes for false",
            "write " + key + ":true or " + key + ":false");
      } else if (TEXTS.contains(key) && value.isEmpty()) {
        wrong("\"" + key + ":\" has no value: Liquibase looks for it directly behind the colon",
            "write it there, without a blank");
      }
    });
    dbms().stream().map(name -> name.replaceFirst("^!", "")).filter(MISNAMED::contains).findFirst()
        .ifPresent(name -> wrong("\"" + name + "\" is no database of Liquibase's, which would not run the changeset",
            "write dbms:postgresql"));
  }

  private void wrong(String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
  }

  @Nullable
  String text(String key) {
    String value = values.get(key);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Whether a key has a truth value. */
  boolean says(String key, String truth) {
    return values.getOrDefault(key, "").matches("(?i)" + truth + "\\b.*");
  }

  private List<String> dbms() {
    String text = text("dbms");
    return text == null
        ? List.of()
        : Arrays.stream(text.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList();
  }

  /** Which changesets Liquibase runs on PostgreSQL, told nothing of contexts. */
  boolean concern() {
    return !says("ignore", "true") && names(dbms()) && LiquibaseContexts.met(context());
  }

  /** Whether a list of databases names PostgreSQL, or none. */
  static boolean names(List<String> dbms) {
    if (dbms.isEmpty() || dbms.contains("all")) {
      return true;
    }
    if (dbms.contains("none") || dbms.contains("!postgresql")) {
      return false;
    }
    return dbms.contains("postgresql") || dbms.stream().allMatch(name -> name.startsWith("!"));
  }

  @Nullable
  String context() {
    String filter = text("contextFilter");
    return filter == null ? text("context") : filter;
  }
}
