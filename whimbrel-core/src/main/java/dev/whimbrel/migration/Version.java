package dev.whimbrel.migration;

import java.util.Objects;

/**
 * The version of a migration. Two versions are equal if their keys are: {@code 000001} and {@code 1} are one version to
 * golang-migrate, {@code 1.0} and {@code 1} to Flyway, and no two spellings are to Atlas or dbmate.
 *
 * @param text as the file name has it, for people to read
 * @param key what identifies it in its format; this is what the journal holds
 */
public record Version(String text, String key) {
  private static final String DIVIDER = "::";

  public Version {
    Objects.requireNonNull(text);
    Objects.requireNonNull(key);
  }

  /** A version whose spelling is its identity. */
  public static Version verbatim(String text) {
    return new Version(text, text);
  }

  /** A version that is a whole number: leading zeros do not count. */
  public static Version numeric(String digits) {
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return new Version(digits, digits.substring(zeros));
  }

  /**
   * Whether this version is a path, an id and an author, of which somebody gives the id or the path, or one of them with its
   * neighbours.
   */
  boolean has(String part) {
    boolean pathOrId = text.startsWith(part + DIVIDER) || text.contains(DIVIDER + part + DIVIDER);
    return pathOrId || (part.contains(DIVIDER) && text.endsWith(DIVIDER + part));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && key.equals(version.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
