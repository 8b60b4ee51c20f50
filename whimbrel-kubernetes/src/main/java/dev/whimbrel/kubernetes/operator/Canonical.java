package dev.whimbrel.kubernetes.operator;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts records into a digest, component by component, so that equal ones give the same on every day and machine. */
final class Canonical {
  private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
    @Override
    protected RecordComponent[] computeValue(Class<?> type) {
      return type.getRecordComponents();
    }
  };

  private Canonical() {}

  /**
   * Adds it.
   *
   * @param value of records, lists, maps, texts, numbers and constants
   */
  static void add(Digest digest, @Nullable Object value) {
    switch (value) {
      case null -> digest.with((String) null);
      case String text -> digest.with(text);
      case Number number -> digest.with(number.toString());
      case Boolean truth -> digest.with(truth.toString());
      case Enum<?> constant -> digest.with(constant.name());
      case List<?> all -> {
        digest.with("list " + all.size());
        all.forEach(one -> add(digest, one));
      }
      case Map<?, ?> map -> {
        digest.with("map " + map.size());
        sorted(map).forEach((key, one) -> add(digest.with(key), one));
      }
      case Record record -> record(digest, record);
      default -> throw new IllegalArgumentException("no digest of a " + value.getClass());
    }
  }

  private static Map<String, Object> sorted(Map<?, ?> map) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, one) -> sorted.put(key.toString(), one));
    return sorted;
  }

  private static void record(Digest digest, Record record) {
    digest.with(record.getClass().getSimpleName());
    for (RecordComponent component : COMPONENTS.get(record.getClass())) {
      try {
        add(digest, component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " of a public record cannot be read", e);
      }
    }
  }
}
