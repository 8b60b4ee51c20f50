/** A directory of migrations as ConfigMaps, and ConfigMaps as a directory. Pure. */
@NullMarked
package dev.whimbrel.kubernetes.bundle;

import org.jspecify.annotations.NullMarked;
