package dev.whimbrel.history;

import java.util.Locale;

/** Which part of a migration a row of the journal is about. */
public enum Direction {
  UP, DOWN;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
