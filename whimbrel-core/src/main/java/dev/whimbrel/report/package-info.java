/**
 * What was found and done, as text and as JSON.
 */
@NullMarked
package dev.whimbrel.report;

import org.jspecify.annotations.NullMarked;
