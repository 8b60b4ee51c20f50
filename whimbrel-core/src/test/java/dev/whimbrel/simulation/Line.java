package dev.whimbrel.simulation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a generated script.
 *
 * @param sql without the semicolon
 * @param data of a COPY, with its end, or an empty text
 * @param key of the row that it writes into the ledger, or null
 * @param broken what stands in its place before it is mended, and surely fails
 */
record Line(String sql, String data, @Nullable String key, String broken) {
  /** What the broken ones fail with: by a division, a foreign key at the commit, a unique index. */
  private static final String FAILING = "SELECT 1 / 0";

  Line {
    Objects.requireNonNull(sql);
    Objects.requireNonNull(data);
    Objects.requireNonNull(broken);
  }

  static Line of(String sql) {
    return new Line(sql, "", null, FAILING);
  }

  static Line copy(String sql, String data) {
    return new Line(sql, data, null, FAILING);
  }

  /** Writes the row by which it is seen that it ran. */
  static Line ledger(String key) {
    return new Line("INSERT INTO public.ledger (key) VALUES ('" + key + "')", "", key, FAILING);
  }

  Line breaking(String other) {
    return new Line(sql, data, key, other);
  }

  Line whileBroken() {
    return new Line(broken, "", null, broken);
  }

  String text() {
    return sql + ";\n" + data;
  }
}
