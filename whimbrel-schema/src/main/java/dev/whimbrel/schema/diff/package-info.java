/**
 * Two schemas compared, and the statements that lead from one to the other. Pure: nothing here asks a database. {@link
 * dev.whimbrel.schema.diff.Difference} says what differs, {@link dev.whimbrel.schema.diff.ChangePlan} what to do about it, in an order
 * that the server accepts, with what is lost on the way.
 */
@NullMarked
package dev.whimbrel.schema.diff;

import org.jspecify.annotations.NullMarked;
