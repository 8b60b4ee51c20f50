package dev.whimbrel.sql;

import java.util.Objects;

/**
 * A name of something in the database, exactly as the catalog holds it.
 *
 * @param name unquoted; not empty, without NUL
 */
public record Identifier(String name) {
  public Identifier {
    Objects.requireNonNull(name);
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a name: \"" + name + "\"");
    }
  }

  /** The name in double quotes, safe to stand in SQL whatever it holds. */
  public String quoted() {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Override
  public String toString() {
    return quoted();
  }
}
