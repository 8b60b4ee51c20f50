package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A transaction that had been open for long when somebody looked. A value.
 *
 * @param age since it began
 * @param view whether others have to keep for it what was there when it began
 * @param locks the strongest that it holds on each table, materialized view and index
 */
public record OpenTransaction(Owner owner, Duration age, View view, Map<Relation, LockMode> locks) {
  public OpenTransaction {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(age);
    Objects.requireNonNull(view);
    locks = Map.copyOf(locks);
  }

  /** Who has it. */
  public sealed interface Owner {
    /**
     * A session.
     *
     * @param pid its process on the server
     * @param user its role
     * @param application what it calls itself; may be empty
     * @param state as {@code pg_stat_activity} has it: {@code active}, {@code idle in transaction} …
     */
    record Session(int pid, String user, String application, String state) implements Owner {}

    /**
     * Nobody any more: it was prepared, and is neither committed nor rolled back.
     *
     * @param name that it was given
     * @param user the role that prepared it
     */
    record Prepared(String name, String user) implements Owner {}
  }

  /** What it sees. */
  public enum View {
    /** What was there when it began, or when its statement did. */
    SNAPSHOT,
    /** Nothing at the moment. */
    NONE
  }
}
