package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.decide.Sources;
import dev.whimbrel.kubernetes.decide.Target;
import org.jspecify.annotations.Nullable;

/**
 * What one look found.
 *
 * @param directory the files and where they are, null if they are not there
 * @param mask for all that is said of it
 * @param schema what is to be kept of the schema, null where it was not compared
 */
record Observation(Sources sources, Target target, Directory.@Nullable Found directory, Mask mask,
    SchemaLook.@Nullable Kept schema) {}
