package dev.whimbrel.database;

import dev.whimbrel.sql.Lexicon;
import java.util.Objects;

/** What product answers, as data: behaviour stays with the feature that differs, in exhaustive switches. */
public sealed interface Dialect {
  /**
   * PostgreSQL.
   *
   * @param versionNumber {@code server_version_num}, such as 180006
   * @param version for people, such as {@code 18.6}
   * @param lexicon how this server, with the settings of this session, reads string literals
   */
  record Postgres(int versionNumber, String version, Lexicon lexicon) implements Dialect {
    public Postgres {
      Objects.requireNonNull(version);
      Objects.requireNonNull(lexicon);
    }

    public int major() {
      return versionNumber / 10_000;
    }

    @Override
    public String label() {
      return "PostgreSQL " + version;
    }
  }

  Lexicon lexicon();

  /** Product and version, for people. */
  String label();
}
