package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.embedded.PostgresBinaries;
import java.util.List;

/** Where shadow databases are made. */
public sealed interface Place {
  /**
   * On servers that Whimbrel starts on this machine and throws away, one for each database: nothing that a migration does to a whole
   * server, such as making a role, is seen by anything else.
   *
   * @param binaries which PostgreSQL there is to choose from; the nearest major version is taken
   */
  record Embedded(List<PostgresBinaries> binaries) implements Place {
    public Embedded {
      binaries = List.copyOf(binaries);
    }
  }

  /** The same with the one that Whimbrel brings along, if it brings one for this machine. */
  record Bundled() implements Place {}

  /** In one database that Whimbrel may fill and empties again, one use after the other. It must be empty, and nobody else may use it. */
  record Given(DatabaseUrl url) implements Place {}

  /** In new databases on the server of another one; the role that the URL names needs the right to create databases. */
  record Beside(DatabaseUrl target) implements Place {}
}
