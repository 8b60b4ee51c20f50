package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Aggregate;
import dev.whimbrel.schema.model.Cast;
import dev.whimbrel.schema.model.Operator;
import dev.whimbrel.schema.model.Routine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Functions, procedures, aggregates, operators and casts. */
final class RoutineText {
  private static final Set<String> ESTIMATORS = Set.of("RESTRICT", "JOIN");
  private static final Set<String> SET_ONCE = Set.of("COMMUTATOR", "NEGATOR", "HASHES", "MERGES");
  private static final int SET_ONCE_SINCE = 17;
  private static final Set<String> RESULT = Set.of("STYPE", "FINALFUNC", "FINALFUNC_EXTRA");
  private static final Pattern WINDOW = Pattern.compile("(?s)\\A.*?\\n LANGUAGE [^\\n]* WINDOW\\b.*");

  private final Setting setting;

  RoutineText(Setting setting) {
    this.setting = setting;
  }

  /** The definition says {@code OR REPLACE}: the same statement makes it and changes it. */
  Alteration alter(Routine before, Routine after) {
    boolean same = before.result().equals(after.result()) && isWindow(before) == isWindow(after)
        && canReplace(Fragment.split(before.arguments()), Fragment.split(after.arguments()));
    return same ? new Alteration.InPlace(List.of(after.definition())) : new Alteration.Replace();
  }

  private static boolean isWindow(Routine routine) {
    return WINDOW.matcher(routine.definition()).matches();
  }

  /** Arguments keep their names, and none loses its default. */
  private static boolean canReplace(List<String> before, List<String> after) {
    if (before.size() != after.size()) {
      return false;
    }
    for (int at = 0; at < before.size(); at++) {
      String was = before.get(at);
      String is = after.get(at);
      boolean loses = hasDefault(was) && !hasDefault(is);
      if (loses || !withoutDefault(was).equals(withoutDefault(is))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasDefault(String argument) {
    return withoutDefault(argument).length() < argument.length();
  }

  private static String withoutDefault(String argument) {
    return argument.substring(0, Fragment.find(argument, " DEFAULT "));
  }

  List<String> create(Aggregate aggregate) {
    return List.of("CREATE " + body(aggregate));
  }

  private String body(Aggregate aggregate) {
    return setting.target(aggregate.id()) + " (\n  " + options(aggregate.options()) + "\n)";
  }

  private static String options(Map<String, String> options) {
    return options.entrySet().stream()
        .map(option -> option.getValue().isEmpty() ? option.getKey() : option.getKey() + " = " + option.getValue())
        .collect(Collectors.joining(",\n  "));
  }

  Alteration alter(Aggregate before, Aggregate after) {
    boolean same = before.signature().equals(after.signature())
        && before.options().containsKey("HYPOTHETICAL") == after.options().containsKey("HYPOTHETICAL")
        && RESULT.stream().allMatch(key -> Objects.equals(before.options().get(key), after.options().get(key)));
    return same
        ? new Alteration.InPlace(List.of("CREATE OR REPLACE " + body(after)))
        : new Alteration.Replace();
  }

  List<String> create(Operator operator) {
    return List.of("CREATE OPERATOR " + Quoting.name(operator.id().schema()) + "." + operator.id().name() + " (\n  "
        + options(operator.options()) + "\n)");
  }

  /** Estimators can be changed, and since PostgreSQL 17 other properties given that were not there. */
  Alteration alter(Operator before, Operator after) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (String key : keys(before, after)) {
      String was = before.options().get(key);
      String is = after.options().get(key);
      boolean can = ESTIMATORS.contains(key)
          || (SET_ONCE.contains(key) && was == null && setting.major() >= SET_ONCE_SINCE);
      if (Objects.equals(was, is)) {
        continue;
      }
      if (!can) {
        return new Alteration.Replace();
      }
      changes.put(key, is == null ? "NONE" : is);
    }
    return new Alteration.InPlace(changes.isEmpty()
        ? List.of()
        : List.of("ALTER " + setting.target(after.id()) + " SET (" + options(changes).replace("\n  ", " ") + ")"));
  }

  private static Set<String> keys(Operator before, Operator after) {
    Map<String, String> all = new LinkedHashMap<>(before.options());
    all.putAll(after.options());
    return all.keySet();
  }

  List<String> create(Cast cast) {
    return List.of("CREATE " + setting.target(cast.id()) + " " + cast.method()
        + (cast.context() == Cast.Context.EXPLICIT ? "" : " AS " + cast.context()));
  }
}
