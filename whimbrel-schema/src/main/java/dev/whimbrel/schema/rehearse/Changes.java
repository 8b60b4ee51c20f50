package dev.whimbrel.schema.rehearse;

import dev.whimbrel.schema.rehearse.Observation.Change;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What came, went and changed between two catalogs: a row of the catalog that was written anew is a change. */
final class Changes {
  private static final Map<String, String> KINDS = Map.of("r", "table", "p", "table", "i", "index", "I", "index",
      "v", "view", "m", "materialized view", "S", "sequence", "f", "foreign table");

  private Changes() {}

  /**
   * Something in one of them.
   *
   * @param key what it is known by, also under another name
   */
  private record Thing(String key, String kind, String name, String state) {}

  static List<Change> between(Catalog before, Catalog after) {
    Map<String, Thing> old = things(before);
    Map<String, Thing> now = things(after);
    List<Change> changes = new ArrayList<>();
    old.values().stream().filter(thing -> !now.containsKey(thing.key()))
        .forEach(thing -> changes.add(new Change(What.DROPPED, thing.kind(), thing.name())));
    now.forEach((key, thing) -> {
      Thing was = old.get(key);
      if (was == null) {
        changes.add(new Change(What.CREATED, thing.kind(), thing.name()));
      } else if (!was.state().equals(thing.state())) {
        changes.add(new Change(What.CHANGED, thing.kind(), was.name()));
      }
    });
    return changes;
  }

  private static Map<String, Thing> things(Catalog catalog) {
    Map<String, Thing> things = new LinkedHashMap<>();
    catalog.relations().values().forEach(one -> put(things, new Thing("r" + one.oid(),
        KINDS.getOrDefault(one.kind(), "relation"), one.named().toString(), one.state())));
    catalog.columns().forEach(one -> put(things, new Thing("a" + one.relation() + "." + one.number(), "column",
        on(catalog, one.relation()) + "." + one.name(), one.state())));
    catalog.constraints().forEach(one -> put(things, new Thing("c" + one.oid(), "constraint",
        on(catalog, one.relation()) + "." + one.name(), one.state())));
    catalog.others().forEach(one -> put(things, new Thing(
        String.join("\0", one.kind(), one.schema(), one.name(), key(one), one.relation()), one.kind(),
        name(catalog, one), one.state())));
    return things;
  }

  /** What tells two of the same name apart. */
  private static String key(Catalog.Other one) {
    return switch (one.kind()) {
      case "function", "procedure", "aggregate", "enum value" -> one.detail();
      default -> "";
    };
  }

  private static void put(Map<String, Thing> things, Thing thing) {
    things.put(thing.key(), thing);
  }

  private static String on(Catalog catalog, String oid) {
    return catalog.find(oid).map(one -> one.named().toString()).orElse("");
  }

  private static String name(Catalog catalog, Catalog.Other one) {
    String table = on(catalog, one.relation());
    String name = List.of(one.schema(), one.name()).stream().filter(part -> !part.isEmpty())
        .collect(Collectors.joining("."));
    return switch (one.kind()) {
      case "function", "procedure", "aggregate" -> name + "(" + one.detail() + ")";
      case "enum value" -> name + "." + one.detail();
      default -> table.isEmpty() ? name : table + "." + one.name();
    };
  }
}
