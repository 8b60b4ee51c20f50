package dev.whimbrel.sql;

import org.jspecify.annotations.Nullable;

/** Values as SQL literals that read the same under both settings of {@code standard_conforming_strings}. */
public final class Literal {
  private Literal() {}

  /** A text literal, or {@code NULL}. A NUL character, which no PostgreSQL text can hold, becomes U+FFFD. */
  public static String of(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    String escaped = value.replace('\0', '\uFFFD').replace("\\", "\\\\").replace("'", "''");
    return (escaped.indexOf('\\') >= 0 ? "E'" : "'") + escaped + "'";
  }
}
