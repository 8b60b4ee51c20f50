package dev.whimbrel.schema.model;

/**
 * A collation.
 *
 * @param provider {@code libc}, {@code icu} or {@code builtin}
 * @param collate the locale for sorting; for providers with one locale, that
 * @param ctype the locale for letters; equal to {@code collate} for providers with one
 * @param rules of ICU, or empty
 */
public record Collation(ObjectId id, String provider, String collate, String ctype, Determinism determinism,
    String rules)
    implements
      SchemaObject {
  /** Whether texts that sort alike are equal. */
  public enum Determinism {
    DETERMINISTIC, NONDETERMINISTIC
  }
}
