package dev.whimbrel.schema.model;

import java.util.Map;
import java.util.TreeMap;

/** Options of foreign objects whose names say that they are secrets: they are there, and what they are is never read. */
public final class HiddenOptions {
  /** In the place of a value. */
  public static final String VALUE = "*****";

  private HiddenOptions() {}

  /** Those of which the values are known. */
  public static Map<String, String> without(Map<String, String> options) {
    Map<String, String> known = new TreeMap<>(options);
    known.values().removeIf(VALUE::equals);
    return known;
  }
}
