package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import java.math.BigInteger;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The versions of tools to which a version is a number. */
final class NumericVersion {
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private NumericVersion() {}

  /** Nothing if such a tool would not take it for a version. */
  static Optional<BigInteger> of(String key) {
    return DIGITS.matcher(key).matches() ? Optional.of(new BigInteger(key)) : Optional.empty();
  }

  static NavigableMap<BigInteger, Migration> all(Collection<Migration> migrations) {
    NavigableMap<BigInteger, Migration> all = new TreeMap<>();
    for (Migration migration : migrations) {
      if (migration.id() instanceof MigrationId.Versioned versioned) {
        of(versioned.version().key()).ifPresent(number -> all.put(number, migration));
      }
    }
    return all;
  }
}
