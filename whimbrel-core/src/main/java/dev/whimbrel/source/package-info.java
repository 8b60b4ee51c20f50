/**
 * From a directory on disk to a checked set of migrations. {@code FileSet} is the only place that touches the disk.
 */
@NullMarked
package dev.whimbrel.source;

import org.jspecify.annotations.NullMarked;
