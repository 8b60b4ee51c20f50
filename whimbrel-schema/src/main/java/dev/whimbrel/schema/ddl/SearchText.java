package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.TextSearchConfiguration;
import dev.whimbrel.schema.model.TextSearchDictionary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Text search dictionaries and configurations. */
final class SearchText {
  private final Setting setting;

  SearchText(Setting setting) {
    this.setting = setting;
  }

  private String alter(SchemaObject object) {
    return "ALTER " + setting.target(object.id());
  }

  List<String> create(TextSearchDictionary dictionary) {
    return List.of("CREATE " + setting.target(dictionary.id()) + " (TEMPLATE = " + dictionary.template()
        + (dictionary.options().isEmpty() ? "" : ", " + dictionary.options()) + ")");
  }

  Alteration alter(TextSearchDictionary before, TextSearchDictionary after) {
    if (!before.template().equals(after.template())) {
      return new Alteration.Replace();
    }
    Map<String, String> was = options(before);
    Map<String, String> is = options(after);
    List<String> changes = new ArrayList<>();
    was.keySet().stream().filter(key -> !is.containsKey(key)).forEach(changes::add);
    is.forEach((key, option) -> {
      if (!option.equals(was.get(key))) {
        changes.add(option);
      }
    });
    return new Alteration.InPlace(changes.isEmpty()
        ? List.of()
        : List.of(alter(after) + " (" + String.join(", ", changes) + ")"));
  }

  /** Each option, whole, by its key. */
  private static Map<String, String> options(TextSearchDictionary dictionary) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : Fragment.split(dictionary.options())) {
      options.put(option.substring(0, Fragment.find(option, "=")).strip(), option);
    }
    return options;
  }

  List<String> create(TextSearchConfiguration configuration) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE " + setting.target(configuration.id()) + " (PARSER = " + configuration.parser() + ")");
    statements.addAll(mappings(alter(configuration) + " ADD MAPPING FOR ", configuration.mappings()));
    return statements;
  }

  /** One statement for all kinds of tokens that go to the same dictionaries. */
  private static List<String> mappings(String start, Map<String, List<String>> mappings) {
    Map<List<String>, Collection<String>> tokens = new LinkedHashMap<>();
    mappings.forEach((token, dictionaries) -> tokens.computeIfAbsent(dictionaries, any -> new TreeSet<>()).add(token));
    List<String> statements = new ArrayList<>();
    tokens.forEach((dictionaries, names) -> statements
        .add(start + Quoting.names(names) + " WITH " + String.join(", ", dictionaries)));
    return statements;
  }

  Alteration alter(TextSearchConfiguration before, TextSearchConfiguration after) {
    if (!before.parser().equals(after.parser())) {
      return new Alteration.Replace();
    }
    Map<String, List<String>> added = new TreeMap<>();
    Map<String, List<String>> changed = new TreeMap<>();
    after.mappings().forEach((token, dictionaries) -> {
      if (!before.mappings().containsKey(token)) {
        added.put(token, dictionaries);
      } else if (!dictionaries.equals(before.mappings().get(token))) {
        changed.put(token, dictionaries);
      }
    });
    List<String> statements = new ArrayList<>();
    TreeSet<String> gone = new TreeSet<>(before.mappings().keySet());
    gone.removeAll(after.mappings().keySet());
    if (!gone.isEmpty()) {
      statements.add(alter(after) + " DROP MAPPING FOR " + Quoting.names(gone));
    }
    statements.addAll(mappings(alter(after) + " ALTER MAPPING FOR ", changed));
    statements.addAll(mappings(alter(after) + " ADD MAPPING FOR ", added));
    return new Alteration.InPlace(statements);
  }
}
