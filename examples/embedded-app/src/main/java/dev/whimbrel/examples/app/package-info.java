/** A small shop that owns its database. */
@NullMarked
package dev.whimbrel.examples.app;

import org.jspecify.annotations.NullMarked;
