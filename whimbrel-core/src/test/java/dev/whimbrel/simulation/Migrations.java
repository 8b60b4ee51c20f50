package dev.whimbrel.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A generated set of migrations, one of which may be broken until it is mended. */
record Migrations(List<Generated> all, @Nullable Breakage breakage) {
  /**
   * One of them.
   *
   * @param down null if there is none
   */
  record Generated(String version, Part up, @Nullable Part down) {
    List<String> downKeys() {
      return down == null ? List.of() : down.keys();
    }
  }

  /** Which line of which up part fails. */
  record Breakage(int migration, int line) {}

  /** Whether somebody has mended what is broken. */
  enum Condition {
    BROKEN, MENDED
  }

  Migrations {
    all = List.copyOf(all);
  }

  /** Whether it is not the file that is broken but something in the database. */
  boolean isObstructed() {
    return breakage != null && line(breakage).sql().equals(line(breakage).broken());
  }

  private Line line(Breakage at) {
    return all.get(at.migration()).up().lines().get(at.line());
  }

  Generated find(String version) {
    return all.stream().filter(generated -> generated.version().equals(version)).findFirst().orElseThrow();
  }

  /** Names and contents in turn. */
  List<String> files(Condition condition) {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Generated generated = all.get(i);
      boolean broken = condition == Condition.BROKEN && breakage != null && breakage.migration() == i;
      files.add(generated.version() + "_m.up.sql");
      files.add((broken ? generated.up().brokenAt(Objects.requireNonNull(breakage).line()) : generated.up()).text());
      Part down = generated.down();
      if (down != null) {
        files.add(generated.version() + "_m.down.sql");
        files.add(down.text());
      }
    }
    return files;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    List<String> files = files(Condition.MENDED);
    for (int i = 0; i < files.size(); i += 2) {
      text.append("-- ").append(files.get(i)).append(" --\n").append(files.get(i + 1));
    }
    if (breakage != null) {
      Line line = line(breakage);
      text.append("-- until it is mended, ").append(all.get(breakage.migration()).version()).append(" has \"")
          .append(line.broken()).append("\" in place of \"").append(line.sql()).append("\"\n");
    }
    return text.toString();
  }
}
