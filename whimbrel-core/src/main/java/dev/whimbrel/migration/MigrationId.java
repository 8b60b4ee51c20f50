package dev.whimbrel.migration;

/** What a migration is known by for ever. */
public sealed interface MigrationId {
  /** Begins the keys of repeatable migrations; no version begins like this. */
  String REPEATABLE = "R__";

  /** A step that is applied once. */
  record Versioned(Version version) implements MigrationId {
    @Override
    public String key() {
      return version.key();
    }

    @Override
    public String toString() {
      return version.text();
    }
  }

  /** Applied again whenever it changes (Flyway's {@code R__name.sql}). */
  record Repeatable(String name) implements MigrationId {
    @Override
    public String key() {
      return REPEATABLE + name;
    }

    @Override
    public String toString() {
      return key();
    }
  }

  /** What the journal holds; different for different ids. */
  String key();

  /** Whether a key of the journal is that of a repeatable migration. */
  static boolean isRepeatable(String key) {
    return key.startsWith(REPEATABLE);
  }
}
