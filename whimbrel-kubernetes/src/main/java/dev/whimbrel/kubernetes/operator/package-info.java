/**
 * The operator: observes, decides, acts, and says what it sees. {@code Observer} looks (resource, Secrets, ConfigMaps, database), what
 * follows is decided in {@code decide}, {@code MigrationReconciler} and {@code FleetReconciler} carry it out, {@code Operator} is all of it
 * as a process.
 */
@NullMarked
package dev.whimbrel.kubernetes.operator;

import org.jspecify.annotations.NullMarked;
