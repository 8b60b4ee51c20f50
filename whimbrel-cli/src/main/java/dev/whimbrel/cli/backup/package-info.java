/**
 * Backups before a deployment: the matching pg_dump, how it is called, and the command that restores what it wrote.
 */
@NullMarked
package dev.whimbrel.cli.backup;

import org.jspecify.annotations.NullMarked;
