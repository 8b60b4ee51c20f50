/**
 * Looks at a database, its journal and its directory, and says what is wrong and what to type; changes nothing but by a {@link
 * dev.whimbrel.doctor.Fix} that somebody agreed to.
 */
@NullMarked
package dev.whimbrel.doctor;

import org.jspecify.annotations.NullMarked;
