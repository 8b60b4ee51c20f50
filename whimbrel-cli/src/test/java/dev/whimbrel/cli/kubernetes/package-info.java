/** The commands of {@code k8s} against an API server that keeps objects, with a controller that the tests make up. */
@NullMarked
package dev.whimbrel.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
