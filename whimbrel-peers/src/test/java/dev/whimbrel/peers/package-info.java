/** The tools whose databases Whimbrel takes over, and Whimbrel, in turns and at once on the same database. */
@NullMarked
package dev.whimbrel.peers;

import org.jspecify.annotations.NullMarked;
