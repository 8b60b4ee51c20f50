/**
 * What a database says of itself: the append-only journal, and the history that follows from its events. The state of a migration is
 * its last event.
 */
@NullMarked
package dev.whimbrel.history;

import org.jspecify.annotations.NullMarked;
