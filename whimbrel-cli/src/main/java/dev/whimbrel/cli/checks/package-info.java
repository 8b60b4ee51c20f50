/**
 * Queries that must be true before or after a deployment.
 */
@NullMarked
package dev.whimbrel.cli.checks;

import org.jspecify.annotations.NullMarked;
