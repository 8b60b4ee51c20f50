/**
 * What a migration is once it is read: identity, script, the way back, checksums. Records and the rules they obey; no files, no
 * database.
 */
@NullMarked
package dev.whimbrel.migration;

import org.jspecify.annotations.NullMarked;
