/** The files that {@code whimbrel init} writes, used as somebody would use them. */
@NullMarked
package dev.whimbrel.cli.init;

import org.jspecify.annotations.NullMarked;
