/**
 * What {@code whimbrel init} writes: the files by which a project runs its migrations, from templates that are filled with what the
 * project has.
 */
@NullMarked
package dev.whimbrel.cli.init;

import org.jspecify.annotations.NullMarked;
