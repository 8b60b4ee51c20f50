/**
 * Whole databases made and dropped while one develops: the server is asked from another database.
 */
@NullMarked
package dev.whimbrel.cli.development;

import org.jspecify.annotations.NullMarked;
