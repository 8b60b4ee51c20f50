package dev.whimbrel.simulation;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a generated migration does, and how it is undone.
 *
 * @param down null if there is no way back
 */
record Change(List<Line> up, @Nullable List<Line> down) {
  Change {
    up = List.copyOf(up);
    down = down == null ? null : List.copyOf(down);
  }

  static Change of(String up, String down) {
    return new Change(List.of(Line.of(up)), List.of(Line.of(down)));
  }

  /** What leaves nothing behind that is to be undone. */
  static Change passing(String up) {
    return new Change(List.of(Line.of(up)), List.of());
  }

  static Change forEver(String up) {
    return new Change(List.of(Line.of(up)), null);
  }

  boolean isReversible() {
    return down != null;
  }

  List<Line> wayBack() {
    return Objects.requireNonNull(down);
  }
}
