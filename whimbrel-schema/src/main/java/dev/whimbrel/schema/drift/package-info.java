/** In what a database differs from what its migrations make, and which of them made what differs. Pure. */
@NullMarked
package dev.whimbrel.schema.drift;

import org.jspecify.annotations.NullMarked;
