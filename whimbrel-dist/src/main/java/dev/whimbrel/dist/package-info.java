/**
 * Makes what is unpacked and run. Part of the build, not of what is published.
 */
@NullMarked
package dev.whimbrel.dist;

import org.jspecify.annotations.NullMarked;
