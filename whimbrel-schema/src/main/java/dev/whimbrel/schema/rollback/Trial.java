package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Script;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one migration that was carried up, down and up again.
 *
 * @param origin who made the way back
 * @param down the way back, or null if there is none and none can be computed
 * @param verdict what came out
 * @param differences what is not as it was, or why it failed: a sentence each; empty if all is as it was
 * @param losses what the way back does not bring back, or takes along, and nobody can change that
 * @param notes what was not looked at, such as a table for which no rows could be made
 */
public record Trial(Migration migration, Origin origin, @Nullable Script down, Verdict verdict,
    List<String> differences, List<Loss> losses, List<String> notes) {
  public Trial {
    differences = List.copyOf(differences);
    losses = List.copyOf(losses);
    notes = List.copyOf(notes);
  }

  /** Who made the way back. */
  public enum Origin {
    WRITTEN, COMPUTED;

    /** As it is said and written. */
    public String word() {
      return switch (this) {
        case WRITTEN -> "written";
        case COMPUTED -> "computed";
      };
    }
  }

  /** What came out. */
  public enum Verdict {
    /** Everything is as it was before, and can be applied again. */
    RESTORES,
    /** The schema is as it was before; rows that the migration itself changed are not. Only of what is computed. */
    SCHEMA_ONLY,
    /** Something is not as it was before, or one of the three runs failed. */
    FAILS,
    /** It was not tried. */
    UNTRIED;

    /** As it is said and written. */
    public String word() {
      return switch (this) {
        case RESTORES -> "restores";
        case SCHEMA_ONLY -> "restores the schema, not the rows";
        case FAILS -> "does not restore";
        case UNTRIED -> "not tried";
      };
    }

    /** Whether one may rely on it. */
    public boolean isProof() {
      return this == RESTORES || this == SCHEMA_ONLY;
    }
  }

  /**
   * What nobody gets back.
   *
   * @param sentence such as {@code drops table public.orders with its rows}
   * @param about whose rows or values these are, if it is only lost where there are any; null if it is lost in any case
   */
  public record Loss(String sentence, @Nullable ObjectId about) {}
}
