package dev.whimbrel.schema.render;

import dev.whimbrel.report.Json;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records as JSON, component by component: names in snake case, alternatives and constants as words. */
final class RecordJson {
  private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
    @Override
    protected RecordComponent[] computeValue(Class<?> type) {
      return type.getRecordComponents();
    }
  };

  private RecordJson() {}

  /** All components but some, without those that are empty. */
  static List<Json.Member> members(Record value, Set<String> without) {
    List<Json.Member> members = new ArrayList<>();
    for (RecordComponent component : COMPONENTS.get(value.getClass())) {
      if (!without.contains(component.getName())) {
        add(members, snakeCase(component.getName()), of(read(component, value)));
      }
    }
    return members;
  }

  static void add(List<Json.Member> members, String name, @Nullable Json value) {
    if (value != null && !isEmpty(value)) {
      members.add(new Json.Member(name, value));
    }
  }

  /** Null for what is not there: null, a number of −1 that stands for none, an alternative that is called none. */
  static @Nullable Json of(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> new Json.Text(text);
      case Integer number -> number == -1 ? null : new Json.Num(number);
      case Long number -> new Json.Num(number);
      case Kind kind -> new Json.Text(kind.label());
      case Enum<?> constant -> new Json.Text(constant.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      case ObjectId id -> new Json.Obj(members(id, Set.of()));
      case Collection<?> all -> new Json.Arr(all.stream().map(RecordJson::element).toList());
      case Map<?, ?> map -> new Json.Obj(map.entrySet().stream()
          .map(entry -> new Json.Member(entry.getKey().toString(), element(entry.getValue()))).toList());
      case Record record -> record(record);
      default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
    };
  }

  static Json element(@Nullable Object value) {
    Json json = of(value);
    return json == null ? Json.object() : json;
  }

  private static @Nullable Json record(Record record) {
    Class<?> type = record.getClass();
    boolean isAlternative = Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    if (!isAlternative) {
      return new Json.Obj(members(record, Set.of()));
    }
    if (type.getSimpleName().equals("None")) {
      return null;
    }
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("kind", new Json.Text(snakeCase(type.getSimpleName()).replace('_', ' '))));
    members.addAll(members(record, Set.of()));
    return new Json.Obj(members);
  }

  static String snakeCase(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        out.append('_');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  private static boolean isEmpty(Json value) {
    return switch (value) {
      case Json.Text text -> text.value().isEmpty();
      case Json.Arr array -> array.elements().isEmpty();
      case Json.Obj object -> object.members().isEmpty();
      case Json.Num number -> false;
      case Json.Flag flag -> false;
    };
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " of a public record cannot be read", e);
    }
  }
}
