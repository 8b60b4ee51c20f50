package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.HiddenOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists of options, the {@code WITH (…)} of relations and the {@code OPTIONS (…)} of foreign objects, and how they change. */
final class Parameters {
  /** A word or number that the server keeps as it is written. */
  private static final Pattern BARE = Pattern.compile("-?[0-9]+(\\.[0-9]+)?|true|false|on|off|auto");

  private Parameters() {}

  /** {@code fillfactor=70, autovacuum_enabled=false}. */
  static String list(Map<String, String> options) {
    return options.entrySet().stream().map(option -> key(option.getKey()) + "=" + value(option.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** With the word in front of them and a space before it, or nothing. */
  static String with(String word, Map<String, String> options) {
    return options.isEmpty() ? "" : " " + word + " (" + list(options) + ")";
  }

  /** Statements that lead from one list to the other. */
  static List<String> change(String alter, Map<String, String> before, Map<String, String> after) {
    List<String> statements = new ArrayList<>();
    Map<String, String> set = new TreeMap<>(after);
    set.entrySet().removeAll(before.entrySet());
    TreeSet<String> gone = new TreeSet<>(before.keySet());
    gone.removeAll(after.keySet());
    if (!set.isEmpty()) {
      statements.add(alter + " SET (" + list(set) + ")");
    }
    if (!gone.isEmpty()) {
      statements.add(alter + " RESET (" + gone.stream().map(Parameters::key).collect(Collectors.joining(", ")) + ")");
    }
    return statements;
  }

  /** {@code OPTIONS (host 'x')} with a space before it, or nothing; without secrets, which nobody has read. */
  static String foreign(Map<String, String> options) {
    String list = HiddenOptions.without(options).entrySet().stream()
        .map(option -> Quoting.name(option.getKey()) + " " + Quoting.literal(option.getValue()))
        .collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : " OPTIONS (" + list + ")";
  }

  static List<String> foreignChange(String alter, Map<String, String> shownBefore, Map<String, String> shownAfter) {
    Map<String, String> before = HiddenOptions.without(shownBefore);
    Map<String, String> after = HiddenOptions.without(shownAfter);
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> changes = new ArrayList<>();
    for (String key : keys) {
      @Nullable
      String old = before.get(key);
      @Nullable
      String now = after.get(key);
      if (now == null) {
        changes.add("DROP " + Quoting.name(key));
      } else if (!now.equals(old)) {
        changes.add((old == null ? "ADD " : "SET ") + Quoting.name(key) + " " + Quoting.literal(now));
      }
    }
    return changes.isEmpty() ? List.of() : List.of(alter + " OPTIONS (" + String.join(", ", changes) + ")");
  }

  /** A name, or two with a dot for parameters of the TOAST table. */
  private static String key(String key) {
    int dot = key.indexOf('.');
    return dot < 0 ? Quoting.name(key) : Quoting.name(key.substring(0, dot), key.substring(dot + 1));
  }

  private static String value(String value) {
    return BARE.matcher(value).matches() ? value : Quoting.literal(value);
  }
}
