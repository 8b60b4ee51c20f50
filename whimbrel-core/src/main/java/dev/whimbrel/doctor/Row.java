package dev.whimbrel.doctor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an answer. */
record Row(List<@Nullable String> values) {
  /** The text of a column, counted from 0; empty where it is NULL. */
  String text(int column) {
    return Objects.requireNonNullElse(values.get(column), "");
  }

  Optional<String> find(int column) {
    return Optional.ofNullable(values.get(column));
  }

  long number(int column) {
    return find(column).map(Long::parseLong).orElse(0L);
  }

  boolean is(int column) {
    return "t".equals(values.get(column));
  }
}
