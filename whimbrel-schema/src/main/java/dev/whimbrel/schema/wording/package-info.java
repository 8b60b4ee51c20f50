/** Objects and their differences in words that a person reads: which object, which property, what it was and what it is. Pure. */
@NullMarked
package dev.whimbrel.schema.wording;

import org.jspecify.annotations.NullMarked;
