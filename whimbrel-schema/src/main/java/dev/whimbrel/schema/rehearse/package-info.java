/** Runs migrations on a shadow, and says what the server did: measured, not guessed from syntax. */
@NullMarked
package dev.whimbrel.schema.rehearse;

import org.jspecify.annotations.NullMarked;
