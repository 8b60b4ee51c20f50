package dev.whimbrel.peer;

import dev.whimbrel.problem.Position;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be recorded before the first run. It means nothing later, so it may be said of every run.
 *
 * @param table what is to become of another tool's
 * @param baseline what the database holds already, or null
 */
public record Wanted(Table table, @Nullable Baseline baseline) {
  public Wanted {
    Objects.requireNonNull(table);
  }

  /** Which table is meant, of those that are there. */
  @FunctionalInterface
  public interface Choice {
    /**
     * One of them.
     *
     * @param tables all that could be meant; never empty
     * @throws dev.whimbrel.problem.WhimbrelException if it is not clear which
     */
    PeerTable of(List<PeerTable> tables);
  }

  /** What is to become of another tool's table. */
  public sealed interface Table {
    /** Nothing. */
    record Nothing() implements Table {}

    /** Whichever is there is taken over; where there is none, none is made. */
    record Any(Choice choice, Adoption.Missing missing) implements Table {}

    /**
     * That of one tool is kept up: taken over where it is, made where it is not.
     *
     * @param name what it is called where it is made, as {@link PeerTable#named} understands it
     */
    record Of(Tool tool, String name, Choice choice, Adoption.Missing missing) implements Table {}
  }

  /**
   * A version up to which all is there.
   *
   * @param at where that is written, or null
   */
  public record Baseline(String version, @Nullable Position at) {}
}
