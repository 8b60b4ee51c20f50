package dev.whimbrel.cli.settings.hcl;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an expression gives. */
public sealed interface Value {
  record Text(String text) implements Value {}

  record Numeral(BigDecimal number) implements Value {}

  /** Yes or no. */
  record Truth(boolean isTrue) implements Value {}

  record Sequence(List<Value> items) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  record Mapping(Map<String, Value> members) implements Value {
    public Mapping {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /** The value null. */
  record Nothing() implements Value {}

  /** What it is called in a sentence. */
  default String kind() {
    return switch (this) {
      case Text text -> "a text";
      case Numeral numeral -> "a number";
      case Truth truth -> "true or false";
      case Sequence sequence -> "a list";
      case Mapping mapping -> "an object";
      case Nothing nothing -> "null";
    };
  }
}
