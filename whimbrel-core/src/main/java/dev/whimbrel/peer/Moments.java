package dev.whimbrel.peer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times in other tools' rows. */
final class Moments {
  private Moments() {}

  /**
   * Makes {@link #read} understand a time. One without a zone is taken to be of the session's own: that is the server's, the database's
   * or the role's, as it was for the tool that wrote it.
   */
  static String text(String expression) {
    return "CASE WHEN pg_catalog.isfinite(" + expression + ") THEN pg_catalog.to_char(pg_catalog.timezone('UTC', "
        + expression + "::pg_catalog.timestamptz), 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') END";
  }

  static @Nullable Instant read(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
