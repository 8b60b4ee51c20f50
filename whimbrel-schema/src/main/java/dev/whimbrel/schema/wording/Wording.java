package dev.whimbrel.schema.wording;

import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.wording.Properties.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A difference in words. */
public final class Wording {
  private Wording() {}

  /**
   * A text for each object, in the order of their ids: {@code + index app.i} is only in the second schema, {@code - index app.i} only in
   * the first, {@code ~ column app.t.c: type text → integer} in both. Those of long definitions have several lines.
   */
  public static List<String> lines(Difference difference) {
    Map<ObjectId, List<String>> lines = new TreeMap<>();
    difference.added().forEach(object -> put(lines, object, "+ "));
    difference.removed().forEach(object -> put(lines, object, "- "));
    difference.changed()
        .forEach(changed -> changed(lines, changed.id(), Properties.of(changed.before(), changed.after())));
    difference.aspects()
        .forEach(changed -> changed(lines, changed.id(), Properties.of(changed.before(), changed.after())));
    return lines.values().stream().flatMap(List::stream).toList();
  }

  private static void put(Map<ObjectId, List<String>> lines, SchemaObject object, String sign) {
    add(lines, object.id(), Stream.of(sign + Names.of(object.id())));
  }

  private static void changed(Map<ObjectId, List<String>> lines, ObjectId id, List<Property> properties) {
    add(lines, id, properties.stream().map(property -> "~ " + Names.of(id) + ": " + property));
  }

  private static void add(Map<ObjectId, List<String>> lines, ObjectId id, Stream<String> more) {
    List<String> all = lines.computeIfAbsent(id, none -> new ArrayList<>());
    more.forEach(all::add);
  }
}
