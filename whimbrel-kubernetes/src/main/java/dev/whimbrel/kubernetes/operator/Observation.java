package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.decide.Sources;
import dev.whimbrel.kubernetes.decide.Target;
import org.jspecify.annotations.Nullable;

/**
 * What one look found.
 *
 * @param directory the files and where they are, null if they are not there
 * @param agreement whether the Job is to be held to the plan
 * @param mask for all that is said of it
 * @param schema what is to be kept of the schema, null where it was not compared
 */
record Observation(Sources sources, Target target, Directory.@Nullable Found directory, Agreement agreement,
    Mask mask, SchemaLook.@Nullable Kept schema) {
  /** What a run may do. */
  enum Agreement {
    /** Exactly the plan that was seen, or nothing. */
    EXACT,
    /** What the resource says of a history that begins, too: a baseline, another tool's table. It is in no plan. */
    FIRST_RUN
  }
}
