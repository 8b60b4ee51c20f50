/**
 * What is wrong with a migration before it runs, and how sure that is. Pure: functions over what was read, seen and
 * counted.
 */
@NullMarked
package dev.whimbrel.schema.lint;

import org.jspecify.annotations.NullMarked;
