/** What an operator does next, of what it saw. Pure. */
@NullMarked
package dev.whimbrel.kubernetes.decide;

import org.jspecify.annotations.NullMarked;
