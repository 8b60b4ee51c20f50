package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A schema as lines that a person can check: one for each object, for what it has beside, and for what it needs. */
final class Facts {
  private Facts() {}

  static List<String> of(DatabaseSchema schema) {
    List<String> facts = new ArrayList<>();
    schema.objects().forEach((id, object) -> facts.add(name(id) + components(object)));
    schema.aspects().forEach((id, aspects) -> facts.add("+ " + name(id) + components(aspects)));
    schema.dependencies().forEach((id, needed) -> facts.add("> " + name(id) + " needs "
        + needed.stream().map(Facts::name).collect(Collectors.joining(", "))));
    schema.unmodelled().forEach(one -> facts.add("? " + one.kind() + " " + one.identity()));
    return facts.stream().map(fact -> fact.replace("\n", "⏎")).toList();
  }

  private static String name(ObjectId id) {
    String names = Stream.of(id.schema(), id.name(), id.part()).filter(name -> !name.isEmpty())
        .collect(Collectors.joining("."));
    return id.kind().name().toLowerCase(Locale.ROOT) + " " + names;
  }

  /** What is empty, or the first of its enum, is not said; the id is. */
  private static String components(Object object) {
    StringBuilder text = new StringBuilder();
    for (RecordComponent component : object.getClass().getRecordComponents()) {
      Object value = value(component, object);
      if (value != null && isSaid(component.getName(), value)) {
        text.append(' ').append(component.getName()).append('=').append(text(value));
      }
    }
    return text.toString();
  }

  private static boolean isSaid(String name, Object value) {
    return switch (value) {
      case ObjectId id -> !name.equals("id");
      case String text -> !text.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Collection<?> all -> !all.isEmpty() || name.equals("grants");
      case Enum<?> one -> !one.equals(one.getDeclaringClass().getEnumConstants()[0]);
      case Integer number -> number != -1;
      case Table.ReplicaIdentity identity -> identity.mode() != Table.ReplicaIdentity.Mode.DEFAULT;
      case Record one -> one.getClass().getRecordComponents().length > 0 || !text(one).equals("None");
      default -> true;
    };
  }

  private static @Nullable Object value(RecordComponent component, Object object) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case ObjectId id -> name(id);
      case Collection<?> all -> all.stream().map(Facts::text).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map -> map.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
          .collect(Collectors.joining(", ", "{", "}"));
      case Record one -> one.getClass().getSimpleName() + wrapped(components(one).strip());
      default -> value.toString();
    };
  }

  private static String wrapped(String inner) {
    return inner.isEmpty() ? "" : "(" + inner + ")";
  }
}
