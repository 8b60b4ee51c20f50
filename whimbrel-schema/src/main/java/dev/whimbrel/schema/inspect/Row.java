package dev.whimbrel.schema.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One row of an answer, read from left to right. */
final class Row {
  private final List<@Nullable String> values;
  private int next;

  Row(List<@Nullable String> values) {
    this.values = values;
  }

  /** The next value, which may be null. */
  @Nullable
  String optional() {
    return values.get(next++);
  }

  /** The next value, which is not null. */
  String text() {
    return Objects.requireNonNull(optional(), () -> "column " + next + " is null");
  }

  /** The next value, empty for null. */
  String textOrEmpty() {
    String value = optional();
    return value == null ? "" : value;
  }

  boolean flag() {
    return "t".equals(optional());
  }

  /** 0 for null. */
  long number() {
    String value = optional();
    return value == null ? 0 : Long.parseLong(value);
  }

  int whole() {
    return Math.toIntExact(number());
  }

  /** A one-letter code of the catalog. */
  char code() {
    String value = textOrEmpty();
    return value.isEmpty() ? ' ' : value.charAt(0);
  }

  /** Catalog and number, and no part. */
  Address address() {
    return new Address(number(), number(), 0);
  }

  /** Catalog, number and part. */
  Address partAddress() {
    return new Address(number(), number(), whole());
  }

  /** The elements of an array, none for null. */
  List<String> list() {
    String value = optional();
    return value == null ? List.of() : elements(value);
  }

  List<Integer> numbers() {
    return list().stream().map(Integer::valueOf).toList();
  }

  /** The numbers of a vector, which has blanks between them. */
  List<Integer> spaced() {
    String value = optional();
    return value == null || value.isEmpty()
        ? List.of()
        : Arrays.stream(value.split(" ", -1)).map(Integer::valueOf).toList();
  }

  /** An array of {@code name=value}. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : list()) {
      int equals = option.indexOf('=');
      options.put(equals < 0 ? option : option.substring(0, equals), equals < 0 ? "" : option.substring(equals + 1));
    }
    return options;
  }

  private static List<String> elements(String array) {
    List<String> elements = new ArrayList<>();
    int at = 1;
    while (at < array.length() - 1) {
      StringBuilder element = new StringBuilder();
      at = array.charAt(at) == '"' ? quoted(array, at + 1, element) : plain(array, at, element);
      elements.add(element.toString());
      at++; // the comma
    }
    return Collections.unmodifiableList(elements);
  }

  private static int plain(String array, int from, StringBuilder element) {
    int at = from;
    while (at < array.length() - 1 && array.charAt(at) != ',') {
      element.append(array.charAt(at++));
    }
    return at;
  }

  /** Gives the place behind the closing quote. */
  private static int quoted(String array, int from, StringBuilder element) {
    int at = from;
    while (array.charAt(at) != '"') {
      at += array.charAt(at) == '\\' ? 1 : 0;
      element.append(array.charAt(at++));
    }
    return at + 1;
  }
}
